"""The sentences of a paper as rows: how each is said, by whom so, and what it says this month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qcapp.domain.errors import UsageError
from qcapp.publish.wording import Block, Wording, blocks, fault_of

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SECTION: Final = "section."
_FIRST_SECTION: Final = {"通报": "标题和开头"}


class Origin(Enum):
    """Whose words hold; the value is the word on the row, "" for our own. FAULTY ones can't be used: those before hold."""

    OURS = ""
    KEPT = "已改"
    MONTH = "本月改过"
    FAULTY = "写错了"


@dataclass(frozen=True)
class HeardWording(Wording):
    """Remembers, while a paper is composed, what each sentence said and what its placeholders stood for, by full key."""

    heard: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, key: str, values: Mapping[str, str], variant: str = "") -> str:
        words = super().say(key, values, variant)
        full_key = f"{key}.{variant}" if variant else key
        self.heard.setdefault(full_key, []).append(words)
        self.values.setdefault(full_key, values)
        return words


@dataclass(frozen=True, slots=True)
class Sentence:
    """``key`` as in the setting. ``when`` it is said, "" for always. ``ours``, ``kept`` (None: not set) and ``month`` (None: not
    changed) are its texts with placeholders; ``fault``: what is wrong with the one that holds, a sentence.

    ``said``: what it came to this month, nothing where it was not used; ``values``: what its placeholders stood for then.
    """

    key: str
    section: str
    heading: str
    when: str
    help: str
    placeholders: tuple[str, ...]
    ours: str
    kept: str | None = None
    month: str | None = None
    fault: str = ""
    said: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The one that holds."""
        if self.month is not None:
            return self.month
        return self.ours if self.kept is None else self.kept

    @property
    def before(self) -> str:
        """What holds once this month's change is given up."""
        return self.ours if self.kept is None else self.kept

    @property
    def origin(self) -> Origin:
        if self.month is not None:
            return Origin.FAULTY if self.fault else Origin.MONTH
        return Origin.OURS if self.kept is None else Origin.KEPT

    @property
    def used(self) -> bool:
        return bool(self.said)

    @property
    def name(self) -> str:
        return f"{self.heading}（{self.when}）" if self.when else self.heading

    @property
    def shown(self) -> str:
        """What it says this month, else how it would be said."""
        words = next((words for words in self.said if words), "")
        if words:
            return words if len(self.said) == 1 else f"{words}（共 {len(self.said)} 处）"
        if self.text:
            return self.text
        return "（不写这一句）"


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A heading over sentences."""

    title: str


Row = Sentence | SectionRow


def sentences_of(
    paper: str, kept: Mapping[str, str], month: Mapping[str, str], heard: HeardWording
) -> tuple[Sentence, ...]:
    """All of that paper (通报, 催报通知, 提醒) in its order."""
    return tuple(_of_paper(paper, kept, month, heard))


def usable(kept: Mapping[str, str], month: Mapping[str, str]) -> dict[str, str]:
    """The texts that a paper is composed with: this month's before those that are kept, without those that can't be used."""
    return {key: text for key, text in {**kept, **month}.items() if _can_be_used(key, text)}


def _can_be_used(key: str, text: str) -> bool:
    try:
        return not fault_of(key, text)
    except UsageError:  # a sentence that there is no more
        return False


def _of_paper(
    paper: str, kept: Mapping[str, str], month: Mapping[str, str], heard: HeardWording
) -> Iterator[Sentence]:
    section = _FIRST_SECTION.get(paper, paper)
    for block in blocks():
        if block.paper == paper:
            section = _section(block, section)
            for key, variant in block.texts:
                changed = month.get(key)
                yield Sentence(
                    key, section, block.heading, variant.heading, block.help, block.placeholders, variant.text,
                    kept.get(key), changed, fault_of(key, changed) if changed is not None else "",
                    tuple(heard.heard.get(key, ())), heard.values.get(key, {}),
                )


def _section(block: Block, before: str) -> str:
    return block.variants[0].text if block.key.startswith(_SECTION) else before


def arranged(sentences: Sequence[Sentence], *, unused: bool) -> tuple[Row, ...]:
    """Under the headings of their sections. ``unused``: also those that this month has no use for, grey."""
    rows: list[Row] = []
    section = ""
    for sentence in sentences:
        if unused or sentence.used or sentence.month is not None:
            if sentence.section != section:
                section = sentence.section
                rows.append(SectionRow(section))
            rows.append(sentence)
    return tuple(rows)


class SentenceRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1


class SentencesModel(QAbstractListModel):
    """Sentences under their headings; what they look like is the delegate's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Rows of the same places are only drawn anew, so that selection and scrolling stay."""
        before = [_place(row) for row in self._rows]
        if before == [_place(row) for row in rows]:
            self._rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """-1 where it isn't shown."""
        return next((at for at, row in enumerate(self._rows) if isinstance(row, Sentence) and row.key == key), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], SectionRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case SentenceRole.ROW:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.title if isinstance(row, SectionRow) else row.name
            case Qt.ItemDataRole.AccessibleDescriptionRole if isinstance(row, Sentence):
                return f"{row.origin.value} {row.shown}".strip()
            case Qt.ItemDataRole.ToolTipRole if isinstance(row, Sentence):
                return row.help or None
        return None


def _place(row: Row) -> str:
    return row.title if isinstance(row, SectionRow) else row.key
