"""The offline help: chapters that ship with the program, found, read and shown."""
