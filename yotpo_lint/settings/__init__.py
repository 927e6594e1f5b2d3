"""What the user declares: the settings, their checks, and the file that they may stand in."""
