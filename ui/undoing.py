"""撤销 and 重做 by key and menu: what they are about, the questions before, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operation_words import what_words
from qcapp.domain.operations import Operation, OperationKind, UndoResult
from qcapp.domain.text import shortened
from ui.actions import entry_words
from ui.models.operations import changed_fields, changed_since

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from qcapp.ports import Progress
    from qcapp.services import Services
    from ui.main_window import MainWindow
    from ui.taking_back import TakingBack
    from ui.tasks import TaskProgress

_LONGEST = 36
_AT_ONCE = 300
"""Changes; an undo of more takes a while. On a server any may, where a colleague has to be waited for."""
# What an undo by the key alone would take back unseen: much at once, or what is out already.
_ASKED = (OperationKind.MERGE, OperationKind.BULLETIN, OperationKind.PLAN)


class Undoing(QObject):
    """What takes long, or on a server may have to wait, goes on beside the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._taking_back: TakingBack | None = None
        self._turn: TaskProgress | None = None
        self._short = False
        self._pressed: list[Callable[[], None]] = []

    @Slot()
    def undo(self) -> None:
        """The newest operation that can be undone; what is half typed is saved first, and so is the newest.

        A merge or a change of lists, which may have changed much at once, is asked about, and so is a bulletin, which is out
        already, and what a colleague did on a shared ledger. A backup that was brought back last of all is taken back, after a
        question that names what goes and comes.
        """
        history = self._window.services.history
        if self._is_under_way(self.undo) or not self._window.flush():
            return
        try:
            restored, newest = self._restoration(), history.next_undo()
            if restored is None and newest is not None and self._asks(newest) and newest.changed > _AT_ONCE:
                self._ask_later(newest)
                return
            wanted = restored is None and (newest is None or not self._asks(newest) or self._really(newest))
        except ExpectedError as error:
            self._window.tell_problem(str(error))
            return
        if restored is not None:
            self._take_back(restored)
        elif wanted:  # by its name: another program may have done something since
            self._invert(history.undo if newest is None else partial(history.undo, newest.id), newest)

    def _ask_later(self, newest: Operation) -> None:
        """Once its changes are read, off the GUI thread: they are thousands."""
        window, services = self._window, self._window.services

        def told(asked: Asked) -> None:
            if self._answered(newest, asked):
                self._invert(partial(services.history.undo, newest.id), newest)

        self._short = False
        self._turn = window.tasks.run(
            lambda _: _asked(services, newest), told, title="撤销操作", failed=lambda error: window.tell_problem(str(error)),
            parent=window,
        )

    @Slot()
    def redo(self) -> None:
        if self._is_under_way(self.redo) or not self._window.flush():
            return
        try:
            restored, undone = self._restoration(undoing=True), self._window.services.history.next_redo()
            wanted = restored is not None or undone is None or not self._by_another(undone) or self._really_again(undone)
        except ExpectedError as error:
            self._window.tell_problem(str(error))
            return
        if restored is not None:
            self._take_back(restored)
        elif wanted:
            history = self._window.services.history
            self._invert(history.redo if undone is None else partial(history.undo, undone.id), undone)  # by its name, as above

    def _by_another(self, operation: Operation) -> bool:
        """Whether a colleague did it, on another computer: the keys would take it back without anybody having meant it."""
        return bool(self._window.services.shared) and operation.who != self._window.services.who

    def _asks(self, operation: Operation) -> bool:
        return operation.kind in _ASKED or self._by_another(operation)

    def _really_again(self, undone: Operation) -> bool:
        from ui.dialogs.question import Answer, QuestionDialog

        words = f"“{undone.summary}”是{undone.who}做的，重做就是把它撤销的内容恢复回来；两步都会记在历史里。"
        answer = QuestionDialog.ask(
            self._window, "重做", f"把{undone.who}撤销的恢复回来？", words, [Answer("redo", "恢复撤销的内容")]
        )
        return answer == "redo"

    def _really(self, operation: Operation) -> bool:
        return self._answered(operation, _asked(self._window.services, operation))

    def _answered(self, operation: Operation, asked: Asked) -> bool:
        from ui.dialogs.question import Answer, QuestionDialog

        words, kept = asked
        whose = f"{operation.who}的" if self._by_another(operation) else ""
        answer = QuestionDialog.ask(
            self._window, "撤销操作", f"撤销{whose}这次{operation.kind.label}？", words, [Answer("undo", "撤销此操作")], kept,
        )
        return answer == "undo"

    def _invert(self, action: Callable[[], UndoResult], operation: Operation | None) -> None:
        """``operation``: what is taken back, where that is known; one that changed much is taken back off the GUI thread."""
        window = self._window
        if not window.flush():
            return
        if operation is not None and (operation.changed > _AT_ONCE or window.services.shared):
            self._short, self._pressed = operation.changed <= _AT_ONCE, []

            def work(progress: Progress) -> UndoResult:
                result = action()
                window.services.look.read_ahead(window.period)
                return result

            self._turn = window.tasks.run(
                work, self._inverted, title="正在撤销" if operation.kind is not OperationKind.UNDO else "正在恢复",
                failed=self._not_inverted, parent=window,
            )
            return
        try:
            result = action()
        except ExpectedError as error:
            self._not_inverted(error)
            return
        self._inverted(result)

    def _is_under_way(self, pressed: Callable[[], None]) -> bool:
        """Whether an undo or redo before is not over: the key pressed again would ask about, or take back, the same once more.
        After one that is a matter of a moment it is heard."""
        under_way = self._window.tasks.runs(self._turn)
        if under_way and self._short:
            self._pressed.append(pressed)
        elif under_way:
            self._window.say("上一次撤销还没有做完，请等它做完再按。")
        return under_way

    def _hear(self, pressed: list[Callable[[], None]]) -> None:
        """One after the other."""
        while pressed and not self._window.tasks.runs(self._turn):
            pressed.pop(0)()
        self._pressed = pressed

    def _not_inverted(self, error: ExpectedError) -> None:
        self._pressed = []
        self._window.notice.show_info(str(error))

    def _inverted(self, result: UndoResult) -> None:
        self._window.clear_notices()
        self._window.read_again()
        self._window.mark_saved()
        left = f"；{len(result.left)} 处因后来又改过而保留" if result.left else ""
        if result.settings:
            from ui.models.undo_words import left_words

            left = f"；{left_words(result.left, result.settings)}后来又改过，保留了现在的"
        words = f"已{result.operation.summary}{left}。"
        if result.settings or self._window.services.history.settings(result.operation.id):
            self._window.notice.show_info(words)  # nothing else shows it
        self._window.say(words)
        pressed, self._pressed = self._pressed, []
        if pressed:
            QTimer.singleShot(0, self, partial(self._hear, pressed))

    def _restoration(self, *, undoing: bool = False) -> Operation | None:
        """A backup brought back by the newest operation of all, where that can be taken back; ``undoing``: one that took back
        another, which a redo takes back."""
        services = self._window.services
        last = next(iter(services.history.operations(1)), None)
        if last is None or last.kind is not OperationKind.RESTORE or last.undone:
            return None
        known = services.upkeep.restorations().get(last.id)
        fits = known is not None and known.kept is not None and (known.undoes is not None) is undoing
        return last if fits else None

    def _take_back(self, restoration: Operation) -> None:
        from ui.taking_back import TakingBack

        window = self._window
        window.clear_notices()
        self._taking_back = TakingBack(window.services, window.tasks, window)
        self._taking_back.done.connect(self._taken_back)
        self._taking_back.failed.connect(window.notice.show_problem)
        self._taking_back.start(restoration)

    @Slot(str)
    def _taken_back(self, words: str) -> None:
        self._window.ledger_replaced()
        self._window.notice.show_info(words)

    def name(self, undo: QAction, redo: QAction) -> None:
        """What the two entries would take back, in their words: asked for when their menu opens. What is half typed is saved
        before, and is then what is undone, with nothing to redo after it."""
        if self._window.unsaved():
            undo.setText(_entry("撤销", "刚填写的内容"))
            redo.setText(entry_words("redo"))
            return
        history = self._window.services.history
        try:
            newest, undone = history.next_undo(), history.next_redo()
            newest, undone = self._restoration() or newest, self._restoration(undoing=True) or undone
        except ExpectedError:  # the entries themselves say what is the matter
            newest = undone = None
        undo.setText(_entry("撤销", newest.summary) if newest else entry_words("undo"))
        redo.setText(_entry("重做", what_words(undone)) if undone else entry_words("redo"))


def _entry(word: str, what: str) -> str:
    return f"{word}：{shortened(what, _LONGEST)}".replace("&", "&&")


Asked = tuple[str, list[str]]
"""What is said before an undo: a sentence, and the cells that stay as they are now."""


def _asked(services: Services, operation: Operation) -> Asked:
    """Touches no widget."""
    from ui.models.undo_words import ShownNow, key_words, undo_words

    changes = [change for change in services.history.changes(operation.id) if not change.undone]
    since, moved = changed_since(changes, ShownNow(services).value), changed_fields(changes)
    words = undo_words(operation, len(moved), len(since), len({change.key for change in changes} - moved))
    return words, [f"保留　{key_words(key)}" for key in sorted(since)]
