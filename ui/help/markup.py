"""The help's Markdown as HTML that a QTextBrowser shows well: what the chapters use of it, no more."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

_NUMBER: Final = re.compile(r"(\d+)\. +(.*)")
_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_BOLD: Final = re.compile(r"\*\*([^*]+)\*\*")
_KEYS: Final = re.compile(r"`([^`]+)`")


def to_html(markdown: str, picture: Callable[[str, str], str]) -> str:
    """``picture(name, words)`` answers the HTML of a picture. Headings are anchors by their own words."""
    parts: list[str] = []
    for kind, lines in groupby(_joined(markdown), _kind):
        block = list(lines)
        if kind == "picture":
            parts += [picture(found[2], html.escape(found[1])) for line in block if (found := _PICTURE.match(line))]
        elif kind in _BLOCKS:
            parts.append(_BLOCKS[kind](block))
        else:
            parts += [_single(kind, line) for line in block]
    return "".join(parts)


def inline(text: str) -> str:
    """Bold words, keys, links."""
    made = html.escape(text, quote=False)
    made = _BOLD.sub(r"<b>\1</b>", made)
    made = _KEYS.sub(r"<span class='key'>\1</span>", made)
    return _LINK.sub(r"<a href='\2'>\1</a>", made)


def _joined(markdown: str) -> Iterator[str]:
    """One line for each paragraph, item or row: what is indented goes on with the one before."""
    held = ""
    for line in markdown.splitlines():
        starts = not line.startswith("  ") or not held
        if starts or not line.strip():
            if held:
                yield held
            held = line.strip()
        else:
            held += f" {line.strip()}" if line.strip()[0].isascii() else line.strip()
    if held:
        yield held


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "table"
    if line.startswith("- "):
        return "bullets"
    if _NUMBER.match(line):
        return "numbers"
    if _PICTURE.match(line):
        return "picture"
    return {"# ": "h1", "##": "h2", "> ": "tip"}.get(line[:2], "p")


def _single(kind: str, line: str) -> str:
    match kind:
        case "h1":
            return f"<h1>{inline(line[2:])}</h1>"
        case "h2":
            words = line[3:].strip()
            return f"<h2><a name='{html.escape(words)}'></a>{inline(words)}</h2>"
        case "tip":
            return f"<table class='tip' width='100%' cellpadding='8'><tr><td>{inline(line[2:])}</td></tr></table>"
        case _:
            return f"<p>{inline(line)}</p>"


def _bullets(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{inline(line[2:])}</li>' for line in lines)}</ul>"


def _numbers(lines: list[str]) -> str:
    """A picture or a paragraph may stand between two steps: each list goes on from its own first number."""
    found = [match for match in map(_NUMBER.match, lines) if match]
    return f"<ol start='{found[0][1]}'>{''.join(f'<li>{inline(match[2])}</li>' for match in found)}</ol>"


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not set(line) <= set("|-: ")]
    head = "".join(f"<th align='left'>{inline(cell)}</th>" for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table class='list' width='100%' cellpadding='6' cellspacing='0'><tr>{head}</tr>{body}</table>"


_BLOCKS: Final = {"bullets": _bullets, "numbers": _numbers, "table": _table}
