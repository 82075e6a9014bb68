"""Which measures, tasks and units of a new list go on with which of the one before: proposed by what they say, changed line by
line by a person. Pure.

Same words come first, then words that are clearly alike; a number only settles between measures that are as like. What is not
clear stays open: a new measure that is like none is new, and a person may say otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from qcapp.domain.plan import Plan
from qcapp.domain.succession import LinkKind, PlanLink
from qcapp.domain.text import comparable

# Percent alike from which words are taken for another's, and how much more than for the next best.
_LIKE = 62.0
_MARGIN = 8.0
# A part's words that stand, nearly, in the whole's.
_WITHIN = 88.0
_SHORTEST_PART = 8
_LIKE_HEADING = 70.0


class Relation(Enum):
    SAME = "same"
    AMENDED = "amended"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return {
            "same": "相同", "amended": "有修改", "split": "拆分而来", "merged": "合并而来", "new": "新增", "dropped": "不再列入",
        }[self.value]


@dataclass(frozen=True, slots=True)
class MappedLine:
    """``new`` "" for what the new list has no more of; ``olds`` none for what is new. ``confidence`` in percent; 100 and
    ``told`` where a person has said it. ``why``: what it goes by, in words."""

    new: str
    olds: tuple[str, ...]
    relation: Relation
    confidence: int
    why: str
    told: bool = False


@dataclass(frozen=True)
class PlanMapping:
    """``chosen[kind][new]``: what of the old list it goes on with, with the confidence and the reason of each."""

    old: Plan
    new: Plan
    chosen: Mapping[LinkKind, Mapping[str, tuple[str, ...]]]
    found: Mapping[tuple[LinkKind, str], tuple[int, str]] = field(default_factory=dict)
    told: frozenset[tuple[LinkKind, str]] = frozenset()

    def lines(self, kind: LinkKind) -> tuple[MappedLine, ...]:
        """One for each of the new list in its order, then those of the old one that nothing goes on with."""
        chosen = self.chosen[kind]
        times = Counter(old for olds in chosen.values() for old in olds)
        made = [self._line(kind, new, olds, times) for new, olds in chosen.items()]
        dropped = [old for old in _items(self.old, kind) if not times[old]]
        return (*made, *(MappedLine("", (old,), Relation.DROPPED, 100, "新清单里没有接着它的") for old in dropped))

    def with_olds(self, kind: LinkKind, new: str, olds: Iterable[str]) -> PlanMapping:
        """As a person says: ``new`` goes on with those, with none of them if there are none."""
        known, wanted = _items(self.old, kind), tuple(dict.fromkeys(olds))
        if new not in self.chosen[kind] or any(old not in known for old in wanted):
            raise KeyError(new)
        order = list(known)
        line = {**self.chosen[kind], new: tuple(sorted(wanted, key=order.index))}
        return replace(self, chosen={**self.chosen, kind: line}, told=self.told | {(kind, new)})

    def links(self) -> tuple[PlanLink, ...]:
        return tuple(
            PlanLink(kind, self.old.year, self.new.year, old, new, self._confidence(kind, new)[0])
            for kind, lines in self.chosen.items() for new, olds in lines.items() for old in olds
        )

    def _line(self, kind: LinkKind, new: str, olds: tuple[str, ...], times: Mapping[str, int]) -> MappedLine:
        confidence, why = self._confidence(kind, new)
        relation = Relation.NEW
        if len(olds) > 1:
            relation = Relation.MERGED
        elif olds and times[olds[0]] > 1:
            relation = Relation.SPLIT
        elif olds:
            words = _items(self.old, kind)[olds[0]], _items(self.new, kind)[new]
            relation = Relation.SAME if comparable(words[0]) == comparable(words[1]) else Relation.AMENDED
        return MappedLine(new, olds, relation, confidence, why, (kind, new) in self.told)

    def _confidence(self, kind: LinkKind, new: str) -> tuple[int, str]:
        if (kind, new) in self.told:
            return 100, "由经办人指定"
        return self.found.get((kind, new), (100, "和上年的哪一项都不像"))


def map_plans(old: Plan, new: Plan) -> PlanMapping:
    """What is proposed. ``old`` as it holds in its last month."""
    found: dict[tuple[LinkKind, str], tuple[int, str]] = {}
    chosen: dict[LinkKind, Mapping[str, tuple[str, ...]]] = {}
    for kind, proposed in (
        (LinkKind.MEASURE, _measures(old, new)), (LinkKind.TASK, _tasks(old, new)), (LinkKind.UNIT, _units(old, new)),
    ):
        chosen[kind] = {item: proposed[item][0] if item in proposed else () for item in _items(new, kind)}
        found |= {(kind, item): (confidence, why) for item, (_, confidence, why) in proposed.items()}
    return PlanMapping(old, new, chosen, found)


def as_agreed(old: Plan, new: Plan, links: Iterable[PlanLink]) -> PlanMapping:
    """The mapping that the ledger's links say; what has none of them goes on with nothing."""
    chosen: dict[LinkKind, dict[str, tuple[str, ...]]] = {
        kind: dict.fromkeys(_items(new, kind), ()) for kind in (LinkKind.MEASURE, LinkKind.TASK, LinkKind.UNIT)
    }
    found: dict[tuple[LinkKind, str], tuple[int, str]] = {}
    for link in links:
        if link.before == old.year and link.new in chosen[link.kind] and link.old in _items(old, link.kind):
            chosen[link.kind][link.new] = (*chosen[link.kind][link.new], link.old)
            found[link.kind, link.new] = link.confidence, "导入时定下"
    return PlanMapping(old, new, chosen, found)


