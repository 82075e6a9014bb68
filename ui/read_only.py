"""A window on a ledger that can only be looked at: a bar that stays says why, and takes it over when that can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from ui.aside import Aside
from ui.theme import set_role
from ui.writing import tell_window

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_EVERY_MS: Final = 3_000
FREE: Final = "那边已经关闭了这本台账，点“接着用”就可以在这里修改。"
TAKEN: Final = "现在可以修改了，已按台账最新的内容刷新。"


class ReadOnlyBar(QFrame):
    """``retry`` is pressed to try once more. It can't be closed: what it says holds."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shell_read_only")
        set_role(self, "notice-warn")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.retry = QPushButton("再试")
        self.retry.setToolTip("看看现在能不能修改了")
        self.retry.setProperty("role", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 8, 5)
        row.addWidget(self._words, 1)
        row.addWidget(self.retry)

    @property
    def text(self) -> str:
        return self._words.text()

    def show_why(self, why: str, deed: str = "再试") -> None:
        self._words.setText(f"只读　{why}")
        self.setAccessibleName(self._words.text())
        self.retry.setText(deed)


class ReadOnly(QObject):
    """Of one window. ``look`` after anything that may have changed whether the ledger can be written."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told = ""
        self._trying = False
        self.aside = Aside(self)
        self.bar: ReadOnlyBar | None = None
        """Made when there is something to say."""
        self._watch = QTimer(self)
        self._watch.setInterval(_EVERY_MS)
        self._watch.timeout.connect(self.look_whether_free)

    @Slot()
    def look(self) -> None:
        """Say why nothing can be written, or that it can again."""
        why = self._window.services.read_only
        if why == self._told:
            return
        before, self._told = self._told, why
        tell_window(self._window, why)
        if why:
            self._made().show_why(why)
            self._watch.start()
        else:
            self._watch.stop()
        self._made().setVisible(bool(why))
        if before and not why:
            self._window.clear_notices()
            self._window.read_again()
            self._window.say(TAKEN)

    @Slot()
    def look_whether_free(self) -> None:
        """Who held it has closed it: that is said, and left to the person, who may only want to look."""
        if self._told and self.bar is not None and self.bar.isVisible() and not self.aside.asking:
            self.aside.ask(self._window.services.seems_free, self._show_whether_free)

    def _show_whether_free(self, free: bool) -> None:
        if free and self._told and self.bar is not None and not self._trying:
            self.bar.show_why(FREE, "接着用")

    def refuse(self) -> bool:
        """Whether nothing can be written, which is then said."""
        if self._told:
            self._window.say("这里只能查看，不能改动，原因见上面的提示。")
        return bool(self._told)

    @Slot()
    def retry(self) -> None:
        """Take it over, off the GUI thread: a share may answer late."""
        if self._trying:
            return
        self._trying = True
        services = self._window.services

        def work(progress: Progress) -> str:
            return services.try_writing()

        self._window.tasks.run(work, self._tried, title="再试", failed=self._failed, parent=self._window)

    def _tried(self, why: str) -> None:
        self._trying = False
        if why and why == self._told:
            self._made().show_why(why)
            self._window.say("现在还不能修改，请等那边关闭或磁盘可写以后再试。")
        self.look()

    def _failed(self, error: ExpectedError) -> None:
        self._trying = False
        self._window.notice.show_problem(str(error))

    def _made(self) -> ReadOnlyBar:
        if self.bar is None:
            self.bar = ReadOnlyBar()
            self.bar.retry.clicked.connect(self.retry)
            self._window.bars.add(self.bar)
        return self.bar
