"""Attachments of an entry as a list: what kind each is, how large, whether it belongs to the unit's whole return."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath
from typing import Any, Final

from PySide6.QtCore import Qt

from qcapp.domain.ledger import Attachment, Snapshot
from qcapp.domain.sizes import size_words
from ui.models.rows import Index, RowsModel

ATTACHMENT_ROLE: Final = Qt.ItemDataRole.UserRole + 1


class Kind(Enum):
    """What a person calls it; ``picture`` names its icon."""

    PICTURE = "图片"
    PDF = "PDF"
    TABLE = "表格"
    TEXT = "文档"
    ZIP = "压缩包"
    OTHER = "文件"

    @property
    def picture(self) -> str:
        return "file" if self is Kind.OTHER else f"file-{self.name.lower()}"


_SUFFIXES: Final = {
    Kind.PICTURE: "png jpg jpeg jfif bmp gif tif tiff webp",
    Kind.PDF: "pdf ofd",
    Kind.TABLE: "xlsx xlsm xls xlsb et ett ods csv",
    Kind.TEXT: "docx docm doc wps wpt odt rtf txt",
    Kind.ZIP: "zip rar 7z tar gz",
}
_KINDS: Final = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}


def kind_of(name: str) -> Kind:
    return _KINDS.get(PurePath(name).suffix[1:].casefold(), Kind.OTHER)


def is_picture(name: str) -> bool:
    """Whether it is worth trying to show it beside the form."""
    return kind_of(name) is Kind.PICTURE


def attachments_of(snapshot: Snapshot, no: int, unit: str) -> tuple[Attachment, ...]:
    """Those of the measure first, then those of the unit's whole return."""
    own = [each for each in snapshot.attachments if each.unit == unit]
    return (*(each for each in own if each.no == no), *(each for each in own if each.no is None))


def told(each: Attachment) -> str:
    """All that is known of it, for the tool tip."""
    whole = "属于整份来表" if each.no is None else ""
    came = each.origin or "手工添加"
    day = f"{each.at.month}月{each.at.day}日 {each.at:%H:%M}"
    parts = (each.name, whole, f"{kind_of(each.name).value} · {size_words(each.size)}", f"{came} · {day} · {each.who}")
    return "\n".join(part for part in parts if part)


class AttachmentsModel(RowsModel[Attachment]):
    """Gives the attachment itself by ``ATTACHMENT_ROLE``; a delegate draws it."""

    headings = ("佐证材料",)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        each = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return each.name
            case Qt.ItemDataRole.ToolTipRole:
                return told(each)
            case Qt.ItemDataRole.AccessibleTextRole:
                whole = "，属于整份来表" if each.no is None else ""
                return f"{kind_of(each.name).value}：{each.name}，{size_words(each.size)}{whole}"
            case _ if role == ATTACHMENT_ROLE:
                return each
        return None
