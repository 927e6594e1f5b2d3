"""The Spark executor: the kernel in `mapInArrow`, duplicates by Spark's shuffle, and never a row on the driver."""
