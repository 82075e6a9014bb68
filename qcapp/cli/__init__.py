"""The command line: the window's services by their names, in Chinese, or as JSON."""
