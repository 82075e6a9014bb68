"""设置 · 亮灯: the thresholds, and in words when which lamp shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.settings import BEHIND_RED, BEHIND_YELLOW, WARNING_DAYS, Setting
from ui.dialogs.settings_page import FieldsPage, Trouble, note


class LampsPage(FieldsPage):
    def __init__(
        self, title: str, settings: Sequence[Setting], values: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, settings, values, parent=parent)
        self.told = note()
        self.add_below(self.told)
        self.changed.connect(self._tell)
        self._tell()

    def trouble(self) -> Trouble | None:
        found = super().trouble()
        if found is not None:
            return found
        yellow, red = self.fields[BEHIND_YELLOW.key], self.fields[BEHIND_RED.key]
        if (yellow.number() or 0) > (red.number() or 0):
            return Trouble("“落后时序亮红灯”不能小于“落后时序亮黄灯”，请改后再保存。", red.editor)
        return None

    @Slot()
    def _tell(self) -> None:
        found = self.trouble()
        self.told.setText(found.words if found else lamp_words(self.values()))


def lamp_words(values: Mapping[str, str]) -> str:
    """What the thresholds amount to, a line a lamp."""
    days, yellow, red = (setting.number(values) for setting in (WARNING_DAYS, BEHIND_YELLOW, BEHIND_RED))
    return "\n".join((
        f"红灯：过了报送截止日未报，或完成时限已过，或落后时序超过 {red:g} 个百分点。",
        f"黄灯：距完成时限不超过 {days:g} 天，或反映了存在问题或困难，或落后时序 {yellow:g} 至 {red:g} 个百分点。",
        "绿灯：按时序推进或已完成。以上都可以在台账里按条人工定灯，写明理由。",
    ))
