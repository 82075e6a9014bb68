"""Pictures of a returned file, each with the measure in whose rows it stands, and a name to keep it under."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from qcapp.domain.forms import FoundPicture, Place
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.sheet import Document, Picture
from qcapp.forms.block import Block

_SUFFIX = LazyPattern(r"^\.[a-z0-9]{1,5}$")


def pictures_of(
    document: Document, blocks: Sequence[Block]
) -> tuple[dict[Block, tuple[FoundPicture, ...]], tuple[FoundPicture, ...]]:
    """Those in a measure's rows, by the measure, and those in none's; named 第27条_图片1.png by their place."""
    owner = {(line.grid.name, line.row): block for block in reversed(blocks) for line in block.lines}
    within: dict[Block, list[FoundPicture]] = {}
    loose: list[FoundPicture] = []
    count: Counter[str] = Counter()
    for picture in document.pictures:
        block = owner.get((picture.sheet, picture.row)) if picture.sheet else None
        found = _found(picture, _stem(block), count)
        if block:
            within.setdefault(block, []).append(found)
        else:
            loose.append(found)
    return {block: tuple(found) for block, found in within.items()}, tuple(loose)


def _stem(block: Block | None) -> str:
    if block is None:
        return "表外"
    return f"第{block.no}条" if block.no is not None else f"第{block.first.row + 1}行"


def _found(picture: Picture, stem: str, count: Counter[str]) -> FoundPicture:
    count[stem] += 1
    suffix = posixpath.splitext(picture.part)[1].lower()
    name = f"{stem}_图片{count[stem]}{suffix if _SUFFIX.match(suffix) else ''}"
    return FoundPicture(picture.part, name, Place(picture.sheet, picture.row, picture.column))
