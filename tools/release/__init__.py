"""What makes the folder that a clerk unzips: `python -m tools.release`, or `make package`."""
