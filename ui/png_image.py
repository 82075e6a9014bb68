"""A picture that the program has drawn itself, read beside the window's thread."""

from __future__ import annotations

from PySide6.QtGui import QImage


def png_image(data: bytes) -> QImage:
    """Of a PNG; empty for anything else.

    Not told that it is one, Qt asks each of its readers, and the one of SVG connects objects of its own for that. Qt's lock of
    connections may then be held by the window's thread, which waits for Python, while this one has Python and waits for the lock.
    """
    return QImage.fromData(data, "PNG")  # type: ignore[arg-type]  # the stub names what it refuses
