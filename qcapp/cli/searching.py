"""The command that looks for words: search."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from qcapp.cli.answer import Answer, table
from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.services import Services
from qcapp.services.search_found import Group, GroupKind, Hit, Scope, place_words

_SNIPPET = 46


def search(services: Services, args: argparse.Namespace) -> Answer:
    present = args.period or services.look.newest_period()
    scope = Scope(str(args.period) if args.period else "", args.field or "", args.unit or "")
    found = services.search.search(args.text, present, scope)
    if found.query.empty:
        raise UsageError("没有写要检索的词，请写几个字或拼音首字母后再试。")
    if found.problem:
        raise UsageError(found.problem)
    seen = [
        (group.no, unit, str(period), hit.field, hit.marked.around(_SNIPPET).text)
        for group in found.groups for hit in group.hits for unit, period in _places(services, group, hit, present)
    ]
    data = [dict(zip(("no", "unit", "period", "field", "snippet"), each, strict=True)) for each in seen]
    hits = [each for each in data if each["no"] is not None]  # who reads these counts on a number
    others = [{key: said for key, said in each.items() if key != "no"} for each in data if each["no"] is None]
    rows = [(str(no or ""), unit, period, place_words(field), text) for no, unit, period, field, text in seen]
    lines = table(rows, ("序号", "责任单位", "报告期", "栏目", "内容")) if rows else [f"没有找到“{args.text}”。"]
    lines += [f"可以试试：search '{each.text}'，{each.words}。" for each in found.suggestions]
    if found.left_out:
        lines.append(f"还有 {found.left_out} 处没有列出，请加一个词，或用 --period、--unit、--field 缩小范围。")
    return Answer({"hits": hits, "others": others}, lines)


def _places(services: Services, group: Group, hit: Hit, present: Period) -> Iterator[tuple[str, Period]]:
    """Units and months of a hit, as each is a field of its own; of what stands in the list the month at hand, or the newest
    that has it, with the units that were asked for. A unit's name is told with its measures."""
    if group.kind is GroupKind.UNIT and hit.field == "unit":
        return
    months = hit.months or (present if group.no is None else services.search.month_for(group.no, group.year, present),)
    units = (hit.unit,) if hit.unit or group.no is None else group.asked
    for period in months:
        for unit in units:
            yield unit, period