_Proposed = dict[str, tuple[tuple[str, ...], int, str]]


def _items(plan: Plan, kind: LinkKind) -> dict[str, str]:
    """What is linked, by its key, with its words: measures and tasks by number, units by identity."""
    match kind:
        case LinkKind.MEASURE:
            return {str(measure.no): measure.text for measure in plan.measures}
        case LinkKind.TASK:
            return {str(task.order): task.heading for task in plan.tasks}
        case LinkKind.UNIT:
            return {unit.identity: unit.name for unit in plan.units}


def _measures(old: Plan, new: Plan) -> _Proposed:
    """One to one first; then parts of a whole that went apart, and wholes whose parts came together."""
    olds, news = ({key: comparable(text) for key, text in _items(plan, LinkKind.MEASURE).items()} for plan in (old, new))
    made = _exact(olds, news)
    taken = {each for (each,), *_ in made.values()}
    made |= _alike({key: olds[key] for key in olds if key not in taken}, {key: news[key] for key in news if key not in made})
    return _regrouped(made, olds, news)


def _exact(olds: Mapping[str, str], news: Mapping[str, str]) -> _Proposed:
    """Same words; of several with the same words that of the same number, else those in their order."""
    by_text: dict[str, list[str]] = {}
    for key, text in olds.items():
        by_text.setdefault(text, []).append(key)
    made: _Proposed = {}
    for key, text in sorted(news.items(), key=lambda each: each[0] not in by_text.get(each[1], ())):
        if same := by_text.get(text):
            one = key if key in same else same[0]
            same.remove(one)
            made[key] = (one,), 100, "文字完全相同"
    return made


