"""The history as a table, for proof: a row for each change, with what stood there before and after and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from qcapp.domain.fields import field_for
from qcapp.domain.operation_words import filter_parts, kind_words, state_words
from qcapp.domain.operations import Change, Operation, OperationFilter, SettingChange
from qcapp.domain.setting_words import setting_name, setting_told
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import GroupLine, ListColumn, ListRow, ListTable
from qcapp.forms.metrics import text_width
from qcapp.merge.origin import decision_words, is_typed

TITLE = "台账操作记录"
_MARK = 16
"""So much of a file's SHA-256 tells it from any other."""
_NOTHING = "没有这样的操作。"


def history_table(
    operations: Sequence[Operation], changes: Sequence[Change], settings: Sequence[SettingChange], wanted: OperationFilter,
    made: datetime,
) -> ListTable:
    """In the order of ``operations``; one that changed no field and no setting has a row with its summary.

    ``made``: as of when.
    """
    by_operation = _by_operation(changes, settings)
    rows = tuple(
        ListRow(cells) for operation in operations
        for cells in _rows(operation, by_operation.get(operation.id, ()))
    )
    told = [words for words, _ in filter_parts(wanted)]
    caption = "；".join((
        f"{'、'.join(told)}" if told else "全部操作", f"{len(operations)} 次操作，{len(changes) + len(settings)} 处改动",
        f"导出于 {made:%Y-%m-%d %H:%M}",
    ))
    return ListTable(TITLE, _COLUMNS, rows or (GroupLine(_NOTHING),), caption, Paper.A3, sheet="历史")


def _column(heading: str, weight: float, *, long: bool = False) -> ListColumn:
    return ListColumn(heading, heading, weight, 0.0 if long else text_width(heading), centred=not long)


_COLUMNS = (
    _column("操作编号", 76), _column("时间", 66), _column("操作", 40), _column("经手人", 44), _column("摘要", 120, long=True),
    _column("状态", 38), _column("报告期", 56), _column("序号", 30), _column("责任单位", 70), _column("栏目", 54),
    _column("原值", 150, long=True), _column("新值", 150, long=True), _column("来表", 90, long=True), _column("收到", 58),
    _column("表中位置", 84, long=True), _column("怎样定的", 52), _column("来表校验码", 70, long=True),
)


def _by_operation(
    changes: Sequence[Change], settings: Sequence[SettingChange]
) -> Mapping[str, list[tuple[bool, tuple[str, ...]]]]:
    """By id: whether each is undone, and what stands in the columns after 状态."""
    found: dict[str, list[tuple[bool, tuple[str, ...]]]] = {}
    for change in changes:
        found.setdefault(change.operation.id, []).append((change.undone, _change(change)))
    for setting in settings:
        told = ("", "", "", f"设置：{setting_name(setting.key)}", *(
            setting_told(setting.key, value) for value in (setting.before, setting.after)
        ), *_NO_FILE)
        found.setdefault(setting.operation.id, []).append((setting.operation.undone, told))
    return found


_NO_FILE = ("",) * 5


def _rows(operation: Operation, written: Sequence[tuple[bool, tuple[str, ...]]]) -> Iterator[tuple[str, ...]]:
    head = (
        operation.id, operation.at.strftime("%Y-%m-%d\n%H:%M:%S"), kind_words(operation), operation.who, operation.summary,
    )
    if not written:
        yield (*head, state_words(operation), *("",) * (len(_COLUMNS) - len(head) - 1))
    for undone, cells in written:
        yield (*head, state_words(operation) or ("已撤销" if undone else ""), *cells)


def _change(change: Change) -> tuple[str, ...]:
    key, source = change.key, change.source
    file = source.file if not is_typed(source) else ""
    return (
        key.period.label, str(key.no), key.unit, field_for(key.field).heading, change.before, change.after, file or "",
        source.received.isoformat() if file and source.received else "",
        source.place.label if file and source.place else "", decision_words(source),
        source.sha256[:_MARK] if file and source.sha256 else "",
    )
