"""A docx's tree made plain before it is read: changes accepted, and all that is not the table's own text taken out.

What is rare is cut out of the tree here, so that reading the rest is one flat pass over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.text import shortened
from qcapp.forms.docx_marks import Marks, lift_marks, set_marks
from qcapp.forms.docx_parts import DocxParts, is_on, value_of, w

TOO_DEEP = "表格里套的表格太多，读不了，请让填报单位把内容复制到下发的表里再报。"
TOO_LARGE = "表格的格子太多，读不了，请让填报单位把内容复制到下发的表里再报。"
MOST_NESTED = 20
MOST_SPAN = 252
_MOST_CELLS = 500_000

_TABLE, _CELL, _RUN = w("tbl"), w("tc"), w("r")
_PARAGRAPH, _TEXT = w("p"), w("t")
_DELETED = w("del", "moveFrom", "cellDel")
_INSERTED = w("ins", "moveTo", "cellIns")
# How something looked before a change of its format; and the small print over a word.
_FORMER = w("tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange", "rPrChange", "pPrChange", "tblGridChange", "rt")


@dataclass
class Tidied:
    """What was met on the way. ``hidden``: hidden texts."""

    changed: bool = False
    nested: int = 0
    numbered: int = 0
    marks: Marks = field(default_factory=Marks)
    hidden: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        said = []
        if self.changed:
            said.append("文件带有修订标记，已按接受全部修订读取（新增的算数，删除的不算），请核对。")
        if self.nested:
            said.append(f"有 {self.nested} 个格子里套着小表格，小表格的文字已并入所在格子，请核对。")
        if self.marks.boxes:
            said.append(f"表格外有 {self.marks.boxes} 个写了字的文本框，请对照原文件核对。")
        if self.marks.lost:
            said.append(f"表格里有 {self.marks.lost} 张图片取不出来（原图不在文件里），请对照原文件核对。")
        if self.marks.objects:
            said.append(f"表格里嵌有 {self.marks.objects} 个图表或别的文件，里面的内容没有读取，请对照原文件核对。")
        if comments := self.marks.comments:
            texts = "、".join(f"“{shortened(text, 30)}”" for text in comments[:3])
            said.append(f"有 {len(comments)} 条批注不在格子上（{texts}），请对照原文件核对。")
        if self.numbered:
            said.append(f"表格里有 {self.numbered} 段用了自动编号或项目符号，编号没有读入文字，请对照原文件核对。")
        return said


class CellBudget:
    """How many cells the file may still have."""

    def __init__(self) -> None:
        self._left = _MOST_CELLS

    def spend(self, cells: int) -> None:
        """UnreadableFile when there are more than any table of ours could have."""
        self._left -= cells
        if self._left < 0:
            raise UnreadableFile(TOO_LARGE)


def tidy(root: Any, parts: DocxParts, table_text: Callable[[Any], str]) -> Tidied:
    """Make the tree plain, in place. UnreadableFile when tables are nested too deep.

    ``table_text`` gives the text of a table that itself holds none; it takes the place of a nested table. What stands at a
    cell and not in it leaves marks.
    """
    seen = Tidied()
    for choice in root.iter("{*}AlternateContent"):
        _choose(choice)
    _accept(root, seen)
    _empty_prompts(root)
    _hide(root, parts.hidden_styles(), seen)
    seen.marks = set_marks(root, parts)
    seen.numbered = _numbered(root)
    _flatten(root, seen, table_text)
    return seen


def _choose(alternative: Any) -> None:
    """Of the ways to show the same thing, keep one."""
    for other in list(alternative)[1:]:
        alternative.remove(other)


def _accept(root: Any, seen: Tidied) -> None:
    seen.changed = next(root.iter(*_INSERTED, *_DELETED), None) is not None
    for former in list(root.iter(*_FORMER)):
        _remove(former)
    # The last first, so that of many joined paragraphs each is moved once.
    for mark in reversed(list(root.iter(*_DELETED))) if seen.changed else ():
        parent = mark.getparent()
        if parent.tag in w("trPr", "tcPr"):
            _remove(parent.getparent())
        elif parent.tag in w("rPr"):
            _join_next(parent.getparent().getparent())
        else:
            _remove(mark)


def _join_next(paragraph: Any) -> None:
    """A paragraph whose end was deleted goes on in the next one."""
    following = paragraph.getnext() if paragraph is not None else None
    if following is None or paragraph.tag not in _PARAGRAPH or following.tag not in _PARAGRAPH:
        return
    moved = [child for child in paragraph if child.tag not in w("pPr")]
    first = next(following.iterchildren(), None)
    for child in reversed(moved):
        if first is not None and first.tag in w("pPr"):
            first.addnext(child)
        else:
            following.insert(0, child)
    _remove(paragraph)


def _empty_prompts(root: Any) -> None:
    """A content control that still shows its prompt is empty."""
    marks = (mark for mark in root.iter(*w("showingPlcHdr")) if is_on(mark))
    for control in _once(next(mark.iterancestors(*w("sdt")), None) for mark in marks):
        for run in list(control.iter(*_RUN)):
            _remove(run)


def _hide(root: Any, hidden_styles: frozenset[str], seen: Tidied) -> None:
    marks = [mark.getparent() for mark in root.iter(*w("vanish")) if is_on(mark)]
    if hidden_styles:
        marks += [mark.getparent() for mark in root.iter(*w("rStyle", "pStyle")) if value_of(mark) in hidden_styles]
    for properties in _once(marks):
        owner = properties.getparent()
        runs = [owner] if owner.tag in _RUN else list(owner.iter(*_RUN)) if properties.tag in w("pPr") else []
        for run in runs:
            if text := _plain_text(run):
                seen.hidden.append(text)
            _remove(run)


def _flatten(root: Any, seen: Tidied, table_text: Callable[[Any], str]) -> None:
    """Nested tables become paragraphs of the cell they stand in, the innermost first."""
    for table in reversed(list(root.iter(*_TABLE))):
        around = sum(1 for _ in table.iterancestors(*_TABLE))
        if around == 0:
            continue
        if around > MOST_NESTED:
            raise UnreadableFile(TOO_DEEP)
        seen.nested += 1
        for line in reversed(table_text(table).split("\n")):
            paragraph = etree.Element(_PARAGRAPH[0])
            etree.SubElement(paragraph, _TEXT[0]).text = line
            table.addnext(paragraph)
        lift_marks(table)
        _remove(table)


def _numbered(root: Any) -> int:
    """How many paragraphs of cells have a number or bullet of the program's before their text."""
    marks = (mark for mark in root.iter(*w("numId")) if value_of(mark) != "0")
    return sum(
        next(paragraph.iterancestors(*_CELL), None) is not None and bool(_plain_text(paragraph).strip())
        for paragraph in _once(next(mark.iterancestors(*_PARAGRAPH), None) for mark in marks)
    )


def _once(elements: Iterable[Any]) -> list[Any]:
    """Each element once, however often it is marked; None left out."""
    return [element for element in dict.fromkeys(elements) if element is not None]


def _plain_text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(*_TEXT))


def _remove(element: Any) -> None:
    """Take an element out of the tree, if it hasn't gone with another."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
