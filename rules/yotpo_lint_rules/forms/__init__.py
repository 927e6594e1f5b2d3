"""How values are written: text taken apart, and damage told by its look, before a rule judges it."""
