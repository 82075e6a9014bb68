"""What an undo will do and has done, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, CellValue, Snapshot
from qcapp.domain.operations import Operation, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.setting_words import setting_name

if TYPE_CHECKING:
    from qcapp.services import Services

_NAMED = 3
UNCHANGED_WORDS = {
    OperationKind.MERGE: "这次操作没有改动填报内容，只登记了收到的文件。",
    OperationKind.RESOLVE: "这次操作没有改动填报内容，只记下了冲突怎样处理。",
    OperationKind.ATTACH: "这次操作只添加或移除了佐证材料，没有改动填报内容。",
    OperationKind.ALIAS: "这次操作只记下了单位的名称，没有改动填报内容。",
    OperationKind.RULING: "这次操作只记下了认定和理由，没有改动填报内容。",
    OperationKind.BULLETIN: "这次操作只记下了印发的通报和当时的数字，没有改动填报内容。",
    OperationKind.PLAN: "这次操作改的是责任清单本身，没有改动填报内容。",
    OperationKind.SETTINGS: "这次操作没有改动填报内容，设置也没有变。",
    OperationKind.UNDO: "这次撤销没有改动填报内容。",
}
# What an undo does where there is no text to bring back.
_INSTEAD = {
    OperationKind.RULING: "这次认定不再算数，之前有过的认定重新有效",
    OperationKind.PLAN: "清单的这些变更不再算数，各月回到变更以前的样子",
    OperationKind.BULLETIN: "这份通报改记为没有印发，当时定下的数字不再保留作对照",
    OperationKind.SETTINGS: "设置改回原来的值，各处按改回的算",
}


class ShownNow:
    """What the ledger shows now, each month read once."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._months: dict[Period, Snapshot] = {}

    def value(self, key: CellKey) -> CellValue | None:
        if key.period not in self._months:
            self._months[key.period] = self._services.look.snapshot(key.period)
        entry = self._months[key.period].entries.get(key.entry)  # its measure may have gone with a change of the list
        return entry.values.get(key.field) if entry else None


def key_words(key: CellKey) -> str:
    """第 11 条 区税务局 进展情况."""
    return f"第 {key.no} 条 {key.unit} {field_for(key.field).heading}"


def undo_words(operation: Operation, changes: int, later: int, repeated: int = 0) -> str:
    """What will happen, before it does. ``repeated``: fields in which it only said what another return says too."""
    first = _outcome(changes, later, repeated) or _INSTEAD.get(operation.kind, "这次操作没有改动填报内容")
    if operation.kind is OperationKind.MERGE:
        first += "；这次收到的文件回到未合并的状态，可以重新收表"
    return f"“{operation.summary}”：{first}。撤销本身也会记在历史里，随时可以恢复。"


def file_undo_words(name: str, unit: str, changes: int, later: int, repeated: int = 0) -> str:
    """What undoing one file of a merge will do, before it does."""
    first = _outcome(changes, later, repeated) or "这份来表没有改动填报内容"
    return (
        f"《{name}》（{unit}）：{first}；这份来表回到未合并的状态，可以重新收表，随它收进来的佐证材料一并移出。"
        "同一次合并的其他来表不受影响。撤销本身也会记在历史里，随时可以恢复。"
    )


def _outcome(changes: int, later: int, repeated: int) -> str:
    """What becomes of so many changed fields, of which ``later`` were changed again since, and of those said by another
    return too; "" when there are none."""
    told = f"{repeated} 处和别的来表报的相同，那份来表还有效就保留" if repeated else ""
    return "；".join(filter(None, (_restored(changes, later), told)))


def _restored(changes: int, later: int) -> str:
    if not changes:
        return ""
    if later >= changes:
        return f"{later} 处改动后来都又改过，全部保留现在的内容"
    if later:
        return f"{changes - later} 处改动恢复为原值；{later} 处后来又改过，保留现在的内容"
    return f"{changes} 处改动全部恢复为原值"


def left_words(left: Sequence[CellKey], settings: Sequence[str] = ()) -> str:
    """The first few fields and settings (by key) that were left alone, and how many there are."""
    words = [*map(key_words, left), *(f"设置“{setting_name(key)}”" for key in settings)]
    named = "、".join(words[:_NAMED])
    return named + (f"等 {len(words)} 处" if len(words) > _NAMED else "")
