"""What is laid beside the program before it is zipped: each maker writes its own files into the folder.

The order of a build (build.py): icons → PyInstaller → every module imported once in the built program → PAPERS, in
this order → the manifest of all that is there → zip and checksum. Makers run in the build's own environment: the
product's packages and those of requirements-package.in. What one needs besides it imports within its function.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.release import desktop, licences, manual, release_notes, sample, server_guide, start_here, unit_guide

PaperMaker = Callable[[Path], None]
"""Takes the built folder (dist/营商台账). What goes wrong it raises as PackagingError, with a sentence that says what to do."""

PAPERS: tuple[PaperMaker, ...] = (
    start_here.make,
    manual.make,
    unit_guide.make,
    server_guide.make,
    release_notes.make,
    sample.make,
    desktop.make,
    licences.make,  # the last: it has the hash of each file of the program
)
