"""The outputs: request bodies, rejects, the ledger and the report, together or not at all."""
