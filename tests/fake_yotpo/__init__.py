"""A small Yotpo on the loopback address, as documented and as bad as real servers are."""
