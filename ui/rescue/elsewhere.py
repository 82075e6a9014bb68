"""Going on when the ledger's place is no good any more: with a copy in another place, or with a backup in its place.

The window stays as it is, and what is half typed in it goes into the ledger that is gone on with.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from qcapp.domain.backups import Backup
from qcapp.domain.errors import ExpectedError, LedgerError
from qcapp.ports import Progress
from ui.desktop import documents_folder, shown_path

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_KINDS = "台账（*.sqlite3） (*.sqlite3)"


class _Unread(NamedTuple):
    """The ledger could not be read, and the newest backup that there is."""

    error: LedgerError
    newest: Backup | None


class Elsewhere(QObject):
    """Asks for the place, does it off the GUI thread, and tells what came of it in the window's notice."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self) -> None:
        """Where to; then go on there."""
        from ui.dialogs.files import ask_save
        from ui.ledgers import free_name

        name = self._window.ledger.name
        start = free_name(documents_folder() / f"{Path(name).stem}.sqlite3")
        target = ask_save(self._window, "把台账另存到别处并接着用", start, _KINDS)
        if target is not None:
            self.go_on_at(target if target.suffix else target.with_suffix(".sqlite3"))

    def go_on_at(self, target: Path, source: Path | None = None) -> None:
        """``source``: a backup to go on with, where the ledger itself can't be read."""
        window = self._window
        waiting = window.unsaved()

        upkeep = window.services.upkeep

        def work(progress: Progress) -> int | _Unread:
            try:
                return upkeep.move_to(target, source)
            except LedgerError as error:
                if source is not None:
                    raise
                return _Unread(error, next(iter(upkeep.backups()), None))

        def moved(lost: int | _Unread) -> None:
            if isinstance(lost, _Unread):
                self._ask_for_backup(target, lost)
                return
            window.follow_ledger(target)
            kept = f"，刚才没存的 {len(waiting)} 处也存进去了" if window.flush() and waiting else ""
            window.read_again()
            said = f"台账已另存到 {shown_path(target)}，现在用的就是这一本{kept}。"
            if source is not None:
                said += f"它来自 {_time_of(source)} 的备份，" + (f"其后的 {lost} 次操作不在里面。" if lost else "没有少操作。")
            window.notice.show_info(said)

        def failed(error: ExpectedError) -> None:
            window.notice.show_problem(str(error))

        window.tasks.run(work, moved, title="另存台账", failed=failed, parent=window)

    def restore(self) -> None:
        """A backup in the place of the damaged file, chosen on the page that a start would show."""
        from ui.known_second import second_folder
        from ui.rescue.page import RescueDialog
        from ui.rescue.ways import Way

        window = self._window
        if window.ledgers is None or window.trouble is None or window.trouble.error is None:
            return

        dialog = RescueDialog(
            window.ledgers.workplace, window.trouble.error, window, leave="先不恢复",
            only=(Way.BACKUP, Way.CHOOSE, Way.KEEP_COPY, Way.FOLDER), recover=window.services.upkeep.recover,
            second=partial(second_folder, window.settings),
        )
        dialog.exec()
        dialog.deleteLater()
        if dialog.told:
            window.flush()
            window.read_again()
            window.notice.show_info(dialog.told)

    def _ask_for_backup(self, target: Path, unread: _Unread) -> None:
        from ui.dialogs.files import ask_open
        from ui.dialogs.question import Answer, QuestionDialog

        window = self._window
        newest = unread.newest
        answers = [Answer("choose", "选一份备份…")]
        words = f"{unread.error}没存的内容还在窗口里，会接着存进去。"
        if newest is not None:
            answers.insert(0, Answer("newest", f"用 {newest.at:%m}月{newest.at:%d}日 {newest.at:%H:%M} 的备份"))
            words += "用备份接着用，备份以后的操作不在里面。"
        answer = QuestionDialog.ask(window, "用备份接着用", "原来的台账读不出来", words, answers)
        if answer == "newest" and newest is not None:
            self.go_on_at(target, newest.path)
        elif answer == "choose":
            source = ask_open(window, "用哪一份备份接着用", documents_folder(), "台账备份 (*.sqlite3 *.db);;所有文件 (*)")
            if source is not None:
                self.go_on_at(target, source)


def _time_of(path: Path) -> str:
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime)
        return f"{at:%m}月{at:%d}日 {at:%H:%M}"
    except OSError:
        return path.name
