"""Contact cells 责任人：张三 and what people make of them: role, name and phone told apart. Text in, values out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from qcapp.domain.fields import Role

_ROLE_OF = {
    "责任人": Role.RESPONSIBLE, "负责人": Role.RESPONSIBLE, "分管领导": Role.RESPONSIBLE, "责任领导": Role.RESPONSIBLE,
    "联系人": Role.LIAISON, "联络员": Role.LIAISON, "联络人": Role.LIAISON, "经办人": Role.LIAISON,
}
_WORDS = "|".join(_ROLE_OF)
# 责任人： 责任人1: 责任人 张三 责任人张三
_LABEL = re.compile(rf"({_WORDS})\s*[\d一二三]?\s*(?:姓名)?\s*[:：;；]\s*")
_BARE_LABEL = re.compile(rf"^({_WORDS})(?:\d(?!\d))?\s*(?:姓名)?\s*")
_PHONE_START = re.compile(r"(?:\+?86[-\s]?)?[(（]?\d[\d\s\-—–()（）.]{5,}\d")
_PHONE_REST = re.compile(r"^[\d\s\-—–()（）.+,，、;；/转分机]*$")
_NAME_LAST = re.compile(r"^[\s,，、;；:：(（/]*([\u4e00-\u9fff·]{2,6})[)）]?$")
_LINKS = " \t\n,，、;；:：(（/-—"
_PHONE_WORDS = re.compile(r"[(（]?\s*(?:联系)?(?:电话|手机|方式)(?:号码)?\s*[:：]?\s*$")


@dataclass(frozen=True, slots=True)
class Person:
    """One contact as a cell has it. ``role`` is None where no label says."""

    role: Role | None
    name: str


def people(text: str) -> tuple[Person, ...]:
    """The contacts of a cell, at least one: several only where each has a label of its own."""
    labels = list(_LABEL.finditer(text))
    if not labels:
        bare = _BARE_LABEL.match(text)
        return (Person(_ROLE_OF[bare[1]], text[bare.end() :].strip()),) if bare else (Person(None, text),)
    found = []
    before = text[: labels[0].start()].strip(_LINKS)
    if before:
        found.append(Person(None, before))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        found.append(Person(_ROLE_OF[label[1]], text[label.end() : end].strip().strip("、，,;；").strip()))
    return tuple(each for place, each in enumerate(found) if not _doubled(labels[place : place + 2]))


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


def _unwrapped(phone: str) -> str:
    """Without parentheses around the whole; those around an area code stay."""
    inner = phone.strip("()（） ")
    return phone if any(mark in inner for mark in "()（）") else inner
