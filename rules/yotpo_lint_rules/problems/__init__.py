"""The problems that a rule can name, where they are too many to stand in its own file."""
