"""What an attentive clerk would notice between the words of before and those of now. A remark is never an obstacle. Pure."""

from __future__ import annotations

import unicodedata

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROGRESS
from qcapp.domain.forms import Note
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import blank, comparable

# A figure with the words that say what it counts: 累计受理 312 户.
_FIGURE = LazyPattern(r"([\u4e00-\u9fff]{2,8})[约达到为共计已]{0,2}\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(%|[\u4e00-\u9fff]{1,2})")
# What only grows: a month's own count may fall, and nobody wonders.
_GROWING = LazyPattern(r"累计|累积|共|总|全部|合计|进度|完成率|率|占比|建成|覆盖")
_LEAD = LazyPattern(r"[约达到为共计已]+$")
_DONE = LazyPattern(
    r"(?<![未没尚不])(?:已|全部|全面|均已|已经)(?:完成|办结|建成|竣工|上线|落实)|(?<!未)完成率(?:达|为|已达)?100%|^完成[。！]?$"
)
# That the measure is done as a whole, wherever it stands; a step that is done (已完成专窗设置，本月…) says so of itself alone.
_ALL_DONE = LazyPattern(
    r"全部完成|全面完成|(?:工作|任务|项目|措施|事项|改革|均|都)已(?:经|全部)?(?:完成|办结|落实)|已(?:经|全部)?办结(?=[，,。；;！!]|$)"
    r"|(?<!未)完成率(?:达|为|已达)?100%"
)
_GOES_ON = LazyPattern(
    r"下一步|下一阶段|下阶段|下月|推进|继续|持续|正在|本月|当月|计划|拟|尚未|还未|未完成|(?<!\d)\d{1,2}(?:\.\d+)?%"
)
_NOT_DONE = LazyPattern(r"尚未|还未|仍未|没有完成|未能?完成|未能?办结|正在|推进中|进行中|筹备中|准备中")
_CLAUSES = LazyPattern(r"[，,。；;！!、：:\n]")
_SHORT = 20
"""Characters of one clause that says nothing beside what is done."""


def remarks(no: int, field: str, before: str, now: str, year: int) -> list[Note]:
    """Notes on one field of measure ``no``: a figure that falls, what was done and is no longer, a deadline that moves."""
    if before == now or blank(before) or blank(now) or comparable(before) == comparable(now):
        return []
    if field == PROGRESS.key:
        return [*_falling(no, before, now), *_reverting(no, before, now)]
    return _moving(no, before, now, year) if field == DEADLINE.key else []


def _falling(no: int, before: str, now: str) -> list[Note]:
    figures, found = _figures(now), list[Note]()
    was = _figures(before) if figures else {}
    for label, (value, shown) in figures.items():
        if label in was and value < was[label][0]:
            words = f"第 {no} 条的“{label[0]}”从 {was[label][1]} 变成 {shown}，比原来小，请核对。"
            found.append(Note("figure_falls", words, no))
    return found


def _figures(text: str) -> dict[tuple[str, str], tuple[float, str]]:
    """(what is counted, in what) → (figure, as shown), of those that are said to add up; one said twice tells nothing."""
    found: dict[tuple[str, str], tuple[float, str]] = {}
    twice: set[tuple[str, str]] = set()
    plain = unicodedata.normalize("NFKC", text)
    for each in _FIGURE.finditer(plain):
        words = _LEAD.sub("", each[1]) or each[1]
        grows = _GROWING.search(words)
        if not grows and each[3] != "%":
            continue
        label = (words[grows.start() :] if grows else words, each[3])
        if label in found:
            twice.add(label)
        found[label] = (float(each[2].replace(",", "")), f"{each[2]}{each[3]}")
    return {label: value for label, value in found.items() if label not in twice}


def _reverting(no: int, before: str, now: str) -> list[Note]:
    was, said = comparable(before), comparable(now)
    if not _NOT_DONE.search(said) or _DONE.search(said) or _GOES_ON.search(was):
        return []
    if _ALL_DONE.search(was) or _is_of(_done_alone(was), said):
        return [Note("done_reverts", f"第 {no} 条原来报的是已完成，这次又写成没有完成，请核对。", no)]
    return []


def _done_alone(text: str) -> str | None:
    """What is done, where one short clause says that and nothing else (已完成系统对接): 系统对接."""
    clause, *more = [each for each in _CLAUSES.split(text) if each] or [""]
    done = _DONE.search(clause)
    return None if more or not done or len(clause) > _SHORT else clause[: done.start()] + clause[done.end() :]


def _is_of(what: str | None, text: str) -> bool:
    """Whether the text speaks of that: two characters in a row are the same, or nothing in particular was named."""
    return what is not None and (len(what) < 2 or any(what[at : at + 2] in text for at in range(len(what) - 1)))


def _moving(no: int, before: str, now: str, year: int) -> list[Note]:
    was, day = parse_deadline(before, year).day, parse_deadline(now, year).day
    if was is None or day is None or was == day:
        return []
    word = "推后" if day > was else "提前"
    return [Note("deadline_moves", f"第 {no} 条的完成时限从 {was.isoformat()} {word}到 {day.isoformat()}，请核对。", no)]
