"""Tools that do a part of the work: each validates the same columns by pattern and set only, and mends nothing.

Each script runs as `python -m tests.bench.peers.NAME TABLE` in an environment of their own and says how many rows hold.
"""
