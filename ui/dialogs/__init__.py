"""Dialogs: each returns a value and writes nothing."""
