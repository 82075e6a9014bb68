"""What the menu does for 交接: the file is written off the GUI thread, and what was received gets a window of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from qcapp.domain.sizes import size_words
from qcapp.ports import Progress

if TYPE_CHECKING:
    from qcapp.domain.handover import HandoverWritten
    from qcapp.services.handover import HandoverService
    from ui.dialogs.handover import HandoverWish
    from ui.dialogs.takeover import Told
    from ui.main_window import MainWindow


def received_words(told: Told) -> str:
    """What stands here now, where the other one is, and what is done next."""
    from ui.desktop import shown_path

    aside = told.received.aside
    kept = f"；刚才的台账另存在 {shown_path(aside)}" if aside else ""
    back = "，要换回来，还在“文件 → 接收交接…”里" if told.received.undoable else ""
    if told.undone:
        return f"已换回接收以前的台账{kept}{back}。"
    return f"已接收交接，从现在起用的就是接过来的台账{kept}{back}；下一步请翻看几个月，和交接单核对以后签字。"


NO_HANDOVER: Final = (
    "共享台账不用交接文件：接手的人在自己的电脑上打开同一本共享台账就行，历史里写着谁做的；要带走一份，用“文件 → 备份到…”。"
)


class Handing(QObject):
    """Slots for the menu. A window that stands alone, without a workplace, has none of this."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {"handover": self.hand_over, "takeover": self.take_over}

    @Slot()
    def hand_over(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.handover import HandoverDialog

        if self._window.ledgers is None or not self._window.flush():
            return
        if self._window.ledgers.workplace.address is not None:
            self._window.notice.show_info(NO_HANDOVER)
            return
        service = self._window.ledgers.workplace.handover()
        wish = HandoverDialog.ask(self._window, documents_folder() / service.suggested_name())
        if wish is not None:
            self._write(service, wish)

    @Slot()
    def take_over(self) -> None:
        if self._window.ledgers is not None:
            self._window.ledgers.take_over()

    def _write(self, service: HandoverService, wish: HandoverWish) -> None:
        self._window.clear_notices()
        who = self._window.services.who

        def work(progress: Progress) -> HandoverWritten:
            done = service.write(wish.out, wish.password, who, progress, wish.to)
            if wish.sheet is not None:
                service.sheet(done, wish.sheet)
            return done

        def told(done: HandoverWritten) -> None:
            self._tell(done, wish.sheet)

        self._window.tasks.run(work, told, title="写交接文件", parent=self._window)

    def _tell(self, done: HandoverWritten, sheet: Path | None) -> None:
        from ui.desktop import shown_path

        said = f"交接文件写好了，已用密码重读核对：{shown_path(done.path)}（{size_words(done.size)}）"
        if sheet is not None:
            self._window.result.show_file(sheet, f"{said}；交接单在旁边，请打印出来双方签字。密码请另行告知。")
        else:
            self._window.result.show_folder(done.path, f"{said}。密码请另行告知。")
