"""Speed, as ratios measured in one run; `make bench` runs it. Nothing here is a timed test."""
