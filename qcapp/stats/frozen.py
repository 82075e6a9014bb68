"""Figures as the JSON document that a 通报 keeps, and back: every fact, and every number as it was printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.period import Period
from qcapp.stats.figures import EntryFact, Fault, Figures, Standing, Tally, TaskFigures, UnitFigures

FORMAT = 1

_BROKEN = "印发时存下的数据已损坏，读不出来，请用“工具 → 诊断…”核对，必要时用备份恢复。"
_NEWER = "印发时存下的数据是用更新的版本写的，请升级程序后再看。"
_COUNTS = tuple(each.name for each in fields(Tally) if each.name != "deducted")


def dump(figures: Figures) -> str:
    """The document; ``load`` makes equal figures of it."""
    document = {
        "format": FORMAT,
        "months": [str(month) for month in figures.months],
        "on": figures.on.isoformat(),
        "rules_version": figures.rules_version,
        "settings": dict(figures.settings),
        "total": _tally_out(figures.total),
        "units": [_unit_out(unit) for unit in figures.units],
        "tasks": [
            {"order": task.order, "heading": task.heading, "tally": _tally_out(task.tally)} for task in figures.tasks
        ],
        "facts": [_fact_out(fact) for fact in figures.facts],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Figures:
    """The figures as they were frozen. LedgerError, with a sentence, for a document that is broken or of a newer format."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise LedgerError(_BROKEN) from None
    if not isinstance(said, dict) or type(said.get("format")) is not int or said["format"] < 1:
        raise LedgerError(_BROKEN)
    if said["format"] > FORMAT:
        raise LedgerError(_NEWER)
    try:
        return _figures_in(said)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, UsageError):
        raise LedgerError(_BROKEN) from None


def _figures_in(said: Mapping[str, Any]) -> Figures:
    months = tuple(Period.parse(_text(month)) for month in said["months"])
    if not months:
        raise ValueError("no month")
    return Figures(
        months=months,
        on=date.fromisoformat(said["on"]),
        rules_version=_text(said["rules_version"]),
        settings={_text(key): _text(value) for key, value in said["settings"].items()},
        facts=tuple(map(_fact_in, said["facts"])),
        units=tuple(map(_unit_in, said["units"])),
        tasks=tuple(
            TaskFigures(_whole(task["order"]), _text(task["heading"]), _tally_in(task["tally"])) for task in said["tasks"]
        ),
        total=_tally_in(said["total"]),
    )


def _tally_out(tally: Tally) -> dict[str, object]:
    return {name: getattr(tally, name) for name in _COUNTS} | {"deducted": str(tally.deducted)}


def _tally_in(said: Mapping[str, Any]) -> Tally:
    return Tally(**{name: _whole(said[name]) for name in _COUNTS}, deducted=Fraction(_text(said["deducted"])))


def _unit_out(unit: UnitFigures) -> dict[str, object]:
    return {
        "unit": unit.unit, "tally": _tally_out(unit.tally), "standing": _standing_out(unit.standing),
        "before": _standing_out(unit.before) if unit.before else None,
    }


def _unit_in(said: Mapping[str, Any]) -> UnitFigures:
    before = said["before"]
    return UnitFigures(
        _text(said["unit"]), _tally_in(said["tally"]), _standing_in(said["standing"]),
        None if before is None else _standing_in(before),
    )


def _standing_out(standing: Standing) -> dict[str, object]:
    return {
        "score": None if standing.score is None else str(standing.score), "rank": standing.rank,
        "group": standing.group, "group_rank": standing.group_rank,
    }


def _standing_in(said: Mapping[str, Any]) -> Standing:
    score, rank, group_rank = said["score"], said["rank"], said["group_rank"]
    return Standing(
        None if score is None else Decimal(_text(score)), None if rank is None else _whole(rank), _text(said["group"]),
        None if group_rank is None else _whole(group_rank),
    )


def _fact_out(fact: EntryFact) -> dict[str, object]:
    """Without what most facts have not."""
    said: dict[str, object] = {
        "no": fact.no, "unit": fact.unit, "task": fact.task, "period": str(fact.period), "due": fact.due,
        "due_day": fact.due_day.isoformat(), "reported": fact.reported,
        "received": fact.received.isoformat() if fact.received else None, "filled": fact.filled, "cells": fact.cells,
    }
    if fact.first:
        said["first"] = [_fault_out(fault) for fault in fact.first]
    if fact.now:
        said["now"] = [_fault_out(fault) for fault in fact.now]
    if fact.apart:
        said["apart"] = fact.apart
    return said


def _fact_in(said: Mapping[str, Any]) -> EntryFact:
    received = said["received"]
    return EntryFact(
        _whole(said["no"]), _text(said["unit"]), _whole(said["task"]), Period.parse(_text(said["period"])),
        _truth(said["due"]), date.fromisoformat(said["due_day"]), _truth(said["reported"]),
        None if received is None else date.fromisoformat(received), _whole(said["filled"]), _whole(said["cells"]),
        tuple(map(_fault_in, said.get("first", ()))), tuple(map(_fault_in, said.get("now", ()))),
        _text(said.get("apart", "")),
    )


def _fault_out(fault: Fault) -> list[object]:
    return [fault.rule, fault.sentence, fault.hard, fault.weight]


def _fault_in(said: list[Any]) -> Fault:
    rule, sentence, hard, weight = said
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise TypeError("no weight")
    return Fault(_text(rule), _text(sentence), _truth(hard), float(weight))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("no whole number")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("no truth value")
    return value
