"""The 细化表 layout as xlsx and docx: writers and readers of one format live together."""
