"""A ledger that can't be opened, or that stops to be written to while it is open: what is the matter, and the ways out."""
