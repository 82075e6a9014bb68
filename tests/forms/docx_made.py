"""Word documents of raw XML, to say exactly what a file holds."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PLACES = {
    "styles": "styles.xml", "header": "header1.xml", "footer": "footer1.xml", "comments": "comments.xml",
    "settings": "settings.xml", "numbering": "numbering.xml", "footnotes": "footnotes.xml", "endnotes": "endnotes.xml",
}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def r(text: str, properties: str = "") -> str:
    """A run."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str) -> str:
    """A paragraph of runs; a content that is no XML becomes a run."""
    return f"<w:p>{''.join(each if each.startswith('<') else r(each) if each else '' for each in content)}</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    """A cell of blocks; a content that is no XML becomes a paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(each if each.startswith('<') else tc(each) for each in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def picture(relation: str) -> str:
    """A run with a picture, as Word writes it."""
    a, pic = "http://schemas.openxmlformats.org/drawingml/2006/main", "http://schemas.openxmlformats.org/drawingml/2006/picture"
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    shape = (
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="180000" cy="180000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    )
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{wp}"><wp:extent cx="180000" cy="180000"/><wp:docPr id="1" name="图"/>'
        f'<a:graphic xmlns:a="{a}"><a:graphicData uri="{pic}"><pic:pic xmlns:pic="{pic}"><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="图"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="{relation}"/></pic:blipFill>{shape}'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def notes(kind: str, **texts: str) -> str:
    """The part with footnotes or endnotes (``kind`` footnote, endnote); ``_3="…"`` is the one of id 3."""
    inside = "".join(f'<w:{kind} w:id="{name[1:]}">{p(text)}</w:{kind}>' for name, text in texts.items())
    line = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    return f'<w:{kind}s xmlns:w="{W}">{line}{inside}</w:{kind}s>'


def note(kind: str, name: int) -> str:
    """The run with the sign of a note."""
    return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'


def comments(*texts: str) -> str:
    """The part with comments, their ids from 0 on."""
    inside = "".join(f'<w:comment w:id="{name}" w:author="某甲">{p(text)}</w:comment>' for name, text in enumerate(texts))
    return f'<w:comments xmlns:w="{W}">{inside}</w:comments>'


def commented(name: int, *content: str) -> str:
    """Runs that a comment is on."""
    inside = "".join(each if each.startswith("<") else r(each) for each in content)
    return (
        f'<w:commentRangeStart w:id="{name}"/>{inside}<w:commentRangeEnd w:id="{name}"/>'
        f'<w:r><w:commentReference w:id="{name}"/></w:r>'
    )


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def docx(
    body: str,
    related: Mapping[str, str] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    *,
    main: str = "word/document.xml",
    space: str = W,
    package: bool = True,
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """A docx. ``related``: kind of a part of the document → its XML; ``parts``: any other part by its path;
    ``package``: whether the relationships say which part is the main one; ``pictures``: relationship → name of its file."""
    related = related or {}
    folder, _, name = main.rpartition("/")
    typed = "".join(
        f'<Override PartName="/{folder}/{PLACES[kind]}" ContentType="{_TYPE}.{kind}+xml"/>' for kind in related
    )
    content = f'<w:document xmlns:w="{space}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{OFFICE}/{kind}" Target="{PLACES[kind]}"/>' for place, kind in enumerate(related)
    )
    pictures = pictures or {}
    relations += "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/image" Target="media/{file}"/>' for name, file in pictures.items()
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{_TYPE}.document.main+xml"/>{typed}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        main: content,
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **{f"{folder}/{PLACES[kind]}": text for kind, text in related.items()},
        **{f"{folder}/media/{file}": PNG for file in pictures.values()},
        **(parts or {}),
    }
    if not package:
        del members["_rels/.rels"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members.items():
            archive.writestr(path, data)
    return stream.getvalue()
