"""Print preview, page setup, printers."""
