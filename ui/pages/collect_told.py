"""The bar that tells what a merge did, and what it left open: there until something else is begun, or closed by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from qcapp.domain.ledger import HeldConflict
from ui.models.collect_batch import Merged
from ui.widgets.notice import NoticeBar

_KEEPS = "台账先保留原来的内容。"


class MergeNotice(NoticeBar):
    """``action_requested``: to the first of ``held``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.held: tuple[HeldConflict, ...] = ()
        self._shown = ""
        self._told: set[str] = set()

    def show_merge(self, merge: Merged | None, held: Sequence[HeldConflict]) -> None:
        """The last merge of this sitting, and of its conflicts those that still wait. Told once; then only what changes."""
        operation = merge.operation_id if merge else ""
        if (operation, tuple(held)) == (self._shown, self.held):
            return
        self._shown, self.held = operation, tuple(held)
        news = merge.summary if merge and operation not in self._told else ""
        self._told.add(operation)
        if held:
            words = f"已{news}；冲突选定之前，" if news else f"还有 {len(held)} 处冲突没有选定，"
            self.show_warning(f"{words}{_KEEPS}", f"去处理 {len(held)} 处冲突")
        elif news:
            self.show_info(f"已{news}。")
        else:
            self.clear()
