"""The backups of a ledger that can't be opened, newest first, each looked through while the page stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QWidget

from qcapp.domain.backups import Backup, BackupHeld, BackupReason
from qcapp.domain.errors import ExpectedError
from qcapp.domain.sizes import size_words
from qcapp.ports import Progress
from ui.tasks import TaskRunner
from ui.theme import Tone, set_role
from ui.widgets.plain_table import OpeningTable, PillDelegate, TableRole

_HEADINGS: Final = ("备份时间", "为什么备的", "大小", "校验", "里面有什么")
_WIDTHS: Final = [132, 104, 76, 84, 280]
_STATE, _HOLDS = 3, 4
_LOOKING: Final = ("正在校验", Tone.IDLE)


class BackupList(OpeningTable):
    """``chosen_changed`` when what is chosen is to be had, or not any more."""

    chosen_changed = Signal()

    def __init__(self, look: Callable[[Path], BackupHeld], parent: QWidget | None = None) -> None:
        super().__init__("备份", parent)
        self._look = look
        self._tasks = TaskRunner(self)
        self._backups: list[Backup] = []
        self._held: dict[Path, BackupHeld] = {}
        self._by_hand = False
        self._model = QStandardItemModel(0, len(_HEADINGS), self)
        self._model.setHorizontalHeaderLabels(_HEADINGS)
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(_STATE, PillDelegate(self))
        self.set_widths(_WIDTHS, _HOLDS)
        set_role(self, "framed")
        self.selectionModel().selectionChanged.connect(self._selected)

    @property
    def chosen(self) -> BackupHeld | None:
        """What is selected, if it was found whole."""
        row = next(iter(self.selected_rows()), None)
        return self._held.get(self._backups[row].path) if row is not None else None

    @property
    def states(self) -> list[str]:
        return [str(self._model.item(row, _HOLDS).text()) for row in range(self._model.rowCount())]

    @property
    def busy(self) -> bool:
        """Whether some are still to be looked through."""
        return self._tasks.busy

    @property
    def backups(self) -> tuple[Backup, ...]:
        """Those that are listed, the newest first; above them what a person chose."""
        return tuple(self._backups)

    def show_backups(self, backups: Sequence[Backup]) -> None:
        self._backups, self._by_hand = [], False
        self._model.setRowCount(0)
        for backup in backups:
            self._put(len(self._backups), backup, self._look)

    def add(self, backups: Sequence[Backup], where: str) -> None:
        """Those that lie elsewhere, as ``where`` says, among the others by their time; copies of those here are left out."""
        here = {backup.path.name for backup in self._backups}
        for backup in backups:
            if backup.path.name not in here:
                older = (row for row, each in enumerate(self._backups) if each.at < backup.at)
                self._put(next(older, len(self._backups)), backup, self._look, where)

    def add_chosen(self, backup: Backup, look: Callable[[Path], BackupHeld]) -> None:
        """What a person chose from elsewhere: at the top, and selected."""
        row = next((row for row, each in enumerate(self._backups) if each.path == backup.path), None)
        if row is None:
            row = 0
            self._put(row, backup, look, "另选的")
        self.selectRow(row)
        self.scrollTo(self._model.index(row, 0))

    def shut_down(self) -> None:
        self._tasks.shut_down()

    def _put(self, row: int, backup: Backup, look: Callable[[Path], BackupHeld], where: str = "") -> None:
        reason = "·".join(filter(None, (backup.reason.value if backup.reason is not None else "", where))) or "—"
        cells = [QStandardItem(text) for text in (f"{backup.at:%Y-%m-%d %H:%M}", reason, size_words(backup.size), "", "")]
        for cell in cells[:2]:
            cell.setToolTip(str(backup.path))
        cells[_STATE].setData(_LOOKING, TableRole.PILL)
        cells[_STATE].setText(_LOOKING[0])
        self._backups.insert(row, backup)
        by_hand = self._by_hand
        self._model.insertRow(row, cells)  # above what is selected, it tells of another selection, which nobody made
        self._by_hand = by_hand
        self._look_through(backup, look)

    def _look_through(self, backup: Backup, look: Callable[[Path], BackupHeld]) -> None:
        def work(progress: Progress) -> BackupHeld:
            return look(backup.path)

        def done(held: BackupHeld) -> None:
            self._held[backup.path] = held
            last = f"{held.at:%Y-%m-%d %H:%M} {held.who}：{held.summary}"
            self._tell(backup, "完好", Tone.GOOD, f"{held.operations} 次操作，最后一次 {last}", held.title)

        def failed(error: ExpectedError) -> None:
            self._tell(backup, "不能用", Tone.BAD, str(error).replace(f"“{backup.path}”", "这一份"))

        self._tasks.run(work, done, title="校验备份", failed=failed, parent=self, quiet=True)

    def _tell(self, backup: Backup, word: str, tone: Tone, holds: str, title: str = "") -> None:
        if backup not in self._backups:  # another ledger's are listed by now
            return
        row = self._backups.index(backup)
        state, words = self._model.item(row, _STATE), self._model.item(row, _HOLDS)
        state.setText(word)
        state.setData((word, tone), TableRole.PILL)
        words.setText(holds)
        words.setToolTip(f"{title}\n{holds}" if title else holds)
        usual = backup.reason is not BackupReason.HANDOVER  # which may be of another ledger that was here before
        if tone is Tone.GOOD and usual and not self._by_hand and self._is_better(row):
            self._choose(row)
        self.chosen_changed.emit()

    def _is_better(self, row: int) -> bool:
        """Than what is selected: the second place answers late, and may have a newer one."""
        at = next(iter(self.selected_rows()), None)
        return at is None or self.chosen is None or row < at

    def _choose(self, row: int) -> None:
        """The newest whole one, until a person chooses another."""
        self.selectRow(row)
        self._by_hand = False

    @Slot()
    def _selected(self) -> None:
        self._by_hand = True
        self.chosen_changed.emit()
