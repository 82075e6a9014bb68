"""From a file that came back to a sheet of cells: sniffing, unpacking, the gate, the reading process."""
