"""Suggest the settings that would rescue rejected rows; each is tried on the rows that it affects."""
