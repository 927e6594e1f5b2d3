"""The outcome of every record, and the counts of a run."""
