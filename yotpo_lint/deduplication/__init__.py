"""Duplicates: keys over the whole input, groups of equal keys, and what each group means for its rows."""
