"""The words of the product as values: plan, period, fields, entries, operations."""
