"""Which setting would rescue how many rejected rows: computed by trying it on the rows that it can touch."""
