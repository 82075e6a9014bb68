"""The base document that every docx of ours starts from, and how it is packed.

python-docx's own template brings 790 KB of styles, an English default language and a thumbnail. Ours is a dozen styles in
the fonts of GB/T 9704, written here as text so that a change of it can be read. An official paper starts from the same base
without the 细化表's styles, and adds its own; see paper_docx.py.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from functools import cache
from html import escape

from docx import Document as open_document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

from qcapp.domain.page_setup import STANDARD, PageSetup
from qcapp.domain.text import scrub
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import Page, line_pitch, page_for

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT_NS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
# The class of properties that a user makes; every program writes this one.
_CUSTOM_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Zip times start in 1980; a fixed one makes equal tables equal bytes.
_ZIP_TIME, _ZIP_DATE = 0, (0 << 9) | (1 << 5) | 1

TITLE_FONT, BODY_FONT, HEAD_FONT, SECOND_FONT, NUMBER_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# What an office program takes instead where the first font is not installed.
_SUBSTITUTES = {
    TITLE_FONT: "方正小标宋_GBK,小标宋体,宋体,SimSun",
    BODY_FONT: "仿宋,FangSong,方正仿宋_GBK",
    HEAD_FONT: "SimHei,方正黑体_GBK",
    SECOND_FONT: "楷体,KaiTi,方正楷体_GBK",
}

_BASED = '<w:basedOn w:val="Normal"/>'
_LATIN = 'w:ascii="Times New Roman" w:hAnsi="Times New Roman"'


def _style(key: str, name: str, font: str, size: float, paragraph: str) -> str:
    """A paragraph style; ``paragraph`` holds its pPr children in the schema's order."""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'{_BASED}<w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr><w:rFonts w:eastAsia="{font}"/><w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/></w:rPr>'
        "</w:style>"
    )


def _spacing(before: float, after: float, line: float) -> str:
    """Points. At least, not exactly: a picture pasted into a cell must not be clipped to one line."""
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(line * 20)}" w:lineRule="atLeast"/>'
    )


def table_styles(page: Page) -> str:
    """The 细化表's styles, sized for its paper."""
    body, keep = _spacing(0, 0, line_pitch(page.body)), "<w:keepNext/>"
    left, centre = '<w:jc w:val="left"/>', '<w:jc w:val="center"/>'
    hang = round(page.body * 1.5 * 20)
    return "".join((
        _style("QCTitle", "细化表标题", TITLE_FONT, page.title, keep + _spacing(0, 4, line_pitch(page.title)) + centre),
        _style("QCCaption", "细化表表号行", BODY_FONT, page.caption, keep + _spacing(0, 3, line_pitch(page.caption)) + left),
        _style("QCHead", "细化表表头", HEAD_FONT, page.header, _spacing(0, 0, line_pitch(page.header)) + centre),
        _style("QCText", "细化表正文", BODY_FONT, page.body, body + left),
        _style("QCCentre", "细化表居中", BODY_FONT, page.body, body + centre),
        _style("QCNoteHead", "填表说明标题", HEAD_FONT, page.body, keep + _spacing(8, 0, line_pitch(page.body)) + left),
        _style("QCNote", "填表说明", BODY_FONT, page.body, f'{body}<w:ind w:left="{hang}" w:hanging="{hang}"/>{left}'),
        _style("QCFooter", "细化表页脚", NUMBER_FONT, page.body, centre),
    ))


def table_styles_apart(page: Page, mark: str) -> str:
    """The same, with ``mark`` in their names and based on nothing: for a document that has a "Normal" of its own."""
    styles = table_styles(page).replace(_BASED, "").replace("<w:rFonts ", f"<w:rFonts {_LATIN} ")
    styles = styles.replace("<w:spacing ", '<w:widowControl w:val="0"/><w:spacing ')
    return re.sub(r'(<w:name w:val="[^"]+)', rf"\1{mark}", styles)


def _styles(ours: str) -> str:
    return (
        f'<w:styles xmlns:w="{W_NS}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts {_LATIN} w:eastAsia="{BODY_FONT}" w:cs="Times New Roman"/>'
        '<w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        f'<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>{ours}</w:styles>'
    )


