"""Accelerators, which settle whole columns at once. Each must give the same result as its rule's reading."""
