"""What reading a part of a damaged container raises; a part that is not the main one is then taken as empty."""

from __future__ import annotations

import zipfile

# NotImplementedError is zipfile's word for a compression that it does not know, RuntimeError for an encrypted part.
BROKEN_PART = (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError)
