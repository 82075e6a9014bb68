"""A page of 设置: settings of the catalogue drawn one below the other, each with its heading, unit, help and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.errors import UsageError
from qcapp.domain.settings import Setting, SettingKind
from ui.theme import Tone, set_tone
from ui.widgets.choice_field import ChoiceField
from ui.widgets.labels import WrappedLabel
from ui.widgets.number_field import NumberField

_HEADING_WIDTH: Final = 128


class Trouble(NamedTuple):
    """Why a page can't be saved, and where the keys should go to mend it."""

    words: str
    field: QWidget


class SettingsPage(QWidget):
    """``changed`` whenever a person changed something. A page answers values as the ledger keeps them; it writes nothing."""

    changed = Signal()

    title = ""
    scrolls = True
    """Whether the dialog is to put it into a scroll area; a page with a table of its own scrolls that."""

    def end_editing(self) -> None:
        """Take over what is being typed in a cell."""

    def values(self) -> dict[str, str]:
        """Setting's key → value, of all settings that the page shows."""
        raise NotImplementedError

    def trouble(self) -> Trouble | None:
        return None

    def reset(self) -> None:
        """Show the defaults."""
        raise NotImplementedError


class LineBox(QLineEdit):
    """One line of text."""

    changed = Signal()

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.textChanged.connect(self._typed)

    def value(self) -> str:
        return self.text().strip()

    def load(self, value: str) -> None:
        self.setText(value)
        self.setCursorPosition(0)

    @Slot()
    def _typed(self) -> None:
        self.changed.emit()


class SettingField(QWidget):
    """One setting: its editor by kind, the word after it, what is wrong beside it, help below. ``browse``: of a folder."""

    changed = Signal()

    def __init__(self, setting: Setting, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self.editor = _editor(setting, hint)
        self.browse: QPushButton | None = None
        self.note = WrappedLabel(role="muted")
        self.wrong = WrappedLabel()
        set_tone(self.wrong, Tone.BAD)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.editor, 0 if setting.kind is SettingKind.NUMBER else 1)
        if setting.folder:
            self.browse = QPushButton("浏览…")
            self.browse.setAutoDefault(False)
            self.browse.clicked.connect(self._browse)
            row.addWidget(self.browse)
        if setting.unit:
            row.addWidget(QLabel(setting.unit))
        if setting.kind is SettingKind.NUMBER:
            row.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.wrong)
        if setting.help:
            column.addWidget(WrappedLabel(setting.help, "muted"))
        self.setFocusProxy(self.editor)
        self.editor.changed.connect(self._changed)
        self._show_wrong()

    def value(self) -> str:
        return self.editor.value()

    def load(self, value: str) -> None:
        self.editor.load(value)

    def trouble(self) -> str:
        """What is wrong with what stands there, "" when nothing is."""
        try:
            self.setting.checked(self.value())
        except UsageError as error:
            return str(error)
        return ""

    def number(self) -> float | None:
        """Of a number's field: None while what stands there is none."""
        return self.editor.number() if isinstance(self.editor, NumberField) else None

    @Slot()
    def _browse(self) -> None:
        from ui.desktop import typed_path
        from ui.dialogs.files import ask_folder

        now = self.value()
        folder = ask_folder(self.window(), f"选{self.setting.heading}", typed_path(now) if now else Path.home())
        if folder is not None:
            self.load(str(folder))

    @Slot()
    def _changed(self) -> None:
        self._show_wrong()
        self.changed.emit()

    def _show_wrong(self) -> None:
        trouble = self.trouble()
        self.wrong.setText(trouble)
        self.wrong.setVisible(bool(trouble))


class FieldsPage(SettingsPage):
    """Settings below each other. ``hints``: setting's key → grey words in an empty line."""

    def __init__(
        self, title: str, settings: Sequence[Setting], values: Mapping[str, str], hints: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.fields: dict[str, SettingField] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(14)
        self._grid.setColumnMinimumWidth(0, _HEADING_WIDTH)
        self._grid.setColumnStretch(1, 1)
        for setting in settings:
            self._add(setting, values, (hints or {}).get(setting.key, ""))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 18, 14)
        self._column.setSpacing(16)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)

    def add_below(self, widget: QWidget) -> None:
        """Below the settings, before the empty rest."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def values(self) -> dict[str, str]:
        return {key: field.value() for key, field in self.fields.items()}

    def trouble(self) -> Trouble | None:
        for field in self.fields.values():
            if words := field.trouble():
                return Trouble(words, field.editor)
        return None

    def reset(self) -> None:
        for field in self.fields.values():
            field.load(field.setting.default)

    def _add(self, setting: Setting, values: Mapping[str, str], hint: str) -> None:
        field = SettingField(setting, hint)
        field.load(shown_value(setting, values))
        field.changed.connect(self.changed)
        label = QLabel(setting.heading)
        label.setBuddy(field.editor)
        label.setMinimumHeight(field.editor.sizeHint().height())
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        place = len(self.fields)
        self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, place, 1)
        self.fields[setting.key] = field


def shown_value(setting: Setting, values: Mapping[str, str]) -> str:
    """What holds now, as it would be kept; a number without needless zeros."""
    if setting.kind is SettingKind.NUMBER:
        return f"{setting.number(values):.10g}"
    return setting.text(values)


def note(words: str = "", role: str = "quote") -> WrappedLabel:
    """A line that explains, below the settings."""
    label = WrappedLabel(words, role)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label


def _editor(setting: Setting, hint: str) -> NumberField | ChoiceField | LineBox:
    match setting.kind:
        case SettingKind.NUMBER:
            return NumberField(setting.heading, setting.least, setting.most)
        case SettingKind.CHOICE:
            return ChoiceField(setting.heading, setting.choices)
        case _:
            return LineBox(setting.heading, hint)
