"""From the main window to forms that are filled in: by its menu, or by files dropped where no page takes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.attachments_box import files_in

if TYPE_CHECKING:
    from ui.fill.window import FillWindow
    from ui.main_window import MainWindow


class FillEntrance(QObject):
    """Forms stand in windows of their own. ``folder``: where their drafts are kept. Of files that are dropped on the window where
    nothing else takes them, it asks what they are for."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self.windows: list[FillWindow] = []
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @Slot()
    def choose(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_open
        from ui.fill.opening import KINDS

        path = ask_open(self._window, "打开下发表", documents_folder(), KINDS)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        from ui.fill.window import FillWindow

        made = FillWindow(self._window.services.fill(self._folder))
        made.closed.connect(self._closed)
        self.windows.append(made)
        made.show_first()
        made.open_file(path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return False
        files = files_in(event.mimeData())
        if not files:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._dropped(files)
        return True

    def _dropped(self, paths: list[Path]) -> None:
        what = ask_what(self._window, paths)
        if what == "fill":
            self.open(paths[0])
        elif what == "collect" and self._window.go("collect"):
            self._window.page("collect").show_item(paths)

    @Slot()
    def _closed(self) -> None:
        gone = next((each for each in self.windows if each is self.sender()), None)
        if gone is not None:
            self.windows.remove(gone)
            gone.deleteLater()


def ask_what(parent: QWidget, paths: Sequence[Path]) -> str | None:
    """collect or fill; None where it was a slip of the hand."""
    from ui.dialogs.question import Answer, QuestionDialog

    one = len(paths) == 1 and not paths[0].is_dir()
    collect, fill = Answer("collect", "收表，并入台账"), Answer("fill", "打开填写")
    if one:
        words = "单位交回来的表，请收表；发给本单位填的表，可以打开填写，填好后另存一份报回去。"
        return QuestionDialog.ask(parent, "拖进来的文件", f"《{paths[0].name}》要做什么？", words, [collect, fill])
    words = "会先列出每一处怎样变，确认后才并入台账。"
    return QuestionDialog.ask(parent, "拖进来的文件", f"把这 {len(paths)} 项收进来吗？", words, [collect])
