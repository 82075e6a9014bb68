"""PDF files that are the same each time they are made of the same program: neither the hour nor chance is in them."""

from __future__ import annotations

import io
import re
import zlib
from typing import Final

from pypdf import PdfReader, PdfWriter
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import QPageSize, QPdfWriter

from ui.paper.faces import POINT

_NOTHING_MORE: Final = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
"""In the place of what Qt would say of the file, with the hour in it."""

_TAGGED: Final = re.compile(rb"/Q[A-Z]{5}[+](?P<font>[^\s/<>\[\]()]+)")
"""The name of a font of which only some glyphs are there; Qt draws lots for what stands before it."""


class PdfFile:
    """``writer`` paints on A4, in twips, to the edges of the paper; afterwards ``data`` is the file."""

    def __init__(self, title: str) -> None:
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.writer = QPdfWriter(self._buffer)
        self.writer.setResolution(72 * POINT)
        self.writer.setTitle(title)
        self.writer.setDocumentXmpMetadata(_NOTHING_MORE)
        self.writer.setDocumentId(QUuid.createUuidV5(QUuid(), title.encode()))
        self.writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self.writer.setPageMargins(QMarginsF(0, 0, 0, 0))

    @property
    def data(self) -> bytes:
        """Once the painter has ended."""
        return _TAGGED.sub(_tagged, bytes(self._buffer.data().data()))


def reopened(pdf: bytes) -> PdfWriter:
    """To add to it what Qt can't write."""
    return PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))


def written(file: PdfWriter, title: str, subject: str = "") -> bytes:
    file.metadata = None
    file.add_metadata({"/Title": title, "/Author": "营商台账"} | ({"/Subject": subject} if subject else {}))
    made = io.BytesIO()
    file.write(made)
    return made.getvalue()


def _tagged(name: re.Match[bytes]) -> bytes:
    """With six letters that come of the name alone."""
    rest, letters = zlib.crc32(name["font"]), bytearray()
    for _ in range(6):
        rest, letter = divmod(rest, 26)
        letters.append(ord("A") + letter)
    return b"/%b+%b" % (bytes(letters), name["font"])
