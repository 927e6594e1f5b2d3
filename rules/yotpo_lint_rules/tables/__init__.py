"""Tables that a rule leans on: words, names, codes and numbering plans, each with its reason and its source."""
