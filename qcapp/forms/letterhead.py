"""A clerk's own letterhead 版头文件: a docx with the red head and whatever else the office wants, and words to be replaced.

【正文】, a paragraph of its own, gives way to the paper; 【标题】【发文字号】【主送】【署名】【日期】【附注】 are filled in
where they stand, in headers and text boxes too, and are then not printed again; 【印发日期】 in a 版记 is filled in besides.
【附件】, a paragraph of its own, is where the annexes go when something follows them (版记); else they stand at the end.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docx import Document as open_document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import XmlPart
from docx.oxml.document import CT_Document
from docx.oxml.ns import qn
from lxml import etree

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.text import scrub
from qcapp.forms.broken import broken_part
from qcapp.forms.docx_base import parsed
from qcapp.forms.docx_writer import LAST_LINE
from qcapp.forms.paper import OfficialPaper
from qcapp.forms.paper_sections import UPRIGHT, closed, ended, section_xml
from qcapp.forms.paper_words import addressee_line, contact_line, day_text

TITLE, NUMBER, ADDRESSEE, SIGNATURE, DAY, CONTACT = "标题", "发文字号", "主送", "署名", "日期", "附注"
PRINT_DAY = "印发日期"
TEXT, ANNEXES = "正文", "附件"
_NAMES = (TITLE, NUMBER, ADDRESSEE, SIGNATURE, DAY, CONTACT, PRINT_DAY, TEXT, ANNEXES)
_PLACE = re.compile(rf"【\s*({'|'.join(_NAMES)})\s*】")
# Whose line goes when there is nothing to say; the others keep theirs, for the lines around them to stay where they are.
_GOES = frozenset({ADDRESSEE, CONTACT})
_LARGEST = 64 * 2**20
_UNREADABLE = (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError, zlib.error, *broken_part())

_NO_DOCX = "这个版头文件不是 docx（可能是 doc、wps、dotx，或加了密码、已损坏），请用 WPS 或 Word 打开它，另存为 docx 后再选。"
_NO_TEXT = "版头文件里没有单独成段的“【正文】”，不知道公文写在哪里，请在要写正文的地方另起一段，只写“【正文】”，保存后再选。"
_TWICE = "版头文件里的“【{}】”不止一处，请只留一处，保存后再选。"
_BOXED = "版头文件里的“【正文】”在文本框里，长公文放不下，请把它移到文本框外单独成段，保存后再选。"
_CELL = "版头文件里的“【正文】”在表格里，公文要跨页，放在单元格里会挤到下一页，请把它移到表格外单独成段，保存后再选。"
_INSIDE = "版头文件里的“【附件】”在表格或文本框里，附件要另起一页，请把它移到外面单独成段，保存后再选。"
_BURIED = "版头文件里的“【{0}】”前后还有别的字，请让“【{0}】”单独成段，保存后再选。"


def values_of(paper: OfficialPaper) -> dict[str, str]:
    """What is filled in where the names stand."""
    day = day_text(paper.day) if paper.day else ""
    return {
        TITLE: paper.title, NUMBER: paper.number, ADDRESSEE: addressee_line(paper.addressee), SIGNATURE: paper.signature,
        DAY: day, PRINT_DAY: day, CONTACT: contact_line(paper.contact),
    }


def check_letterhead(data: bytes) -> None:
    """UnreadableFile with one sentence where ``data`` can't be a letterhead."""
    open_letterhead(data)


def open_letterhead(data: bytes) -> Letterhead:
    """UnreadableFile with one sentence where it is no docx or has no 【正文】."""
    docx = _opened(data)
    found: dict[str, list[etree._Element]] = {TEXT: [], ANNEXES: []}
    for paragraph in docx.element.body.iter(qn("w:p")):
        for match in _PLACE.finditer(text_of(paragraph)):
            if match[1] in found:
                found[match[1]].append(paragraph)
    for name, paragraphs in found.items():
        if len(paragraphs) > 1 and not _boxed(paragraphs[0]):
            raise UnreadableFile(_TWICE.format(name))
        if paragraphs and not _PLACE.fullmatch(text_of(paragraphs[0]).strip()):
            raise UnreadableFile(_BURIED.format(name))
    if not found[TEXT]:
        raise UnreadableFile(_NO_TEXT)
    if _boxed(found[TEXT][0]):
        raise UnreadableFile(_BOXED)
    if next(found[TEXT][0].iterancestors(qn("w:tc")), None) is not None:
        raise UnreadableFile(_CELL)
    if found[ANNEXES] and found[ANNEXES][0].getparent() is not docx.element.body:
        raise UnreadableFile(_INSIDE)
    return Letterhead(docx, found[TEXT][0], next(iter(found[ANNEXES]), None))


def _opened(data: bytes) -> DocxDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
                raise UnreadableFile("这个版头文件太大（展开后超过 64 MB），请把里面的图片压缩后再选。")
        docx = open_document(io.BytesIO(data))
        if not isinstance(docx.element, CT_Document) or docx.element.body is None:
            raise UnreadableFile(_NO_DOCX)  # Word's "strict" kind, which has other names for everything
        if docx.element.body.sectPr is None:
            docx.element.body.extend(parsed(section_xml(UPRIGHT, "")))
        return docx
    except _UNREADABLE as error:
        raise UnreadableFile(_NO_DOCX) from error


