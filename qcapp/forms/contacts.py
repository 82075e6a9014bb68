"""Contact cells 责任人：张三 and what people make of them: role, name and phone told apart. Text in, values out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qcapp.domain.fields import Role
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.phones import numbers

_ROLE_OF = {
    "责任人员": Role.RESPONSIBLE, "责任人": Role.RESPONSIBLE, "负责人": Role.RESPONSIBLE, "负责同志": Role.RESPONSIBLE,
    "分管领导": Role.RESPONSIBLE, "责任领导": Role.RESPONSIBLE, "主要领导": Role.RESPONSIBLE,
    "联系人员": Role.LIAISON, "联系人": Role.LIAISON, "联络员": Role.LIAISON, "联络人": Role.LIAISON,
    "经办人员": Role.LIAISON, "经办人": Role.LIAISON,
}
_WORDS = "|".join(_ROLE_OF)
# What narrows a label down: 主要负责人, 第一责任人, 责任单位负责人, 具体经办人.
_QUALIFIER = (
    r"(?:第[一二三]|主要|直接|分管|主管|具体|总|项目|业务|工作|日常|填报|牵头|责任|承办|本?单位|部门|科室|股室|相关|其他)"
)
# What may follow it: 责任人1, 责任人姓名, 责任人（签字）, 联系人及电话.
_PHONE_WORD = r"(?:联系)?(?:电话|手机|方式)(?:号码?)?"
_AND = r"(?:及其?|和|与|、|/)"
_IN_BRACKETS = rf"(?:签字|签名|签章|盖章|姓名|职务|必填|{_PHONE_WORD}|{_AND}|\s)+"
_TAIL = (
    rf"\s*(?:\d(?!\d)|[一二三](?=[\s:：;；（(]))?\s*(?:姓名\s*)?(?:{_AND}\s*(?:职务|{_PHONE_WORD})\s*)*"
    rf"(?:[（(]{_IN_BRACKETS}[)）]\s*)?"
)
# 责任人： 责任人1: 责任人 张三 责任人张三
_LABEL = LazyPattern(rf"{_QUALIFIER}*({_WORDS}){_TAIL}[:：;；]\s*")
_BARE_LABEL = LazyPattern(rf"^{_QUALIFIER}*({_WORDS}){_TAIL}")
# Nobody, although it stands before a label: 1. ② 责任人、
_NOBODY = LazyPattern(rf"(?:{_QUALIFIER}|{_WORDS}|{_AND}|\W|(?<!\d)\d{{1,2}}(?!\d)|[一二三四五①-⑩])*")
_PHONE_START = LazyPattern(r"(?:\+?86[-\s]?)?[(（]?\d[\d\s\-—–()（）.]{5,}\d")
_PHONE_REST = LazyPattern(r"^[\d\s\-—–()（）.+,，、;；/转分机]*$")
_NAME_LAST = LazyPattern(r"^[\s,，、;；:：(（/]*([\u4e00-\u9fff·]{2,6})[)）]?$")
_LINKS = " \t\n,，、;；:：(（/-—"
_PHONE_WORDS = LazyPattern(rf"[(（]?\s*(?:{_WORDS})?{_PHONE_WORD}\s*[:：]?\s*$")


@dataclass(frozen=True, slots=True)
class Person:
    """One contact as a cell has it. ``role`` is None where no label says."""

    role: Role | None
    name: str


@lru_cache(maxsize=4096)
def people(text: str) -> tuple[Person, ...]:
    """The contacts of a cell, at least one: several only where each has a label of its own."""
    labels = list(_LABEL.finditer(text))
    if not labels:
        bare = _BARE_LABEL.match(text)
        return (Person(_ROLE_OF[bare[1]], text[bare.end() :].strip()),) if bare else (Person(None, text),)
    before = text[: labels[0].start()].strip(_LINKS)
    found: list[Person] = []
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for place, (label, end) in enumerate(zip(labels, ends, strict=True)):
        if not _doubled(labels[place : place + 2]):
            found.append(Person(_ROLE_OF[label[1]], text[label.end() : end].strip().strip("、，,;；").strip()))
    if not _NOBODY.fullmatch(before):
        return (*people(before), *found)
    if any(_ROLE_OF[word] is not found[0].role for word in re.findall(_WORDS, before)):
        found[0] = Person(None, found[0].name)  # 责任人、联系人：张三 does not say which
    return tuple(found)


def _doubled(labels: Sequence[re.Match[str]]) -> bool:
    """Whether the label was typed although it stood there: 联系人：联系人：张三 is one person."""
    if len(labels) < 2 or _ROLE_OF[labels[0][1]] != _ROLE_OF[labels[1][1]]:
        return False
    return labels[0].end() == labels[1].start() and "\n" not in labels[0][0]


def split_phone(text: str) -> tuple[str, str] | None:
    """(name, phone) of "张三 13800138000"; None where there is no number, or there are several people with theirs."""
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) != len(text):  # places would not match; such text is rare, and is kept as it is
        return None
    start = _PHONE_START.search(plain)
    if not start:
        return None
    phone = text[start.start() :].strip()
    name = _PHONE_WORDS.sub("", text[: start.start()]).strip(_LINKS)
    if not name and (turned := _NAME_LAST.match(text[start.end() :])):
        return turned[1], start[0]
    if name and _PHONE_REST.match(plain[start.start() :]):
        return name, _unwrapped(phone)
    return None


def shared_phones(names: Sequence[str], text: str) -> tuple[str, ...]:
    """What of a phone cell is whose, in the order of ``names``: by the names in it, else a line or a number each; () where
    that can't be told.

    >>> shared_phones(["某甲", "某乙"], "13800138000、13900139000")
    ('13800138000', '13900139000')
    """
    if any(name and name in text for name in names):
        return _phones_by_name(names, text)
    if len(lines := text.split("\n")) == len(names):
        return tuple(lines)
    found = [phone.written for phone in numbers(text)]
    rest = unicodedata.normalize("NFKC", text)
    for each in found:
        rest = rest.replace(each, " ", 1)
    return tuple(found) if len(found) == len(names) and not any(map(str.isalnum, rest)) else ()


def _phones_by_name(names: Sequence[str], text: str) -> tuple[str, ...]:
    """The one number behind each name: 某甲13800138000、某乙13900139000."""
    starts = {text.find(name): place for place, name in enumerate(names) if name}
    ordered = sorted(starts)
    if len(ordered) < len(names) or ordered[0] < 0 or numbers(text[: ordered[0]]):
        return ()
    shares = [""] * len(names)
    for start, end in zip(ordered, [*ordered[1:], len(text)], strict=True):
        behind = numbers(text[start + len(names[starts[start]]) : end])
        if len(behind) != 1:
            return ()
        shares[starts[start]] = behind[0].written
    return tuple(shares)


def _unwrapped(phone: str) -> str:
    """Without parentheses around the whole; those around an area code stay."""
    inner = phone.strip("()（） ")
    return phone if any(mark in inner for mark in "()（）") else inner
