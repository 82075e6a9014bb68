"""A picture of the help, as large as it is."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.help.browser import framed, picture_path
from ui.placing import room_of
from ui.widgets.picture_view import PictureView

_ROOM = QSize(40, 110)


def show_picture(parent: QWidget, name: str) -> QDialog:
    """In a window above ``parent``; Escape and Enter close it."""
    image = QImage(picture_path(name))
    dialog = QDialog(parent)
    dialog.setWindowTitle("帮助里的图")
    view = PictureView(dialog)
    buttons = QDialogButtonBox()
    close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
    close.setDefault(True)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(8, 8, 8, 8)
    column.addWidget(view, 1)
    column.addWidget(buttons)
    dialog.finished.connect(dialog.deleteLater)
    dialog.resize((image.size() + _ROOM).boundedTo(room_of(parent).size() - _ROOM))
    dialog.open()
    view.show_image(framed(image))
    return dialog
