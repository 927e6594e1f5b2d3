"""What is told of a run: its report, findings in words, the mask over personal values, the notebook's picture."""
