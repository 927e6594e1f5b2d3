"""The pages of the guide that are generated: a page for each shop or tool, from its source file."""
