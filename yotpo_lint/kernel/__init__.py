"""The pure function from a batch of text columns and settings to what becomes of every row."""
