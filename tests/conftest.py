"""What all tests share."""

from hypothesis import settings

# How long an example takes tells of the machine and its load, never of the code.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
