"""What reading a part of a damaged container raises; a part that is not the main one is then taken as empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import BadZipFile

    Broken = tuple[type[BadZipFile], type[OSError], type[NotImplementedError], type[RuntimeError], type[EOFError]]


def broken_part() -> Broken:
    """For an ``except``, which asks only when something was raised: most readers never load the library that these are of."""
    import zipfile

    # NotImplementedError is zipfile's word for a compression that it does not know, RuntimeError for an encrypted part.
    return zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError
