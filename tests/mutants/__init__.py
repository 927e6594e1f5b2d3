"""Mutation testing: which small changes of rules, kernel and contract no test notices."""
