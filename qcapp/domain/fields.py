"""The one catalogue of columns and fields.

A *column* is what is printed (eight of them, in order). A *field* is one value of an entry, with the rules for who
may edit it, how it is compared, and whether it carries over to later months. Contacts repeat: the second 联系人 has the
field keys ``liaison2.name`` and ``liaison2.phone``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from qcapp.domain.errors import UsageError
from qcapp.domain.patterns import LazyPattern


class Kind(Enum):
    """How a field's text is normalised and compared."""

    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    DEADLINE = "deadline"


class Role(Enum):
    """Contact roles; the value is the printed label."""

    RESPONSIBLE = "责任人"
    LIAISON = "联系人"

    @property
    def prefix(self) -> str:
        return "responsible" if self is Role.RESPONSIBLE else "liaison"


class Column(NamedTuple):
    """One printed column. ``weight`` is its share of the table's width; the synonyms are other headings seen for it."""

    key: str
    heading: str
    weight: float
    synonyms: tuple[str, ...] = ()
    fillable: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("task", "重点任务", 8.0, ("任务", "工作任务", "重点工作", "任务名称")),
    Column("measure", "改革措施", 27.0, ("措施", "具体措施", "工作措施", "改革举措", "措施内容", "改革任务")),
    Column("unit", "责任单位", 9.0, ("单位", "牵头单位", "责任部门", "填报单位", "承办单位")),
    Column("contact", "责任人", 11.0, ("联系人", "责任人员", "责任人、联系人", "责任人/联系人", "姓名"), fillable=True),
    Column("phone", "联系电话", 11.0, ("电话", "联系方式", "电话号码", "手机", "手机号码", "联系号码"), fillable=True),
    Column(
        "progress", "进展情况", 24.0,
        ("落实情况", "工作进展", "进展", "完成情况", "推进情况", "落实进展", "工作进展情况", "本月进展", "进度"), fillable=True,
    ),
    Column(
        "problems", "存在问题", 14.0,
        ("问题", "存在的问题", "困难问题", "存在困难", "问题和困难", "存在问题及困难"), fillable=True,
    ),
    Column("deadline", "完成时限", 10.0, ("时限", "完成时间", "办结时限", "完成期限", "计划完成时间", "截止时间"), fillable=True),
)

# The ninth column, of a 退回说明 only. It is read past: what stands there was written by us.
REASONS = Column("reasons", "退回原因", 33.0)
# What a 退回说明 printed there is kept with what it froze, under this key, which is no field's: so that what a unit adds is told.
REASONS_PRINTED = "reasons.printed"

COLUMN_BY_KEY = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Field:
    """One value of an entry.

    ``key``: name in code, on the command line and in the ledger. ``heading``: name on screen. ``column``: key of the
    printed column. ``carries``: a month without a value of its own shows the latest earlier one.
    """

    key: str
    heading: str
    column: str
    kind: Kind
    carries: bool
    role: Role | None = None
    index: int = 1


PROGRESS = Field("progress", "进展情况", "progress", Kind.TEXT, carries=False)
PROBLEMS = Field("problems", "存在问题", "problems", Kind.TEXT, carries=False)
DEADLINE = Field("deadline", "完成时限", "deadline", Kind.DEADLINE, carries=True)

MOST_CONTACTS: Final = 99
"""Of one role, in an entry: their numbers have two digits."""
_CONTACT_KEY = LazyPattern(r"^(responsible|liaison)([2-9]|[1-9][0-9])?\.(name|phone)\Z")

_CONTACT_NAME = LazyPattern(r"^(责任人|联系人)([1-9]\d?)?(?:的?(电话|联系电话|手机))?$")


@lru_cache(maxsize=256)
def contact_field(role: Role, part: str, index: int = 1) -> Field:
    """The field of the ``index``-th (from 1) contact of ``role``; ``part`` is ``name`` or ``phone``."""
    suffix = "" if index == 1 else str(index)
    heading = f"{role.value}{suffix}" + ("电话" if part == "phone" else "")
    kind = Kind.PHONE if part == "phone" else Kind.NAME
    column = "phone" if part == "phone" else "contact"
    return Field(f"{role.prefix}{suffix}.{part}", heading, column, kind, carries=True, role=role, index=index)


RESPONSIBLE_NAME = contact_field(Role.RESPONSIBLE, "name")
RESPONSIBLE_PHONE = contact_field(Role.RESPONSIBLE, "phone")
LIAISON_NAME = contact_field(Role.LIAISON, "name")
LIAISON_PHONE = contact_field(Role.LIAISON, "phone")

# The fields that every entry has, in the order in which a form shows them.
FIELDS: tuple[Field, ...] = (
    RESPONSIBLE_NAME, RESPONSIBLE_PHONE, LIAISON_NAME, LIAISON_PHONE, PROGRESS, PROBLEMS, DEADLINE,
)

_FIXED = {field.key: field for field in FIELDS}


def is_field(key: str) -> bool:
    return key in _FIXED or bool(_CONTACT_KEY.match(key))


@lru_cache(maxsize=256)
def field_for(key: str) -> Field:
    """The field of that key, numbered contacts included; UsageError names the keys there are."""
    if key in _FIXED:
        return _FIXED[key]
    found = _CONTACT_KEY.match(key)
    if not found:
        known = "、".join(_FIXED)
        raise UsageError(f"没有“{key}”这个栏目，请用其中之一：{known}。")
    role = Role.RESPONSIBLE if found[1] == "responsible" else Role.LIAISON
    return contact_field(role, found[3], int(found[2] or 1))


def field_named(name: str) -> Field:
    """As a person writes it: the key, the name on screen (联系人2电话), or another heading of its column. UsageError for what
    there is not, and for the name of a column that holds several."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    if is_field(plain.lower()):
        return field_for(plain.lower())
    if found := _CONTACT_NAME.match(plain):
        role = Role(found[1])
        return contact_field(role, "phone" if found[3] else "name", int(found[2] or 1))
    columns = [column for column in COLUMNS if plain in (column.key, column.heading, *column.synonyms)]
    meant = [field for field in FIELDS if any(field.column == column.key for column in columns)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(f"“{name}”不止一处，请写明是哪一处：{'、'.join(field.heading for field in meant)}。")
    raise UsageError(f"没有“{name}”这个栏目，请用其中之一：{'、'.join(field.heading for field in FIELDS)}。")


def sort_key(key: str) -> tuple[int, int, str]:
    """Order of field keys on screen and paper: contacts by role and number, then progress, problems, deadline."""
    field = field_for(key)
    if field.role is None:
        return (2, [PROGRESS.key, PROBLEMS.key, DEADLINE.key].index(key), key)
    return (0 if field.role is Role.RESPONSIBLE else 1, field.index, key)
