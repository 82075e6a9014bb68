"""The window: thin, on Qt, given its services by main."""
