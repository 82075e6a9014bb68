"""OpenDocument texts of raw XML, to say exactly what a file holds."""

from __future__ import annotations

import io
import zipfile

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{name}="{_SPACE}{name}:1.0"' for name in ("office", "style", "text", "table", "meta")
) + (
    f' xmlns:draw="{_SPACE}drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def p(content: str = "", style: str = "") -> str:
    """A paragraph of text and XML."""
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def tc(content: str = "", attributes: str = "") -> str:
    """A cell of blocks; a content that is no XML becomes a paragraph. ``attributes``: rows=2 for number-rows-spanned…"""
    words = dict(each.split("=") for each in attributes.split())
    named = "".join(f' table:number-{name}="{value}"' for name, value in words.items())
    return f"<table:table-cell{named}>{content if content.startswith('<') else p(content)}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"


def tr(*cells: str, attributes: str = "") -> str:
    inside = "".join(each if each.startswith("<table") else tc(each) for each in cells)
    return f"<table:table-row{attributes}>{inside}</table:table-row>"


def tbl(*rows: str) -> str:
    return f"<table:table><table:table-column/>{''.join(rows)}</table:table>"


def odt(
    body: str,
    *,
    automatic: str = "",
    styles: str = "",
    pages: str = "",
    meta: str = "",
    content: str | None = None,
    pictures: tuple[str, ...] = (),
) -> bytes:
    """An odt. ``automatic``: styles of the text itself; ``styles``: those with names; ``pages``: headers and footers;
    ``pictures``: names of the parts."""
    whole = (
        f"<office:document-content {NAMES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": whole if content is None else content,
        "styles.xml": f"<office:document-styles {NAMES}><office:styles>{styles}</office:styles><office:master-styles>"
        f"<style:master-page>{pages}</style:master-page></office:master-styles></office:document-styles>",
        "meta.xml": f"<office:document-meta {NAMES}><office:meta>{meta}</office:meta></office:document-meta>",
    }
    members |= dict.fromkeys(pictures, "png")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in members.items():
            archive.writestr(path, text)
    return stream.getvalue()
