"""The settings of a run: their values, their validation, and the configuration file."""
