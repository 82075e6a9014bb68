"""A returned file read: its bytes through the gate to the cells of its table, in this process."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

from lxml import etree

from qcapp.intake.parsing import parse
from tests.bench.bench import MONTHS_FILES, Bench
from tests.bench.office import as_of_many, many_times
from tests.bench.peers import read_docx, read_xlsx
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Work, in_turn, in_turn_often, once

_SENT_BACK = 40
"""Copies, each read in its turn: as many as a city's units."""
_OFTEN = 10
"""Times that ours and the floor, of a millisecond or two, take turns in a round."""
_SLOW = "takes the peer a quarter of a minute"


def measure(bench: Bench) -> list[Outcome]:
    return [*_xlsx(bench), *_docx(bench), *_official(bench)]


def _ours(path: Path) -> list[tuple[str, ...]]:
    return [row for sheet in parse(path.read_bytes()).sheets if sheet.visible for row in sheet.rows]


def _floor(path: Path) -> None:
    """What any reader must do: inflate the parts that hold the table and its texts, and parse them."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name in ("word/document.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                etree.fromstring(package.read(name))


def _each_in_turn(read: Callable[[Path], object], paths: Sequence[Path]) -> Work:
    """Another file each time, as in a month: what a reader remembers of the last one is no help but where they are alike."""
    turns = cycle(paths)
    return lambda: read(next(turns))


def _beside_floor(goal: str, bench: Bench, paths: Sequence[Path]) -> Result:
    works = {"ours": _each_in_turn(_ours, paths), "floor": _each_in_turn(_floor, paths)}
    times = in_turn_often({name: bench.clocked(work) for name, work in works.items()}, 4 * bench.rounds, _OFTEN)
    return Result(goal, times["ours"], times["floor"])


def _xlsx(bench: Bench) -> list[Outcome]:
    path = bench.returns(MONTHS_FILES, "xlsx").largest
    paths = as_of_many(path, bench.folder / "many-xlsx", _SENT_BACK)
    _check(path, read_xlsx.by_openpyxl(path))
    works: dict[str, Work] = {
        "ours": _each_in_turn(_ours, paths),
        "pandas": _each_in_turn(read_xlsx.by_pandas, paths), "openpyxl": _each_in_turn(read_xlsx.by_openpyxl, paths),
    }
    times = in_turn({name: bench.clocked(work) for name, work in works.items()}, 4 * bench.rounds)
    return [
        _beside_floor("read-xlsx", bench, paths),
        Result("read-xlsx-pandas", times["ours"], times["pandas"]),
        Result("read-xlsx-openpyxl", times["ours"], times["openpyxl"]),
    ]


def _docx(bench: Bench) -> list[Outcome]:
    path = bench.returns(MONTHS_FILES, "docx").largest
    paths = as_of_many(path, bench.folder / "many-docx", _SENT_BACK)
    _check(path, read_docx.by_rows(path))
    works: dict[str, Work] = {
        "ours": _each_in_turn(_ours, paths),
        "rows": _each_in_turn(read_docx.by_rows, paths), "cell": _each_in_turn(read_docx.by_cell, paths),
    }
    times = in_turn({name: bench.clocked(work) for name, work in works.items()}, 4 * bench.rounds)
    return [
        _beside_floor("read-docx", bench, paths),
        Result("read-docx-rows", times["ours"], times["rows"]),
        Result("read-docx-cell", times["ours"], times["cell"]),
    ]


def _official(bench: Bench) -> list[Outcome]:
    path = bench.month.official
    _check(path, read_docx.by_rows(path))
    hundredfold = many_times(path, bench.folder / "hundredfold.docx", 100)
    short: dict[str, Work] = {"ours": partial(_ours, path), "rows": partial(read_docx.by_rows, path)}
    times = in_turn({name: bench.clocked(work) for name, work in short.items()}, 2 * bench.rounds)
    found: list[Outcome] = [
        _beside_floor("read-74", bench, [path]), Result("read-74-rows", times["ours"], times["rows"]),
    ]
    if bench.quick:
        return [*found, Skipped("read-74-cell", _SLOW), Skipped("read-7400", "quick run")]
    found.append(Result("read-74-cell", times["ours"], once(bench.clocked(partial(read_docx.by_cell, path)))))
    lengths = in_turn({
        "74": bench.clocked(partial(_ours, path)), "7400": bench.clocked(partial(_ours, hundredfold)),
    }, bench.rounds)
    return [*found, Result("read-7400", lengths["7400"], lengths["74"])]


def _check(path: Path, by_peer: list[list[str]]) -> None:
    """Both have read the same words; in which cell of a merge they stand, and how lines end, is each one's own affair."""
    ours, theirs = ({_plain(text) for row in rows for text in row} - {""} for rows in (_ours(path), by_peer))
    if ours != theirs or len(ours) < 20:
        raise RuntimeError(f"{path.name} was read differently: {sorted(ours ^ theirs)[:4]}")


def _plain(text: str) -> str:
    return "".join(text.split())
