"""A month to measure on: the built-in list, forms sent to all its units, filled in and come back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from main import Workplace
from qcapp.domain.period import Period
from qcapp.services import Services
from tools.made_up_returns import fill_docx, fill_xlsx, made_up_answers

MONTH = 7


@dataclass(frozen=True, slots=True)
class Month:
    """``sent`` is the ledger with the forms out, ``merged`` the one with all of them back in it."""

    folder: Path
    period: Period
    sent: Path
    merged: Path
    returns: tuple[Path, ...]
    returned_docx: Path
    official_docx: Path


@contextmanager
def workplace(ledger: Path) -> Iterator[tuple[Workplace, Services]]:
    place = Workplace(ledger, look_later=True)
    try:
        yield place, place.open()
    finally:
        place.close()


def make_month(folder: Path) -> Month:
    sent, merged = folder / "sent.sqlite3", folder / "merged.sqlite3"
    place = Workplace(sent)
    try:
        plan = place.built_in_plan()
        period = Period(plan.year, MONTH)
        services = place.create(plan)
        services.dispatch.dispatch(period, folder / "forms")
        official = services.publish.export(folder / "official.docx", period)
    finally:
        place.close()
    returns: list[Path] = []
    returned_docx = folder / "returned.docx"
    largest = max(plan.measures_of, key=lambda name: len(plan.measures_of[name]))
    for unit, numbers in plan.measures_of.items():
        answers = made_up_answers(numbers, plan.year)
        form = next((folder / "forms").glob(f"{unit}_*.xlsx"))
        returns.append(fill_xlsx(form, folder / "back" / f"{len(returns)}.xlsx", answers))
        if unit == largest:
            fill_docx(form.with_suffix(".docx"), returned_docx, answers)
    shutil.copyfile(sent, merged)
    with workplace(merged) as (_, services):
        services.collect.apply(services.collect.preview(returns))
    return Month(folder, period, sent, merged, tuple(returns), returned_docx, official)


def many_times(document: Path, target: Path, times: int) -> Path:
    """A copy whose table has its rows so many times over, the heading once."""
    import copy

    import docx

    opened = docx.Document(str(document))
    table = opened.tables[0]._tbl
    rows = list(table.tr_lst)
    body = [row for row in rows if not row.xpath("./w:trPr/w:tblHeader")]
    for _ in range(times - 1):
        for row in body:
            table.append(copy.deepcopy(row))
    opened.save(str(target))
    return target
