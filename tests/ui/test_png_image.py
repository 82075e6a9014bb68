"""Pictures that are read beside the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from ui.png_image import png_image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="red"/></svg>'


def png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub names what it refuses
    return bytes(buffer.data().data())


def test_a_png_is_read_as_it_was_drawn() -> None:
    drawn = QImage(8, 5, QImage.Format.Format_RGB32)
    drawn.fill(0xFF336699)
    read = png_image(png(drawn))
    assert (read.width(), read.height(), read.pixel(3, 3)) == (8, 5, 0xFF336699)


def test_no_other_reader_is_asked_or_the_window_could_stand_still_for_ever() -> None:
    """The one of SVG connects objects, which beside the window's thread it must not."""
    assert not QImage.fromData(SVG).isNull()
    assert png_image(SVG).isNull()
