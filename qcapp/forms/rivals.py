"""Columns that mean the same: which of them is this month's, and which others may be meant as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qcapp.domain.fields import COLUMN_BY_KEY
from qcapp.domain.forms import Note
from qcapp.domain.period import Period
from qcapp.domain.text import comparable, shortened
from qcapp.forms.block import Block
from qcapp.forms.grid import Grid, Spot
from qcapp.forms.heading_months import Named, named_month
from qcapp.forms.headings import TEXT_KEYS, Guess, Header, guess
from qcapp.forms.owners import Owners
from qcapp.forms.table import Region, Table


def settled(table: Table, period: Period | None) -> Table:
    """The table with the month's texts read from the columns that are meant for ``period``, None when it is not known."""
    known: dict[int, Header] = {}

    def of(header: Header) -> Header:
        if id(header) not in known:
            known[id(header)] = _settled(header, period)
        return known[id(header)]

    def changed(region: Region) -> Region:
        lines = tuple(replace(line, header=of(line.header)) for line in region.lines)
        return replace(region, header=of(region.header), lines=lines)

    headers = {id(line.header): line.header for line in table.lines}
    if all(of(header) is header for header in headers.values()):
        return table
    return replace(table, regions=tuple(changed(region) for region in table.regions))


def _settled(header: Header, period: Period | None) -> Header:
    for key in TEXT_KEYS:
        if headings := header.alike.get(key):
            named = {place: named_month(heading, period) for place, heading in headings.items()}
            if len(named) > 1 or set(named.values()) & {Named.ANOTHER, Named.PAST}:
                header = _chosen(header, key, named)
    return header


def _chosen(header: Header, key: str, named: dict[int, Named]) -> Header:
    """The header with the best column of that key, or none of them: another month's is taken only where it stands alone and
    may be an old heading over new words."""
    headings = header.alike[key]
    made = {place: found for place, heading in headings.items() if (found := guess(heading))}
    pool = [place for place in made if named[place] not in (Named.PAST, Named.ANOTHER)]
    dated = () if pool else tuple(headings[place] for place in made if named[place] is Named.ANOTHER)
    pool = pool or [place for place in made if named[place] is Named.ANOTHER]
    columns = {each: place for each, place in header.columns.items() if each != key}
    alike = {each: places for each, places in header.alike.items() if each != key}
    guesses = [each for each in header.guesses if each.key != key]
    if pool:
        best = max(pool, key=lambda place: (named[place] is Named.THIS, made[place].rank, -place))
        kept = [place for place in pool if named[place] is Named.THIS or made[place].rank >= made[best].rank]
        columns[key] = best
        alike[key] = {place: headings[place] for place in kept}
        guesses = _with_guess(header, made[best])
    left = {place: heading for place, heading in headings.items() if place not in alike.get(key, ())}
    stale = {place for place in left if named[place] in (Named.PAST, Named.ANOTHER)}
    return replace(
        header, columns=columns, alike=alike, guesses=tuple(guesses), others={**header.others, **left},
        stale=header.stale | stale, dated=(*header.dated, *dated),
    )


def _with_guess(header: Header, made: Guess) -> list[Guess]:
    """The header's guesses with the one for that column, at its old place if there was one."""
    if made.sure:
        return [each for each in header.guesses if each.key != made.key]
    if any(each.key == made.key for each in header.guesses):
        return [made if each.key == made.key else each for each in header.guesses]
    return [*header.guesses, made]


@dataclass(frozen=True, slots=True)
class Rival:
    """What a measure's other columns of a key say that its own does not. ``shared``: a cell is several measures'."""

    words: str
    cells: tuple[tuple[Grid, Spot], ...] = ()
    shared: bool = False
    doubt: str = ""


def rival_of(block: Block, key: str, owners: Owners, text: str) -> Rival:
    """The other columns' words; none where they say nothing, or what ``text`` says."""
    cells = [
        (line, place) for line in block.lines for place in line.header.alike.get(key, ())
        if place != line.header.columns.get(key)
    ]
    if not cells:
        return Rival("")
    found = {(line.grid, spot): (line, place) for line, place in cells if (spot := owners.spot(line, place))}
    words = "\n".join({comparable(each): each for grid, spot in found if (each := grid.text(*spot))}.values())
    if comparable(words) in ("", comparable(text)):
        return Rival("")
    heading = COLUMN_BY_KEY[key].heading
    shared = [owners.shared(line, place, heading) for line, place in found.values()]
    doubt = f"{_names(block, key)}写的不一样，另一栏的在旁注里，请选定用哪一栏的"
    return Rival(words, tuple(found), any(shared), doubt)


def rival_notes(blocks: Iterable[Block]) -> list[Note]:
    """One note for each two columns that say different things."""
    said = {
        f"{_names(block, key)}都像是“{COLUMN_BY_KEY[key].heading}”，写的却不一样，看不出以哪一栏为准，请逐条选定。": None
        for block in blocks for key in TEXT_KEYS if key in block.cells and block.cells[key].doubt
    }
    return [Note("two_columns", each) for each in said]


def _names(block: Block, key: str) -> str:
    """For a sentence: “进展情况”“7月进展情况”两栏."""
    found = {place: heading for line in block.lines for place, heading in line.header.alike.get(key, {}).items()}
    headings = [found[place] for place in sorted(found)]
    count = "两" if len(headings) == 2 else f" {len(headings)} "
    return "".join(f"“{shortened(heading, 20)}”" for heading in dict.fromkeys(headings)) + f"{count}栏"
