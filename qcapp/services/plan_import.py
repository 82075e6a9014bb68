"""Another year's list: read from its 细化表, matched with the one before, added beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.operations import CellEdit, NewPlan, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.succession import LinkKind, PlanLink, earlier_keys
from qcapp.merge.plan_mapping import MappedLine, PlanMapping, as_agreed, map_plans
from qcapp.ports import LedgerStore
from qcapp.services.plan_preview import carried_edits, carried_fields
from qcapp.services.setup import plan_from_file


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """``plan`` goes on from ``before``, as that holds in its last month, and is to hold from ``since`` on. ``troubles``: why it
    can't be added, each a sentence."""

    plan: Plan
    before: Plan
    since: Period
    mapping: PlanMapping
    troubles: tuple[str, ...] = ()

    def lines(self, kind: LinkKind) -> tuple[MappedLine, ...]:
        return self.mapping.lines(kind)

    def linked(self, kind: LinkKind, new: str, olds: Iterable[str]) -> ImportPreview:
        """As a person says of one line. UsageError for a number or name that there is not."""
        return replace(self, mapping=linked(self.mapping, kind, new, olds))


def linked(mapping: PlanMapping, kind: LinkKind, new: str, olds: Iterable[str]) -> PlanMapping:
    """As a person says of one line; units by any of their names. UsageError for a number or name that there is not."""
    try:
        if kind is LinkKind.UNIT:
            new = mapping.new.identities[mapping.new.unit_named(new)]
            olds = [mapping.old.identities[mapping.old.unit_named(old)] for old in olds]
        return mapping.with_olds(kind, new, olds)
    except KeyError:
        what = {LinkKind.MEASURE: "措施序号", LinkKind.TASK: "任务序号", LinkKind.UNIT: "单位名称"}[kind]
        raise UsageError(
            f"对应关系里的{what}有误，{mapping.old.year} 年或 {mapping.new.year} 年的清单里没有，请核对后再试。"
        ) from None


def import_preview(store: LedgerStore, path: Path, year: int | None, since: Period | None) -> ImportPreview:
    plan = plan_from_file(path, year)
    before = next((each for each in reversed(store.plans()) if each.year < plan.year), store.plans()[0])
    kept = _with_learned(plan, before)
    first = since or Period(plan.year, 1)
    return ImportPreview(kept, before, first, map_plans(before, kept), tuple(_troubles(store, kept, first)))


def _with_learned(plan: Plan, before: Plan) -> Plan:
    """With what a 细化表 doesn't say and the list before does: names that units go by, the day forms are due, the office."""
    known = {unit.name: unit for unit in before.units}
    names = {name for unit in plan.units for name in unit.names}
    units = tuple(
        unit._replace(aliases=tuple(dict.fromkeys((
            *unit.aliases, *(alias for alias in known[unit.name].aliases if alias not in names)
        )))) if unit.name in known else unit
        for unit in plan.units
    )
    return replace(
        plan, units=units, due_day=before.due_day, district=plan.district or before.district,
        office=before.office or plan.office,
    )


def _troubles(store: LedgerStore, plan: Plan, since: Period) -> Iterator[str]:
    years = list(store.starts())
    if plan.year in years:
        yield f"台账里已经有 {plan.year} 年的责任清单，要改动请用清单变更，或先撤销原来的导入。"
    elif plan.year < years[0]:
        yield f"{plan.year} 年早于台账的第一份清单（{years[0]} 年），请为它另建一本台账。"
    elif since.year != plan.year:
        yield f"{plan.year} 年的清单要从 {plan.year} 年的某个月起用，{since.label}不行，请改后再试。"
    used = [each for each in store.periods() if each >= since and store.plan_for(each).year < plan.year]
    if used and plan.year not in years:
        listed, year, then = "、".join(each.label for each in used), store.plan_for(used[0]).year, used[-1].shifted(1)
        yield f"{listed}已经按 {year} 年的清单填报，请让新清单从 {then.label}起用，或先撤销那些操作。"


def import_plan(store: LedgerStore, who: str, preview: ImportPreview, carry: Sequence[str]) -> Operation:
    if preview.troubles:
        raise UsageError(preview.troubles[0])
    plan, links = preview.plan, preview.mapping.links()
    edits = tuple(_carried(store, preview, links, carry))
    summary = f"导入《{plan.title}》（{len(plan.measures)} 条措施），{preview.since.label}起用"
    return store.commit(
        OperationDraft(
            OperationKind.PLAN, summary, who, edits=edits, plans=(NewPlan(plan, preview.since),), links=links
        )
    )


def mapping_of(store: LedgerStore, year: int) -> PlanMapping:
    """As agreed last; the lists as they hold in the end."""
    plans = {plan.year: plan for plan in store.plans()}
    store.printed(year)  # says what years there are
    links = store.links(year)
    before = max((each for each in plans if each < year), default=None)
    if before is None:
        raise UsageError(f"{year} 年的清单是台账的第一份，没有上年的清单可以对应。")
    return as_agreed(plans[before], plans[year], links)


def keep_mapping(store: LedgerStore, who: str, mapping: PlanMapping) -> Operation:
    links, before = mapping.links(), mapping_of(store, mapping.new.year)
    moved = [
        line.new for kind in LinkKind for line in mapping.lines(kind)
        if line.new and line.olds != before.chosen[kind].get(line.new)
    ]
    if not moved or not links:
        raise UsageError("对应关系没有变化，或一条也没有对应，没有要保存的，请先改好再保存。")
    summary = f"修改 {mapping.new.year} 年清单与 {mapping.old.year} 年的对应关系 {len(moved)} 处"
    return store.commit(OperationDraft(OperationKind.PLAN, summary, who, links=links))


def _carried(
    store: LedgerStore, preview: ImportPreview, links: Sequence[PlanLink], carry: Sequence[str]
) -> Iterator[CellEdit]:
    """What entries of the first month take over from the one entry of the month before that each goes on with."""
    if not carry:
        return
    wanted = carried_fields(carry)
    last = store.snapshot(preview.since.shifted(-1))
    for each in preview.plan.assignments:
        sources = earlier_keys(each.key, preview.plan, last.plan, links)
        if len(sources) == 1:
            yield from carried_edits(each.key, preview.since, last, sources[0], wanted)


def read_map(words: Iterable[str], *, names: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    """New measure (``names``: or unit) and old ones out of 11=12, 11=12+13 (last year's before the new: one became two),
    11+12=13, =5 (new).

    Several words may say of one new measure: what they say adds up.
    """
    found: dict[str, dict[str, None]] = {}
    for word in words:
        olds, equals, news = word.partition("=")
        numbers = [[part.strip() for part in side.split("+") if part.strip()] for side in (olds, news)]
        sound = names or all(part.isdecimal() for side in numbers for part in side)
        if not equals or not sound or not (numbers[0] or numbers[1]):
            raise UsageError(f"对应关系“{word}”看不懂，请写成 11=12 这样的上年序号和新序号，拆分写 11=12+13，新增写 =5。")
        for new in numbers[1]:
            found.setdefault(new, {}).update(dict.fromkeys(numbers[0]))
    return ((new, tuple(olds)) for new, olds in found.items())

