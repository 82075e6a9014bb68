"""The program's icon as files, drawn from resources/icons/app.svg: ``app.ico`` for Windows, a PNG for each size."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from tools.release.names import ROOT

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels: what Windows asks for at its usual scalings, and what desktops on Linux have folders for."""
SOURCE = ROOT / "resources" / "icons" / "app.svg"


def make_icons(folder: Path) -> None:
    """``app.ico`` and ``app-<size>.png`` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: drawn_png(size) for size in SIZES}
    for size, png in drawn.items():
        (folder / f"app-{size}.png").write_bytes(png)
    (folder / "app.ico").write_bytes(ico(drawn))


def drawn_png(size: int) -> bytes:
    """A square of so many pixels, transparent around the drawing."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # stubs know bytes for the format's name only
    return bytes(data.data())


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """Windows' container of pictures, each a PNG, by their size in pixels (256 is written as 0)."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    start = len(head) + 16 * len(pictures)
    for size, png in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), start + len(body))
        body += png
    return head + body
