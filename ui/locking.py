"""工具 → 锁定, and by itself when nobody has done anything for a while: every window is covered until the password is given."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.curtain import Curtain

if TYPE_CHECKING:
    from ui.dialogs.password import UnlockDialog
    from ui.main_window import MainWindow

_LOOK_MS: Final = 10_000
_DEEDS: Final = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
})
_DRAGS: Final = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop})
_WINDOWS: Final = (Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Tool, Qt.WindowType.Sheet)


class Idle(QObject):
    """Since when nobody has done anything. It listens at the windows themselves, which get each key and movement once, and not
    at every widget."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._since = time.monotonic()
        self._heard: QWindow | None = None
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._turned_to)
        self._turned_to(app.focusWindow())

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._since

    @Slot()
    def restart(self) -> None:
        self._since = time.monotonic()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _DEEDS:
            self._since = time.monotonic()
        return False

    def _turned_to(self, window: QWindow | None) -> None:
        if self._heard is not None and shiboken6.isValid(self._heard):
            self._heard.removeEventFilter(self)
        self._heard = window
        if window is not None:
            self.restart()
            window.installEventFilter(self)


class Locking(QObject):
    """One for each main window. Without a password it does nothing but say so."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._idle: Idle | None = None
        self._curtains: list[Curtain] = []
        self._waiting: QEventLoop | None = None
        self._leaving = False
        self.locked = False
        self.dialog: UnlockDialog | None = None
        """While it is asked."""
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look)
        self.minutes = 0
        self.follow()

    def follow(self, minutes: int | None = None) -> None:
        """Go by what is set now, by whichever window; ``minutes`` where that was read already."""
        services = self._window.services
        if minutes is None:
            minutes = services.password.idle_minutes if services.locked else 0
        self.minutes = minutes
        if not self.minutes:
            self._look.stop()
        elif not self._look.isActive():
            self._idle = self._idle or Idle(self)
            self._idle.restart()
            self._look.start()

    @Slot()
    def look(self) -> None:
        """Nothing is covered in the midst of work that somebody waits for."""
        if self._idle is not None and self._idle.seconds >= 60 * self.minutes and not self._window.tasks.busy:
            self.lock()

    @Slot()
    def lock(self) -> None:
        """Cover all windows and ask; what is half typed is saved where that is possible, and stays in any case."""
        if self.locked:
            return
        if not self._window.services.locked:
            self._window.notice.show_info("还没有设打开密码；在“工具 → 打开密码…”里设了以后，才能锁定。")
            return
        from ui.entry import set_anew

        self._window.flush()
        self._cover()
        by_code = False
        try:
            by_code = self._ask()
        finally:
            self._uncover()
        if by_code:
            set_anew(self._window.services, self._window.services.upkeep.store.path, self._window)
        self.follow()
        if self._idle is not None:
            self._idle.restart()

    def _ask(self) -> bool:
        """Until somebody is let in (True: by the recovery code), or has left."""
        from ui.dialogs.password import UnlockDialog

        while True:
            self.dialog = dialog = UnlockDialog(self._window.services.password, "已锁定", "退出程序", self._window)
            dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
            dialog.finished.connect(self._answered)
            # A loop of its own: the dialog is hidden and shown again when another comes up, which would end its ``exec``.
            self._waiting = QEventLoop()
            self._show_door()
            self._waiting.exec()
            self.dialog = self._waiting = None
            dialog.deleteLater()
            if dialog.result():
                return dialog.by_code
            self._leaving = True
            self._window.close()
            self._leaving = False
            if not self._window.isVisible():
                return False
            # Something could not be saved, and whoever it was stays: behind the door.

    @Slot(int)
    def _answered(self, entered: int) -> None:
        """At once, not when the loop ends: a dialog that came up meanwhile has one of its own, and is to be seen now."""
        assert self.dialog is not None
        assert self._waiting is not None
        if entered:
            self._uncover()
        elif not self._window.flush():  # nobody gives up the words of somebody else
            self._show_door()
            self.dialog.refuse("有填写的内容还没能存进台账，现在退出会丢失；请输入密码打开，存好以后再退出。")
            return
        elif not self._close_others():
            self._show_door()
            return
        self._waiting.quit()

    @Slot()
    def _show_door(self) -> None:
        """Before all else, and the one that takes keys: the newest modal window bars all others."""
        if self.dialog is None:
            return
        self.dialog.hide()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.field.line.setFocus()

    def _close_others(self) -> bool:
        """With the window goes all that is open beside it: nobody sees it uncovered. False when one has to stay."""
        self._leaving = True
        try:
            return all(each.close() for each in reversed(QApplication.topLevelWidgets()) if self._is_beside(each))
        finally:
            self._leaving = False

    def _is_beside(self, each: QWidget) -> bool:
        return shiboken6.isValid(each) and each.isVisible() and each is not self._window and self._is_covered(each)

    def _cover(self) -> None:
        self.locked = True
        while (menu := QApplication.activePopupWidget()) is not None:
            menu.close()
        for each in QApplication.topLevelWidgets():
            self._cover_one(each)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def _cover_one(self, each: QWidget) -> None:
        if each.isVisible() and self._is_covered(each):
            self._curtains.append(Curtain(each))

    def _is_covered(self, each: QWidget) -> bool:
        of_the_door = self.dialog is not None and self.dialog in (each, each.parentWidget())  # its help
        return not of_the_door and each.windowType() in _WINDOWS

    def _uncover(self) -> None:
        self.locked = False
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        for curtain in self._curtains:
            if shiboken6.isValid(curtain):
                curtain.draw()
        self._curtains.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that comes up meanwhile (work has ended, an error is told) is covered too, and answers no key; a file that is
        dragged onto one that is covered is not taken: what is modal keeps keys and presses away, and not that."""
        if event.type() in _DRAGS:
            event.ignore()
            return True
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and isinstance(watched, QWidget) and watched is not self.dialog and not self._leaving:
            covered = [each.parentWidget() for each in self._curtains if shiboken6.isValid(each)]
            if watched not in covered:
                self._cover_one(watched)
            if watched.isModal() and self._is_covered(watched):
                QTimer.singleShot(0, self, self._show_door)
        return False
