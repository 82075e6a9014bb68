"""The line that says which month a page has led to, and leads back to the one looked at before."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.period import Period
from ui.widgets.notice import NoticeBar


class WayBack(NoticeBar):
    """``back_requested(Period)``. ``origin`` holds, though the line was closed, until another month is chosen."""

    back_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.origin: Period | None = None
        self.action_requested.connect(self.go_back)

    def show_way(self, origin: Period, now: Period) -> None:
        self.origin = origin
        self.show_info(f"正在看 {now.label}。", f"回到 {origin.label}")

    def forget(self) -> None:
        """Another month was chosen, or this one again."""
        self.origin = None
        self.clear()

    @Slot()
    def go_back(self) -> None:
        if self.origin is not None:
            self.back_requested.emit(self.origin)
