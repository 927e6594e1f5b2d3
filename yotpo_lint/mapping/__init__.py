"""What a column says of itself: the lexicon of headers, the sense of consent, and the proposal for an unknown table."""
