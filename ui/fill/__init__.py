"""The window of a unit that fills in the forms it gets: it needs no ledger and none of the main window's pages."""
