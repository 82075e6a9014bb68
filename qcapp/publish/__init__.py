"""Official papers composed from a snapshot: exporters never query."""
