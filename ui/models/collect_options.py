"""Finding one of many answers by part of its words or by the initials of its pinyin. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qcapp.domain.text import comparable
from qcapp.merge.questions import Option


def found_options(options: Sequence[Option], text: str) -> list[Option]:
    """Those whose label holds the words typed: 教 or jyj finds 区教育局. All where nothing is typed."""
    wanted = comparable(text)
    return [option for option in options if wanted in comparable(option.label) or wanted in _initials(option.label)]


@lru_cache(maxsize=512)
def _initials(label: str) -> str:
    from qcapp.domain.readings import Style, lazy_pinyin

    return "".join(lazy_pinyin(label, style=Style.FIRST_LETTER, errors="ignore")).casefold()
