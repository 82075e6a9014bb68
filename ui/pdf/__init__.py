"""The official table as PDF: pagination that knows no Qt, and the painting of it."""
