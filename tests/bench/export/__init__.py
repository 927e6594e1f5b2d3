"""Customer tables as shops export them, with a dial for the share of rejected rows; no line of it is yotpo-lint's."""
