"""Processes that the program starts for one purpose each, reading foreign files or drawing: how they start, and end in time."""
