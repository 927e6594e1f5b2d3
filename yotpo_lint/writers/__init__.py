"""Write the outputs of a run: request bodies, rejected rows, the ledger, the delta, the page and the report."""