def font_entries() -> dict[str, str]:
    """Each font that has substitutes → its entry in a font table."""
    return {
        name: f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in _SUBSTITUTES.items()
    }


def _font_table() -> str:
    return f'<w:fonts xmlns:w="{W_NS}">{"".join(font_entries().values())}</w:fonts>'


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{W_NS}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _core() -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_REL_NS}">{rows}</Relationships>'


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_TYPE}.styles+xml",
        "/word/settings.xml": f"{_TYPE}.settings+xml",
        "/word/fontTable.xml": f"{_TYPE}.fontTable+xml",
        "/word/footer1.xml": f"{_TYPE}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def mm(millimetres: float) -> int:
    """Twips."""
    return round(millimetres * 1440 / 25.4)


def _table_section(page: Page) -> str:
    """The 细化表's page."""
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        f'<w:pgSz w:w="{mm(page.width)}" w:h="{mm(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{mm(page.top)}" w:right="{mm(page.right)}" w:bottom="{mm(page.bottom)}" '
        f'w:left="{mm(page.left)}" w:header="{mm(page.footer)}" w:footer="{mm(page.footer)}" w:gutter="0"/>'
    )


@cache
def _base_package(paper: Paper | None, setup: PageSetup) -> bytes:
    """The empty docx: its styles, and one section; the 细化表's has its page and a footer."""
    office = RELATIONSHIP_TYPE
    section = f'<w:footerReference w:type="default" r:id="rId4"/>{_table_section(page_for(paper, setup))}' if paper else ""
    document = (
        f'<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}"><w:body><w:sectPr>{section}</w:sectPr></w:body></w:document>'
    )
    footer = ((office.FOOTER, "footer1.xml"),) if paper else ()
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations((office.OFFICE_DOCUMENT, "word/document.xml"), (office.CORE_PROPERTIES, "docProps/core.xml")),
        "docProps/core.xml": _core(),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            (office.STYLES, "styles.xml"), (office.SETTINGS, "settings.xml"), (office.FONT_TABLE, "fontTable.xml"), *footer
        ),
        "word/styles.xml": _styles(table_styles(page_for(paper, setup)) if paper else ""),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": f'<w:ftr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="QCFooter"/></w:pPr></w:p></w:ftr>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, DECLARATION + text)
    return stream.getvalue()


def new_document(paper: Paper | None = None, setup: PageSetup = STANDARD) -> DocxDocument:
    """A fresh, empty document opened in python-docx: for a table on that paper, or with neither styles nor page of its own."""
    return open_document(io.BytesIO(_base_package(paper, setup)))


def parsed(elements: str) -> list[etree._Element]:
    """Elements written without their namespace, as python-docx's own."""
    return list(parse_xml(f'<w:body xmlns:w="{W_NS}" xmlns:r="{R_NS}">{elements}</w:body>'))


def add_custom_properties(document: DocxDocument, properties: dict[str, str]) -> None:
    """Give the document custom properties, which python-docx has no word for."""
    rows = "".join(
        f'<property fmtid="{_CUSTOM_FMTID}" pid="{pid}" name="{escape(name, quote=False)}">'
        f"<vt:lpwstr>{escape(scrub(value), quote=False)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(properties.items(), start=2)
    )
    blob = f'{DECLARATION}<Properties xmlns="{_CUSTOM_NS}" xmlns:vt="{_VT_NS}">{rows}</Properties>'.encode()
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def packed(document: DocxDocument) -> bytes:
    """The document as a docx file; equal documents give equal bytes."""
    stream = io.BytesIO()
    document.save(stream)
    data = bytearray(stream.getvalue())
    with zipfile.ZipFile(stream) as package:
        entries = package.infolist()
        directory = package.start_dir
    for entry in entries:
        struct.pack_into("<HH", data, entry.header_offset + 10, _ZIP_TIME, _ZIP_DATE)
        struct.pack_into("<HH", data, directory + 12, _ZIP_TIME, _ZIP_DATE)
        lengths: tuple[int, int, int] = struct.unpack_from("<HHH", data, directory + 28)
        directory += 46 + sum(lengths)
    return bytes(data)
