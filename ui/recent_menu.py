"""文件 → 最近用过: ledgers to turn to, files and folders to open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from qcapp.domain.text import shortened
from qcapp.shared_desk import address_at, ledger_place
from ui.desktop import open_file, open_folder, shown_path
from ui.recent import FILES, LEDGERS, Recent, gone, written

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_TITLE: Final = 30


class RecentMenu(QObject):
    """Filled whenever it is opened. What is gone stands there grey."""

    def __init__(self, window: MainWindow, menu: QMenu, before: QAction, recent: Recent) -> None:
        super().__init__(menu)
        self._window, self._recent = window, recent
        self.menu = QMenu("最近用过", menu)
        self.menu.setToolTipsVisible(True)
        entries = menu.actions()
        line = entries[entries.index(before) - 1] if entries.index(before) else before
        menu.insertMenu(line if line.isSeparator() else before, self.menu)
        self.menu.aboutToShow.connect(self.fill)
        written.told.connect(self._written)

    @Slot()
    def fill(self) -> None:
        self.menu.clear()
        ledgers = self._recent.paths(LEDGERS) if self._window.ledgers is not None else []
        files = self._recent.paths(FILES)
        missing = gone([*ledgers, *files])
        for title, paths in (("台账", ledgers), ("导出的文件和文件夹", files)):
            if paths:
                self.menu.addSeparator()
                self.menu.addAction(title).setEnabled(False)
            for path in paths:
                self._add(path, is_ledger=paths is ledgers, is_gone=path in missing)
        if not ledgers and not files:
            self.menu.addAction("还没有用过的文件").setEnabled(False)
            return
        self.menu.addSeparator()
        self.menu.addAction("清空这份记录").triggered.connect(self._recent.clear)

    def _add(self, path: Path, *, is_ledger: bool, is_gone: bool) -> None:
        at_hand = is_ledger and self._window.ledgers is not None and path == self._window.ledgers.path
        name = self._ledger_name(path) if is_ledger else path.name
        shared = address_at(path) if is_ledger else None
        place = shown_path(path.parent) if shared is None else f"共享台账 {shared.shown}"
        words = f"{name}　{place}".replace("&", "&&")
        action = self.menu.addAction(f"{words}（现在打开的）" if at_hand else f"{words}（不在原处）" if is_gone else words)
        action.setEnabled(not is_gone and not at_hand)
        action.setToolTip(shown_path(path) if shared is None else ledger_place(path))
        action.setData(path)
        action.triggered.connect(self._open_ledger if is_ledger else self._open_file)

    def _ledger_name(self, path: Path) -> str:
        """Its list's title; with the file's name where another in that folder is called the same."""
        if (shared := address_at(path)) is not None:
            return shortened(self._recent.title(path), _TITLE) or shared.database
        title = self._recent.title(path)
        others = (each for each in self._recent.paths(LEDGERS) if each != path and each.parent == path.parent)
        alike = any(self._recent.title(each) == title for each in others)
        return f"{shortened(title, _TITLE)}（{path.name}）" if title and alike else shortened(title, _TITLE) or path.name

    @Slot()
    def _open_ledger(self) -> None:
        if self._window.ledgers is not None:
            self._window.ledgers.open(self._path())

    @Slot()
    def _open_file(self) -> None:
        path = self._path()
        if not (open_folder(path) if path.is_dir() else open_file(path)):
            self._window.notice.show_problem(f"没有打开“{path.name}”，请看看它是否还在、有没有能打开它的程序。")

    def _path(self) -> Path:
        action = self.sender()
        assert isinstance(action, QAction)
        path = action.data()
        assert isinstance(path, Path)
        return path

    @Slot(object)
    def _written(self, path: Path) -> None:
        self._recent.add(FILES, path)
