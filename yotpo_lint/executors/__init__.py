"""How a table is carried through the kernel: on this machine; each executor hands back the same plain data."""
