"""What became of every record, and what is counted of it."""
