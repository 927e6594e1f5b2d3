"""Inputs: files and DataFrames become batches of text columns."""
