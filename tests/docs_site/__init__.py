"""The guide as a site: `make docs` stages the pages here and has Zensical build them into out/site."""
