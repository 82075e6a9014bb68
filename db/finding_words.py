"""Which operations have a word in what the list shows of them, or in what they wrote: a word of an ``OperationFilter`` as SQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from db.parts import undone
from db.query import Query
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import OperationKind

if TYPE_CHECKING:
    from db.indexing import WordKeeper

_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?")
_MOST_WORDS: Final = 30
_LONGEST_WORD: Final = 200
_GONE, _BACK = "已撤销", "已恢复"
_CHANGED: Final = "SELECT w.operation FROM change w WHERE ({after_text} OR {before_text} OR {carried})"
_RETURNED: Final = "SELECT w.operation FROM returned_form w WHERE ({name})"
# Other words that were written, beside the summary: table, column, and what tells the operation.
_WRITTEN: Final = (
    "SELECT w.operation FROM attachment w WHERE {name}",
    "SELECT w.operation FROM ruling w WHERE {document}",
    "SELECT w.operation FROM amendment w WHERE {reason} OR {document}",
    "SELECT w.operation FROM learned_alias w WHERE {alias}",
    "SELECT w.operation FROM bulletin w WHERE {title}",
    "SELECT w.operation FROM setting_change w WHERE {after}",
)
_FOLDED_ALONE: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
"""Chinese characters stand in what the index compares as they stand in the text, next to each other: nothing before or behind
makes another letter of them, as it does of an e with an accent, or of the digits of an escape."""
_MOST_PLACES: Final = 100_000
"""Where more cells than that may have had a word, looking through all changes is quicker than to ask of each."""
_CHUNK: Final = 500
In = Callable[[str], str]
"""SQL: whether the word stands in a column."""


def says(query: Query, word: str, place: int, values: dict[str, Any], index: WordKeeper | None) -> str:
    """Whether the word stands in what the list shows of an operation ``o``, or in what it wrote."""
    forms = _forms(word)
    names = [f"word{place}_{number}" for number in range(len(forms))]
    own = dict(zip(names, (each if _plain(each) else _pattern(each) for each in forms), strict=True))
    values.update(own)

    def in_(column: str) -> str:
        return " OR ".join(
            f"instr({column}, :{name}) > 0" if _plain(form) else f"{column} LIKE :{name} ESCAPE '\\'"
            for name, form in zip(names, forms, strict=True)
        )

    ways = [in_("o.summary"), in_("o.id"), in_("o.who"), in_("replace(o.at, 'T', ' ')")]
    kinds = [kind.value for kind in OperationKind if any(form in kind.label for form in forms)]
    if kinds:
        ways.append(f"o.kind IN ({quoted(kinds)})")
    if word in (_GONE, _BACK):
        ways.append(f"{undone('o')} AND o.kind {'=' if word == _BACK else '<>'} 'undo'")
    if day := _DAY.fullmatch(forms[0]):
        year, month, number = day.groups()
        values[f"day{place}"] = f"{year or '____'}-{int(month):02d}-{f'{int(number):02d}' if number else '__'}T%"
        ways.append(f"o.at LIKE :day{place}")
    told = index if _FOLDED_ALONE.fullmatch(forms[0]) else None
    changed, returned = _with(_CHANGED, in_), _with(_RETURNED, in_)
    if told is not None:
        changed = _changed_by_index(query, told, forms[0], changed, own) or changed
        returned = _returned_by_index(query, told, forms[0], returned) or returned
    ways += [f"o.seq IN ({written})" for written in (changed, returned, *(_with(each, in_) for each in _WRITTEN))]
    return " OR ".join(ways)


def _with(written: str, in_: In) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: in_(f"w.{found[1]}"), written)


def _changed_by_index(query: Query, index: WordKeeper, word: str, changed: str, values: Mapping[str, Any]) -> str | None:
    """The operations that ``changed`` finds, where an index says which cells may have had the word; None where it does not."""
    from db.word_index import Places, cell_at

    looked = index.cells_with(query, [[word]], Places())
    if looked is None or len(looked.sure[0]) + len(looked.unsure) > _MOST_PLACES:
        return None
    keys = {number: key for key, number in looked.fields.items()}
    by_field: dict[str, list[str]] = {}
    for assignment, period, number in map(cell_at, sorted({*looked.sure[0], *looked.unsure})):
        by_field.setdefault(keys[number], []).append(f"({assignment}, {period})")
    at = changed.replace("FROM change w WHERE", """FROM place p CROSS JOIN change w
        ON w.assignment = p.assignment AND w.field = :field AND w.period = p.period WHERE""")
    seqs: set[int] = set()
    for field, cells in by_field.items():
        for start in range(0, len(cells), _CHUNK):
            those = ", ".join(cells[start : start + _CHUNK])
            rows = query.execute(f"WITH place (assignment, period) AS (VALUES {those}) {at}", {**values, "field": field})
            seqs.update(row[0] for row in rows)
    return f"SELECT seq FROM operation WHERE seq IN ({numbers(seqs)}) UNION ALL {changed} AND w.id > {looked.reached.change}"


def _returned_by_index(query: Query, index: WordKeeper, word: str, returned: str) -> str | None:
    """As ``_changed_by_index``, by the names of returned files."""
    looked = index.papers_with(query, [word])
    if looked is None or len(looked.ids) > _MOST_PLACES:
        return None
    return f"{returned} AND w.id IN ({numbers(looked.ids)}) UNION ALL {returned} AND w.id > {looked.reached.returned}"


def words_of(text: str) -> list[str]:
    """Of a page that was pasted by mistake SQLite would make no question."""
    words = sayable(text).split()
    if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
        raise UsageError(f"要找的话太长，请只写其中几个词（最多 {_MOST_WORDS} 个，每个不超过 {_LONGEST_WORD} 字）。")
    return words


def sayable(text: str) -> str:
    """Without what is no letter: a ledger has none, and SQLite takes none."""
    return text.encode("utf-8", "replace").decode()


def _forms(word: str) -> list[str]:
    """The word half and full width, as it may have been written. SQLite knows the cases of half-width letters alone."""
    half = unicodedata.normalize("NFKC", word)
    full = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in half)
    return list(dict.fromkeys((half, word, full, full.upper(), full.lower())))


def _plain(text: str) -> bool:
    """Whether it has no letter that has two cases: then it is found the quick way."""
    return text.upper() == text.lower()


def _pattern(text: str) -> str:
    return "%" + re.sub(r"([%_\\])", r"\\\1", text) + "%"


def quoted(texts: Iterable[str]) -> str:
    """Names of kinds: no text of a person."""
    return ", ".join(f"'{text}'" for text in texts)


def numbers(those: Iterable[int]) -> str:
    return ",".join(map(str, sorted(those))) or "NULL"  # which is none of any
