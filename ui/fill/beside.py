"""Forms to fill in, opened from the main window: windows of their own; and what files are for that were dropped where
the page takes none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.fill.window import FillWindow
    from ui.main_window import MainWindow


class FillWindows(QObject):
    """Those that are open. ``folder``: where drafts are kept."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self.open_ones: list[FillWindow] = []

    def open(self, path: Path | None) -> None:
        """That form, or the one that is chosen now."""
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_open
        from ui.fill.opening import KINDS
        from ui.fill.window import FillWindow

        path = path or ask_open(self._window, "打开下发表", documents_folder(), KINDS)
        if path is None:
            return
        made = FillWindow(self._window.services.fill(self._folder))
        made.closed.connect(self._closed)
        self.open_ones.append(made)
        made.show_first()
        made.open_file(path)

    @Slot()
    def _closed(self) -> None:
        gone = next((each for each in self.open_ones if each is self.sender()), None)
        if gone is not None:
            self.open_ones.remove(gone)
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
