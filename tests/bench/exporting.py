"""The official table written as a file, in this process: composed, measured, drawn, packed, reopened and put in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from qcapp.publish.official import official_table
from qcapp.services import Services
from tests.bench.bench import Bench
from tests.bench.office import Month, workplace
from tests.bench.peers import export_docx, export_xlsx
from tests.bench.peers.official import CONTACT, HEADINGS, PHONE, load
from tests.bench.peers.read_docx import by_rows
from tests.bench.results import Outcome, Result, Skipped
from tests.bench.timing import Times, Work, in_turn, in_turn_often, once

_OFTEN = 3
"""Times that sides take turns in a round: each run waits for a disk that has other things to do."""
_FIELDS = ("task", "measure", "unit", "", "", "progress", "problems", "deadline")


def measure(bench: Bench) -> list[Outcome]:
    out = bench.folder / "exports"
    out.mkdir(exist_ok=True)
    with workplace(bench.month.ledger) as (_, services), workplace(bench.long_month.ledger) as (_, many):
        rows = _rows(services, bench.month, out / "rows.json")
        return [*_xlsx(bench, services, many, rows, out), *_docx(bench, services, rows, out)]


def _rows(services: Services, month: Month, target: Path) -> Path:
    """The same table as the scripts take it."""
    table = official_table(services.look.snapshot(month.period))
    rows = [
        {
            "task": block.task, "contacts": [(line.printed, line.phone) for line in block.contacts],
            "texts": {at: getattr(block, name) for at, name in enumerate(_FIELDS) if at not in (0, CONTACT, PHONE)},
        }
        for block in table.blocks
    ]
    target.write_text(json.dumps({"title": table.title, "rows": rows}, ensure_ascii=False), encoding="utf-8")
    return target


def _xlsx(bench: Bench, services: Services, many: Services, rows: Path, out: Path) -> list[Outcome]:
    ours, long, theirs = out / "ours.xlsx", out / "long.xlsx", out / "peer.xlsx"
    official, period = load(rows), bench.month.period
    export: Work = partial(services.publish.export, ours, period)
    beside = _in_turn(bench, {"ours": export, "peer": partial(export_xlsx.write, official, theirs)})
    lengths = _in_turn(bench, {"74": export, "740": partial(many.publish.export, long, period)})
    for path, times_over in ((ours, 1), (theirs, 1), (long, 10)):
        _check_xlsx(path, times_over * official.lines)
    return [
        Result("export-xlsx", beside["ours"], beside["peer"]), Result("export-xlsx-740", lengths["740"], lengths["74"]),
    ]


def _in_turn(bench: Bench, works: Mapping[str, Work]) -> dict[str, Times]:
    return in_turn_often({name: bench.clocked(work) for name, work in works.items()}, bench.rounds, _OFTEN)


def _docx(bench: Bench, services: Services, rows: Path, out: Path) -> list[Outcome]:
    ours, theirs = out / "ours.docx", out / "peer.docx"
    official = load(rows)
    works: dict[str, Work] = {
        "ours": partial(services.publish.export, ours, bench.month.period),
        "rows": partial(export_docx.write, export_docx.by_rows, official, theirs),
    }
    times = in_turn({name: bench.clocked(work) for name, work in works.items()}, bench.rounds)
    words = [{text for row in by_rows(path) for text in row} for path in (ours, theirs)]
    if words[0] != words[1] or len(words[0]) < len(official.rows):
        raise RuntimeError(f"The documents differ: {sorted(words[0] ^ words[1])[:4]}")
    found: list[Outcome] = [Result("export-docx-rows", times["ours"], times["rows"])]
    if bench.quick:
        return [*found, Skipped("export-docx-cell", "takes the peer a minute")]
    slow = once(bench.clocked(partial(export_docx.write, export_docx.by_cell, official, theirs)))
    return [*found, Result("export-docx-cell", times["ours"], slow)]


def _check_xlsx(path: Path, lines: int) -> None:
    """As many rows as there are contacts at least, in all columns."""
    from python_calamine import load_workbook

    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    if len(rows) < lines or max(map(len, rows)) != len(HEADINGS):
        raise RuntimeError(f"{path.name} has {len(rows)} rows of {lines}")
