"""The kernel: a pure function of a batch of text columns and settings that decides what becomes of every row."""
