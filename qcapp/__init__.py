"""营商台账: the work itself, free of windows and of databases."""

__version__ = "1.4.0"
