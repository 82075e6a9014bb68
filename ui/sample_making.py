"""The sample ledger put in its place, before there is a window: copied in a moment, or made in some seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QWidget

from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from qcapp.domain.errors import ExpectedError
    from qcapp.services import Services
    from ui.app import Workplace


def make_sample(workplace: Workplace) -> Services | None:
    """Told how far it is when it takes long, and may be given up: None then. Raises what it failed with."""
    loop, tasks, parent = QEventLoop(), TaskRunner(), QWidget()
    made: list[Services] = []
    failed: list[ExpectedError] = []
    tasks.busy_changed.connect(lambda busy: None if busy else loop.quit())
    tasks.run(workplace.create_sample, made.append, title="准备示例台账", failed=failed.append, parent=parent)
    loop.exec()
    tasks.shut_down()
    parent.deleteLater()
    if failed:
        raise failed[0]
    return made[0] if made else None
