"""What the carriers of a form's identity are called: in the files, and in what is told of them."""

from __future__ import annotations

PROPERTY_ID, PROPERTY_UNIT, PROPERTY_PERIOD = "QCFormId", "QCUnit", "QCPeriod"
DEFINED_NAME = "QC_FORM_ID"
HIDDEN_SHEET = "_qc"

# The carriers' names, as they stand in Document.carriers and in what find_form_ids answers.
PROPERTY, IDENTIFIER, NAME, SHEET, FOOTER = "property", "identifier", "name", "sheet", "footer"
CAPTION, BOOKMARK, HIDDEN, TEXT = "caption", "bookmark", "hidden", "text"
