"""What is told of the program itself once the window stands: a ledger upgraded, files that lack, where data lies, old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from qcapp.built import contents_folder
from qcapp.domain.sizes import size_words
from qcapp.places import FROZEN, data_place
from qcapp.unzipped import OtherVersion, ProgramFiles, looked_through, other_versions
from ui.aside import Aside

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_PLACE_KEY: Final = "start/told_place"
_OTHERS_KEY: Final = "start/told_versions"


class ProgramWords(QObject):
    """Of one window. What stays as it is, is told once and not at each start; what lacks is told each time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.aside = Aside(self)

    def tell(self, upgraded: str = "") -> None:
        """``upgraded``: of the ledger that was just opened, and where the backup lies."""
        notice, place = self._window.notice, data_place()
        if upgraded:
            notice.show_info_in_turn(upgraded)
        if place.told and self._is_new(_PLACE_KEY, place.told):
            notice.show_warning_in_turn(place.told)
        if FROZEN:  # 400 files on a stick take their time
            self.aside.ask(lambda: (looked_through(read=False), other_versions()), self._found)

    def _found(self, found: tuple[ProgramFiles, tuple[OtherVersion, ...]]) -> None:
        files, others = found
        if files.missing or not files.total:
            self._window.notice.show_warning_in_turn(f"程序文件{'不全' if files.missing else '可能不全'}：{files.words}。")
        names = "|".join(each.path.name for each in others)
        if others and self._is_new(_OTHERS_KEY, f"{contents_folder().name}:{names}"):
            self._window.notice.show_info_in_turn(f"{others_words(others)}。")

    def _is_new(self, key: str, told: str) -> bool:
        settings = self._window.settings
        if settings is None or settings.value(key) == told:
            return False
        settings.setValue(key, told)
        return True


def others_words(others: tuple[OtherVersion, ...]) -> str:
    listed = "、".join(f"“{each.path.name}”（{size_words(each.size)}）" for each in others)
    return f"程序文件夹里还留着另一个版本的 {listed}，现在这一版用不到，确认不再换回去就可以删除"
