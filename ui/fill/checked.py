"""What is wrong with a field, said under it; and the field's own frame in the colour of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.services.fill_checks import Grade, Remark
from ui.restyling import restyle
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_ROLES = {Grade.MISSING: "remark-warn", Grade.WRONG: "remark-bad", Grade.HINT: "remark-warn"}
_SIGNS = {Grade.MISSING: "○", Grade.WRONG: "✗", Grade.HINT: "△"}


class RemarkLines(QWidget):
    """A line for each remark, red where it is not 合格, amber where something is to be filled in or better said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Remark, ...] = ()
        self._lines: list[WrappedLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 0, 2, 0)
        self._column.setSpacing(1)
        self.hide()

    @property
    def shown(self) -> tuple[Remark, ...]:
        return self._shown

    @property
    def words(self) -> list[str]:
        return [line.text() for line, _ in zip(self._lines, self._shown, strict=False)]

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Labels are kept and written anew: what is typed does not make the form flicker."""
        if tuple(remarks) == self._shown:
            return
        self._shown = tuple(remarks)
        while len(self._lines) < len(remarks):
            line = WrappedLabel()
            self._lines.append(line)
            self._column.addWidget(line)
        for line, remark in zip(self._lines, remarks, strict=False):
            set_role(line, _ROLES[remark.grade])
            line.setText(f"{_SIGNS[remark.grade]} {_said(remark)}")
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(remarks))
        self.setVisible(bool(remarks))


def _said(remark: Remark) -> str:
    return f"建议：{remark.sentence}" if remark.grade is Grade.HINT else remark.sentence


def mark_editor(editor: QWidget, remarks: Sequence[Remark]) -> None:
    """The frame's colour by the heaviest remark; and the words for who can't see it."""
    grades = {each.grade for each in remarks}
    grade = "bad" if Grade.WRONG in grades else "warn" if grades else ""
    if (editor.property("grade") or "") != grade:
        editor.setProperty("grade", grade)
        restyle(editor)
    editor.setAccessibleDescription(" ".join(each.sentence for each in remarks))
