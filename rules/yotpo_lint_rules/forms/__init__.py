"""Parsers that split the text of a value and recognize its damage before a rule judges it."""
