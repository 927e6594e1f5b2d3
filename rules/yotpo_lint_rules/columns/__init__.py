"""Accelerators: what settles whole columns at once. The rule beside its reading calls them and says the truth."""
