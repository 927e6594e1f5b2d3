"""Tables of problems that are too long for the rule's own file."""
