"""Where judged rows wait until the whole input is known: in memory while they are few, then in scratch files."""
