"""主要进展: for each task the most substantial thing that a unit reported this month, in the unit's own words.

Chosen and shortened by rule: whole sentences only, those said last month already and plans for later left out; nothing is put
in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qcapp.domain import saying
from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey
from qcapp.domain.succession import aligned
from qcapp.domain.text import comparable
from qcapp.publish.phrases import LIST_MARK, cut, is_whole, tidy

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_DONE = re.compile(
    r"已|完成|印发|出台|建成|上线|开通|设立|受理|办结|发放|压缩|压减|签订|制定|实现|启用|新增|累计|开展|召开|组织|推广|培训|减免|缩短|入驻"
)
_NOT_YET = re.compile(
    r"^(?:下一?步|下一?阶段|接下来|下半年|下月|今后|计划|拟|预计|将|继续|存在|问题|困难|由于|因|目前尚?未|尚未|暂未|待|正在等待)"
)
SUBSTANTIAL, SLIGHT = 2.0, 1.0
"""Weights of what is worth quoting beside others, and where there is nothing better."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """``words``: the unit's own, without a mark at the end; ``cut``: a sentence of them was too long and lacks its end."""

    task: int
    no: int
    unit: str
    words: str
    weight: float
    cut: bool = False


def highlights(
    snapshot: Snapshot, earlier: Snapshot | None, length: int, least: float = SUBSTANTIAL
) -> tuple[Highlight, ...]:
    """The best of each task that has one, in the plan's order, each of some ``length`` characters at most.

    ``earlier``: the month before, whose sentences are no news. ``least``: the weight that is asked for.
    """
    waiting = {held.key.entry for held in snapshot.held if held.key.field == PROGRESS.key}
    best: dict[int, Highlight] = {}
    last = aligned(earlier.entries, snapshot.plan, earlier.plan, snapshot.links) if earlier else {}
    for key, entry in snapshot.entries.items():
        if key in waiting:
            continue
        found = _of_entry(key, snapshot.plan.measure(key.no).task, entry, last.get(key), length)
        if found and found.weight >= least and (found.task not in best or found.weight > best[found.task].weight):
            best[found.task] = found
    return tuple(best[task.order] for task in snapshot.plan.tasks if task.order in best)


def chosen(found: Iterable[Highlight], most: int) -> tuple[Highlight, ...]:
    """The ``most`` substantial of them, in their order."""
    every = tuple(found)
    kept = sorted(every, key=lambda each: -each.weight)[:most]
    return tuple(each for each in every if each in kept)


def _of_entry(key: EntryKey, task: int, entry: Entry, before: Entry | None, length: int) -> Highlight | None:
    value = entry.values.get(PROGRESS.key)
    if value is None or value.period != entry.period or not _worth_quoting(value.text):
        return None
    said = set(map(comparable, _sentences(before.text(PROGRESS.key)))) if before else set()
    fresh = [each for each in _sentences(value.text) if comparable(each) not in said and _quotable(each)]
    words, cut = _picked(fresh, length)
    return Highlight(task, key.no, key.unit, words, substance(words), cut)


def _worth_quoting(text: str) -> bool:
    return not (
        saying.says_nothing(text) or saying.no_news(text) or saying.points_elsewhere(text) or saying.is_vague(text)
        or saying.is_placeholder(text) or saying.gap_in(text) or saying.at_the_limit(text) or saying.trails_off(text)
    )


def _quotable(sentence: str) -> bool:
    """Of what was done, and no quotation that began or goes on in another sentence."""
    return is_whole(sentence) and not _NOT_YET.search(sentence)


def _sentences(text: str) -> list[str]:
    """Without list marks and blanks around; each keeps the mark that ends it."""
    return [each for each in (LIST_MARK.sub("", part).strip() for part in _SENTENCE.findall(text)) if tidy(each)]


def substance(words: str) -> float:
    """How much a sentence says: figures (days are none), things done, some length."""
    figures = len(_NUMBER.findall(_DAY.sub("", words)))
    done = len(set(_DONE.findall(words)))
    return 1.5 * min(figures, 4) + min(done, 3) + min(len(words), 60) / 40


def _picked(sentences: list[str], length: int) -> tuple[str, bool]:
    """The most substantial sentences that fit together, in the order said; one too long for itself is cut at a clause."""
    sentences = list(_closed(sentences))
    taken: dict[int, str] = {}
    for place in sorted(range(len(sentences)), key=lambda place: -substance(sentences[place])):
        if sum(map(len, taken.values())) + len(sentences[place]) <= length:
            taken[place] = sentences[place]
        elif not taken:
            return tidy(cut(sentences[place], length)), True
    return tidy("".join(taken[place] for place in sorted(taken))), False


def _closed(sentences: list[str]) -> Iterator[str]:
    """Sentences that can stand behind each other: a line that had no mark at its end gets a semicolon."""
    for each in sentences:
        yield each if each[-1] in "。！？!?；;" else f"{each}；"