@dataclass(frozen=True, slots=True)
class Letterhead:
    """An opened one. ``text`` and ``annexes``: the paragraphs of 【正文】 and, where there is one, of 【附件】."""

    docx: DocxDocument
    text: etree._Element
    annexes: etree._Element | None

    def filled(self, values: Mapping[str, str]) -> dict[str, etree._Element]:
        """Fill in the values; each name that stood in the text → the paragraph where it first did.

        A number that stands in a header counts as printed, any other thing does not: it is then a running title.
        """
        places: dict[str, etree._Element] = {}
        for paragraph in list(self.docx.element.body.iter(qn("w:p"))):
            places = dict.fromkeys(_fill(paragraph, values), paragraph) | places
        for story in self._edges():
            for paragraph in list(story.iter(qn("w:p"))):
                if NUMBER in _fill(paragraph, values):
                    places.setdefault(NUMBER, paragraph)
        return places

    def _edges(self) -> Iterator[etree._Element]:
        """Headers and footers."""
        for relation in self.docx.part.rels.values():
            kind = relation.reltype
            if kind in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER) and isinstance(relation.target_part, XmlPart):
                yield relation.target_part.element

    def follows(self, paragraph: etree._Element | None) -> bool:
        """Whether the paragraph stands below 【正文】, outside of tables."""
        body = self.docx.element.body
        if paragraph is None or paragraph.getparent() not in (body, self.text.getparent()):
            return False
        order = list(body.iter(qn("w:p")))
        return order.index(paragraph) > order.index(self.text)

    def write(self, elements: list[etree._Element]) -> None:
        """Put the paper in the place of 【正文】. What hangs on that paragraph, a picture or a section's end, stays."""
        hung = [run for run in self.text.findall(qn("w:r")) if next(run.iter(qn("w:drawing"), qn("w:pict")), None) is not None]
        if hung and elements[0].tag != qn("w:p"):
            elements = [*parsed(LAST_LINE), *elements]
        elements[0].extend(hung)
        end = self.text.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        for element in closed(elements) if end is None else ended(elements, end):
            self.text.addprevious(element)
        _drop(self.text)


def text_of(paragraph: etree._Element) -> str:
    return "".join(each.text or "" for each in _texts(paragraph))


def _texts(paragraph: etree._Element) -> list[etree._Element]:
    """The paragraph's own ``w:t``, not those of a text box that hangs on it."""
    tag = qn("w:p")
    return [each for each in paragraph.iter(qn("w:t")) if next(each.iterancestors(tag)) is paragraph]


def _boxed(paragraph: etree._Element) -> bool:
    return next(paragraph.iterancestors(qn("w:txbxContent")), None) is not None


def _fill(paragraph: etree._Element, values: Mapping[str, str]) -> list[str]:
    """Fill in what stands in the paragraph; the names, in their order."""
    names: list[str] = []
    at = 0
    while match := _PLACE.search(text_of(paragraph), at):
        name, value = match[1], scrub(values.get(match[1], "")).strip()
        if name not in values:
            at = match.end()
            continue
        # The day in a 版记 is when it was printed, whatever it is called there.
        names.append(PRINT_DAY if name == DAY and match.string[match.end() :].strip().startswith("印发") else name)
        end, after = match.end(), match.string[match.end() : match.end() + 1]
        if name == ADDRESSEE and after in ("：", ":"):
            value = value.rstrip("：:")
            end += 0 if value else 1
        _replace(paragraph, match.start(), end, value)
        at = match.start() + len(value.replace("\n", ""))
    if _GOES.intersection(names) and not text_of(paragraph).strip():
        _drop(paragraph)
    return names


def _replace(paragraph: etree._Element, start: int, end: int, value: str) -> None:
    """Put ``value`` in the place of those characters; it looks as the first of them did."""
    offset = 0
    for element in _texts(paragraph):
        text = element.text or ""
        low, high = max(start - offset, 0), min(end - offset, len(text))
        offset += len(text)
        if low >= high and not (low == high == 0 and start == end):
            continue
        first = offset - len(text) + low == start
        _set_text(element, text[:low] + (value if first else "") + text[high:])


def _set_text(element: etree._Element, text: str) -> None:
    """The text, its lines parted by breaks."""
    lines = text.split("\n")
    element.text = lines[0]
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for line in reversed(lines[1:]):
        for added in reversed(parsed('<w:br/><w:t xml:space="preserve"/>')):
            if added.tag == qn("w:t"):
                added.text = line
            element.addnext(added)


def _drop(paragraph: etree._Element) -> None:
    """Take a paragraph away, unless its cell would then not end with one."""
    parent, above = paragraph.getparent(), paragraph.getprevious()
    if parent is None:
        return
    last = paragraph.getnext() is None and (above is None or above.tag != qn("w:p"))
    if last and parent.tag in (qn("w:tc"), qn("w:txbxContent")):
        for each in _texts(paragraph):
            each.text = ""
        return
    parent.remove(paragraph)
