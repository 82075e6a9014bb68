"""Intake: what lies between a foreign file and a document that can be trusted to be plain data."""