def _alike(olds: Mapping[str, str], news: Mapping[str, str]) -> _Proposed:
    """Each old one once, the likest pairs first. A pair has to be clearly liker than any other that either could be in; where
    it is not, the same number settles it, and where that doesn't either, it is left open."""
    from rapidfuzz import fuzz

    scores = {(a, b): float(fuzz.ratio(olds[a], news[b])) for a in olds for b in news}
    pairs = sorted((pair for pair in scores if scores[pair] >= _LIKE), key=lambda pair: (-scores[pair], pair[0] != pair[1]))
    made: _Proposed = {}
    gone: set[str] = set()
    for a, b in pairs:
        if a in gone or b in made:
            continue
        rivals = [
            scores[c, d] for c, d in scores if ((c == a) != (d == b)) and c not in gone and d not in made
        ]
        lead = scores[a, b] - max(rivals, default=0.0)
        if lead >= _MARGIN:
            made[b] = (a,), int(scores[a, b]), f"文字相似（{scores[a, b]:.0f}%）"
        elif a == b and lead > -_MARGIN:
            made[b] = (a,), int(scores[a, b]), f"文字相似（{scores[a, b]:.0f}%），不止一条相像，按序号定"
        else:
            continue
        gone.add(a)
    return made


def _regrouped(made: _Proposed, olds: Mapping[str, str], news: Mapping[str, str]) -> _Proposed:
    """New ones whose words stand in an old one's are its parts; old ones whose words stand in a new one's came together."""
    linked = {old for each, *_ in made.values() for old in each}
    parts = {
        key: best for key in news
        if key not in made and (best := _holder(news[key], olds)) is not None
    }
    for key, (whole, score) in parts.items():
        made[key] = (whole,), int(score), f"文字出自上年第 {whole} 条（{score:.0f}%）"
    for old in olds:
        if old in linked or any(old == whole for whole, _ in parts.values()):
            continue
        if (best := _holder(olds[old], news)) is not None:
            key, score = best
            before, confidence, _ = made.get(key, ((), 100, ""))
            joined = tuple(sorted({*before, old}, key=list(olds).index))
            made[key] = joined, min(confidence, int(score)), f"含有上年第 {'、'.join(joined)} 条的文字"
    return made


def _holder(part: str, wholes: Mapping[str, str]) -> tuple[str, float] | None:
    """The one longer text that clearly holds that one."""
    from rapidfuzz import fuzz

    if len(part) < _SHORTEST_PART:
        return None
    scores = sorted(
        ((float(fuzz.partial_ratio(part, text)), key) for key, text in wholes.items() if len(text) > len(part)), reverse=True,
    )
    if not scores or scores[0][0] < _WITHIN or (len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN):
        return None
    return scores[0][1], scores[0][0]


def _tasks(old: Plan, new: Plan) -> _Proposed:
    """By heading without its number; the same number settles between those that are as like."""
    from rapidfuzz import fuzz

    olds = {key: _bare(text) for key, text in _items(old, LinkKind.TASK).items()}
    made: _Proposed = {}
    for key, heading in _items(new, LinkKind.TASK).items():
        wanted = _bare(heading)
        ranked = sorted(olds, key=lambda each: (-fuzz.ratio(olds[each], wanted), each != key))
        score = float(fuzz.ratio(olds[ranked[0]], wanted)) if ranked else 0.0
        if score >= _LIKE_HEADING:
            made[key] = (ranked[0],), int(score), "名称相同" if score == 100 else f"名称相似（{score:.0f}%）"
    return made


def _bare(heading: str) -> str:
    """Without the number before it: 一.开办企业 → 开办企业."""
    text = comparable(heading)
    return text.lstrip("一二三四五六七八九十0123456789").lstrip(".、,:：") or text


def _units(old: Plan, new: Plan) -> _Proposed:
    """By any name that both lists know."""
    known = {comparable(name): unit.identity for unit in old.units for name in unit.names}
    known |= {comparable(unit.name): unit.identity for unit in old.units}
    made: _Proposed = {}
    for unit in new.units:
        olds: Sequence[str] = [known[comparable(name)] for name in unit.names if comparable(name) in known]
        if olds:
            same = any(comparable(unit.name) == comparable(each.name) for each in old.units if each.identity == olds[0])
            made[unit.identity] = (olds[0],), 100, "名称相同" if same else "按别名认出"
    return made
