"""Parts of 清单变更 about tasks: added, renamed, retired."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import What
from qcapp.domain.plan import Plan, Task
from ui.dialogs.amend_part import AmendPart, ChoiceCombo, NameLine
from ui.widgets.labels import WrappedLabel


class AddTaskPart(AmendPart):
    title = "新增重点任务"
    word = "新增"
    help = "单位和任务"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = NameLine("任务名称", "和清单里印的一样，带序号，如：二十.优化融资服务")
        self.after = ChoiceCombo("排在哪一项之后")
        self.rows.add("heading", "任务名称(&N)", self.heading)
        self.rows.add("after", "排在(&P)", self.after)
        self.heading.textChanged.connect(self.changed)
        self.after.currentIndexChanged.connect(self.changed)

    def offer(self, plan: Plan) -> None:
        self.after.offer([(None, "清单的最后"), *((each.order, f"“{each.heading}”之后") for each in plan.tasks)])

    def faults(self) -> dict[str, str]:
        return {} if self.heading.words else {"heading": "请写任务名称。"}

    def whats(self) -> tuple[What, ...]:
        after = self.after.value
        return (kinds.AddTask(self.heading.words, after=after if isinstance(after, int) else None),)


class RenameTaskPart(AmendPart):
    word = "修改"
    help = "单位和任务"

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self.title = "修改重点任务的名称"
        self.heading = NameLine("任务名称", "和清单里印的一样，带序号")
        self.heading.setText(task.heading)
        self.rows.add("heading", "任务名称(&N)", self.heading)
        self.heading.textChanged.connect(self.changed)

    def faults(self) -> dict[str, str]:
        if not self.heading.words:
            return {"heading": "请写任务名称。"}
        return {"heading": "还是原来的名称，请改后再试。"} if self.heading.words == self.task.heading else {}

    def whats(self) -> tuple[What, ...]:
        return (kinds.RenameTask(self.task.order, self.heading.words),)


class RetireTaskPart(AmendPart):
    title = "停用重点任务"
    word = "停用"
    help = "单位和任务"

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self.heading = WrappedLabel(task.heading, "quote")
        self.heading.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.add("heading", "重点任务", self.heading)

    def whats(self) -> tuple[What, ...]:
        return (kinds.RetireTask(self.task.order),)
