"""Executors send a table through the kernel and return its `RunOutcome`; `local` uses this machine."""
