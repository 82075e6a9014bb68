"""A window of its own for a form that a unit fills in: what is left to do above, the form below, then the file that goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from qcapp.services.fill import FillService, OpenedForm, SavedForm
from ui.fill.board import FillBoard
from ui.fill.drafts import DraftKeeper
from ui.fill.head import FormHead
from ui.fill.menus import make_menus
from ui.fill.one_window import OneWindow
from ui.fill.opening import Opener
from ui.fill.saving import Saver
from ui.fill.sent_bar import SentBar
from ui.fill.session import FillSession
from ui.fill.welcome import Welcome
from ui.placing import keep_inside, least_size, place_first, room_of
from ui.tasks import TaskRunner
from ui.widgets.attachments_box import files_in
from ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from ui.help.key import HelpKey

_TITLE = "填写下发表"
_SAID_MS = 8_000
_MOST_TOLD = 3
_OF_A_FORM = (
    "save", "save_as", "preview", "undo", "redo", "copy_last", "no_news", "copy_contacts", "previous", "next", "next_left",
)


class FillWindow(QMainWindow):
    """``open_file`` shows a form. ``settings`` None remembers nothing. ``alone``: the program is used for this only, and offers
    the way to a ledger, ``ledger_requested``."""

    ledger_requested = Signal()
    closed = Signal()

    def __init__(self, service: FillService, settings: QSettings | None = None, *, alone: bool = False) -> None:
        super().__init__()
        self.service, self.tasks = service, TaskRunner(self)
        self._settings, self.one_window = settings, OneWindow()
        self._then: Callable[[], object] | None = None
        self.help: HelpKey | None = None
        self.head, self.board = FormHead(), FillBoard()
        self.notice, self.sent, self.welcome = NoticeBar(), SentBar(), Welcome()
        self.drafts, self.saver, self.opener = DraftKeeper(service, self.tasks, self), Saver(self), Opener(self)
        self._draft_words = QLabel()
        self._lay_out()
        self.actions_by_key: dict[str, QAction] = make_menus(self, self._handlers(alone), settings)
        self._connect()
        self.setAcceptDrops(True)
        self._show_page()
        self._show_title()

    @property
    def session(self) -> FillSession | None:
        return self.board.session

    @property
    def draft_words(self) -> str:
        """What the status bar says of the draft."""
        return self._draft_words.text()

    def show_first(self) -> None:
        """Where it stood last time, else filling the screen."""
        self.setMinimumSize(least_size(room_of(self)))
        self.resize(1366, 768)
        geometry = self._settings.value("fill/geometry") if self._settings is not None else None
        if isinstance(geometry, QByteArray) and self.restoreGeometry(geometry):
            keep_inside(self, room_of(self))
        elif place_first(self, room_of(self)):
            self.showMaximized()
            return
        self.show()

    def open_file(self, path: Path) -> None:
        """Read it off the GUI thread, and show it; why not, in the notice."""
        self.opener.open(path)

    def show_opened(self, opened: OpenedForm) -> None:
        """A form that was read."""
        if not self.one_window.take(self.service.lock_file(opened)):
            self.notice.show_warning(f"《{opened.path.name}》正在另一个窗口里填写，请到那个窗口接着填，或先关掉它再打开。")
            return
        old, session = self.session, FillSession(self.service, opened, self)
        session.stack.cleanChanged.connect(self._show_title)
        session.stack.indexChanged.connect(self._show_steps)
        self.saver.forget()
        self.drafts.watch(session)
        self.sent.clear()
        self.notice.clear()
        self.welcome.forget_password()
        self._draft_words.setText("")
        self.head.show_form(opened.form, opened.path.name, self.service.clock.today())
        self.board.show_session(session)
        if old is not None:
            old.deleteLater()
        self._show_page()
        self._show_title()
        self._show_checked()
        self.board.go_first()
        if opened.form.left_out:
            self.notice.show_warning(_told(opened.form.left_out))
        self.opener.offer_earlier(session)

    def safe_words(self) -> str:
        """When something unexpected came: what of the work is safe, in a sentence."""
        return "保存过的填报表不受影响；正在填的每隔几秒存一次草稿，重新打开同一份表时可以接着填。"

    def ask_password(self, *, again: bool) -> None:
        """The file that is to be opened wants one."""
        self._pages.setCurrentWidget(self.welcome)
        self.welcome.ask_password(again=again)

    @property
    def saves_first(self) -> bool:
        """Whether it is to be left once it is saved."""
        return self._then is not None

    def leave_form(self, then: Callable[[], object]) -> bool:
        """Before another form is opened: what is not saved is asked about. False where the person stays, or where it is saved
        first: ``then`` is done after that."""
        return self.session is None or not self.session.dirty or self._may_go(self.session, then)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.board)
        body = QVBoxLayout()
        body.setContentsMargins(12, 8, 12, 10)
        body.setSpacing(8)
        for part in (self.notice, self.sent):
            body.addWidget(part)
        body.addWidget(self._pages, 1)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(body, 1)
        self.setCentralWidget(centre)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addPermanentWidget(self._draft_words)

    def _handlers(self, alone: bool) -> dict[str, Callable[[], object]]:
        board = self.board
        handlers: dict[str, Callable[[], object]] = {
            "open": self.opener.choose, "save": self.save, "save_as": self.save_as, "preview": self.preview,
            "close": self.close, "undo": board.undo, "redo": board.redo, "copy_last": board.copy_last,
            "no_news": board.say_no_news, "copy_contacts": board.copy_contacts, "previous": board.previous,
            "next": board.next, "next_left": board.next_left, "help": self.show_help, "keys": self.show_keys,
        }
        return {**handlers, "ledger": self.ledger_requested.emit} if alone else handlers

    def _connect(self) -> None:
        self.board.told.connect(self.say)
        self.board.checked_changed.connect(self._show_checked)
        self.head.save.clicked.connect(self.save)
        self.head.preview.clicked.connect(self.preview)
        self.welcome.open_requested.connect(self.opener.choose)
        self.welcome.password_given.connect(self.opener.unlock)
        self.notice.action_requested.connect(self._go_on_saving)
        for tells in (self.tasks.failed, self.drafts.failed, self.sent.failed):
            tells.connect(self.notice.show_problem)
        self.drafts.kept.connect(self._draft_kept)
        self.saver.saved.connect(self._saved)
        self.saver.failed.connect(self._not_saved)

    # What it does

    @Slot()
    def save(self) -> None:
        if self.session is not None:
            self._then = None
            self.board.settle()
            self.saver.save(self.session)

    @Slot()
    def save_as(self) -> None:
        if self.session is not None:
            self._then = None
            self.board.settle()
            self.saver.save_as(self.session)

    @Slot()
    def preview(self) -> None:
        from ui.fill.preview import show_preview

        if self.session is not None:
            self.board.settle()
            show_preview(self.service.table(self.session.opened, self.session.texts()), self.tasks, self)

    @Slot()
    def show_help(self) -> None:
        self._helped().open("fill")

    @Slot()
    def show_keys(self) -> None:
        self._helped().open("keys", "填写下发表的窗口")

    def _helped(self) -> HelpKey:
        if self.help is None:
            from ui.help.key import HelpKey

            self.help = HelpKey(self, "fill", settings=self._settings)
        return self.help

    @Slot(str)
    def say(self, words: str) -> None:
        """In the status bar, for a while."""
        self.statusBar().showMessage(words, _SAID_MS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        files = files_in(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.open_file(files[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.leave_form(self.close):
            event.ignore()
            return
        self.drafts.rest()
        self.tasks.shut_down()
        self.one_window.release()
        if self._settings is not None:
            self._settings.setValue("fill/geometry", self.saveGeometry())
            self._settings.sync()
        event.accept()
        self.closed.emit()

    def _may_go(self, session: FillSession, then: Callable[[], object]) -> bool:
        self.board.settle()
        answer = self.opener.ask_unsaved(session)
        if answer == "draft":
            return self.drafts.write_now()
        if answer == "drop":
            self.drafts.drop()
            return True
        if answer == "save":
            self._then = then if self.saver.save(session) else None
        return False

    # What is shown

    def _show_page(self) -> None:
        shown = self.session is not None
        self.head.setVisible(shown)
        self._pages.setCurrentWidget(self.board if shown else self.welcome)
        for key in _OF_A_FORM:
            self.actions_by_key[key].setEnabled(shown)
        self._show_steps()

    @Slot()
    def _show_title(self) -> None:
        name = self.session.opened.path.name if self.session is not None else ""
        self.setWindowTitle(f"{name}[*] — {_TITLE}" if name else _TITLE)
        self.setWindowModified(self.session is not None and self.session.dirty)

    @Slot()
    def _show_steps(self) -> None:
        if self.session is not None:
            self.actions_by_key["undo"].setEnabled(self.session.stack.canUndo())
            self.actions_by_key["redo"].setEnabled(self.session.stack.canRedo())

    @Slot()
    def _show_checked(self) -> None:
        if self.session is not None:
            self.head.show_checked(self.session.checked)

    @Slot(object)
    def _draft_kept(self, at: datetime) -> None:
        dirty = self.session is not None and self.session.dirty
        self._draft_words.setText(f"草稿已保存 {at:%H:%M:%S}" if dirty else "")

    @Slot(object)
    def _saved(self, saved: SavedForm) -> None:
        assert self.session is not None
        self.notice.clear()
        self._draft_words.setText("")
        self.sent.show_saved(saved.path, self.session.opened.form.office)
        checked = self.session.checked
        if not self.session.dirty:
            self.drafts.drop()
        if saved.unremembered:
            self.notice.show_warning(saved.unremembered)
        elif saved.differing:
            told = "、".join(saved.differing[:4])
            self.notice.show_warning(f"保存后核对，{told}读出来和填的不完全一样，请看看是不是姓名和电话写在了一格里。")
        elif not checked.ready:
            self.notice.show_warning(f"已经保存，不过{checked.summary}补好以后再保存一次，报新的那一份。")
        then, self._then = self._then, None
        if then is not None:
            then()

    @Slot(str, str)
    def _not_saved(self, sentence: str, next_step: str) -> None:
        self._then = None
        self.notice.show_warning(sentence, next_step)

    @Slot()
    def _go_on_saving(self) -> None:
        self.notice.clear()
        self.saver.go_on()


def _told(left_out: Sequence[str]) -> str:
    """What is in the file and does not go along, as much as can be looked at in a bar."""
    more = len(left_out) - _MOST_TOLD
    return "　".join((*left_out[:_MOST_TOLD], *([f"像这样的还有 {more} 处，请对照原表看一遍。"] if more > 0 else [])))
