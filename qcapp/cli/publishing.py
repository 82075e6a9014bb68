"""Commands that bring a table out: export to a file, print on paper; the official one, or a view that is said in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from qcapp.cli.answer import Answer
from qcapp.cli.page_words import GROUPS
from qcapp.domain.errors import UsageError
from qcapp.domain.page_setup import Orientation, PageSetup
from qcapp.domain.plan import Plan
from qcapp.domain.views import LedgerView
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import AnyTable, GroupLine, ListTable
from qcapp.places import COMMAND
from qcapp.services import Services

T = TypeVar("T")

def export(services: Services, args: argparse.Namespace) -> Answer:
    view, publish = _view(services, args), services.publish
    path = publish.export(args.out, args.period, units=args.unit, view=view, paper=_paper(args), setup=_setup(services, args))
    return Answer({"file": str(path)}, [f"{'细化表' if view is None else '视图'}已写到 {path}。"])


def print_table(services: Services, args: argparse.Namespace) -> Answer:
    publish = services.publish
    if args.list_printers:
        names = publish.printers()
        lines = [f"{name}{'（默认）' if place == 0 else ''}" for place, name in enumerate(names)]
        return Answer({"printers": list(names)}, lines or ["这台电脑没有装打印机。"])
    if args.period is None:
        raise UsageError(f"命令写法不对：缺少 --period，请用 {COMMAND} print --help 查看写法。")
    view, setup = _view(services, args), _setup(services, args)
    table: AnyTable
    if view is None:
        table = publish.official(args.period, units=args.unit, paper=_paper(args), setup=setup)
    else:
        table = publish.view(args.period, view, paper=_paper(args), setup=setup)
    printer = publish.print(table, args.printer or "", copies=args.copies)
    return Answer({"printer": printer, "rows": _rows(table)}, [f"已送到打印机“{printer}”。"])


def _rows(table: AnyTable) -> int:
    if isinstance(table, ListTable):
        return sum(not isinstance(row, GroupLine) for row in table.rows)
    return len(table.blocks)


def _paper(args: argparse.Namespace) -> Paper | None:
    return Paper[args.paper] if args.paper else None


def _setup(services: Services, args: argparse.Namespace) -> PageSetup:
    """What the settings say, but for what is said here."""
    setup = services.publish.page_setup()
    if args.orientation:
        setup = replace(setup, orientation=Orientation(args.orientation))
    if args.margins:
        setup = replace(setup, margins=args.margins)
    return replace(setup, scale=args.scale) if args.scale else setup


def _view(services: Services, args: argparse.Namespace) -> LedgerView | None:
    """None: the official table. A filter adds to what the saved view says; columns and grouping take its place."""
    asked = args.task or args.state or args.columns or args.group or args.find
    if not asked and args.view is None:
        return None
    plan = services.look.plan(args.period)
    view = services.views.named(args.view, args.period) if args.view is not None else LedgerView()
    wanted = view.filter
    wanted = replace(
        wanted,
        units=_joined(wanted.units, (plan.unit_named(name) for name in args.unit)),
        tasks=_joined(wanted.tasks, (_task(plan, number) for number in args.task)),
        states=_joined(wanted.states, map(_state, args.state)), words=args.find or wanted.words,
    )
    columns = tuple(map(_column, args.columns)) if args.columns else view.columns
    return replace(view, filter=wanted, columns=columns, grouping=GROUPS[args.group] if args.group else view.grouping)


def _joined(before: Sequence[T], more: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _task(plan: Plan, number: int) -> int:
    if number not in {task.order for task in plan.tasks}:
        raise UsageError(f"没有第 {number} 项重点任务，清单里是 1 到 {len(plan.tasks)}，请改一改序号。")
    return number


def _state(text: str) -> str:
    """A state's key or its word."""
    from qcapp.publish.view_rows import STATES

    for key, word in STATES.items():
        if text.strip() in (key, word):
            return key
    known = "、".join(f"{key}（{word}）" for key, word in STATES.items())
    raise UsageError(f"没有“{text}”这种状态，请用其中之一：{known}。")


def _column(text: str) -> str:
    """A column's key or its heading."""
    from qcapp.publish.view_columns import VIEW_COLUMNS, view_column

    for column in VIEW_COLUMNS:
        if text in (column.key, column.heading):
            return column.key
    return view_column(text).key
