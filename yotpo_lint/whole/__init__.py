"""What only the whole input decides: duplicates and counts, and the store that keeps the judged rows until then."""
