"""Built beside the program, and not zipped: runs a script in the built program's Python, with all that it carries.

``probe SCRIPT WORDS…``; the script's imports come from what was built, as the program's do.
"""

from __future__ import annotations

import runpy
import sys

if __name__ == "__main__":
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
