"""工具 → 设置: every setting of the work, page by page, drawn from the one catalogue. Answers what changed, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.plan import Plan
from qcapp.domain.settings import GROUPS, OFFICE, SETTINGS, Setting, SettingKind
from qcapp.ports import Progress
from ui.dialogs.settings_due import DuePage
from ui.dialogs.settings_groups import GroupsPage
from ui.dialogs.settings_lamps import LampsPage
from ui.dialogs.settings_page import FieldsPage, SettingsPage, note
from ui.dialogs.settings_rules import RulesPage
from ui.dialogs.settings_score import ScorePage
from ui.help.key import help_by_f1
from ui.placing import fitted, room_of
from ui.tasks import TaskRunner
from ui.theme import Tone, set_role, set_tone
from ui.when_asked import WhenAsked
from ui.widgets.labels import ElidedLabel
from ui.widgets.scrolled import scrolled
from ui.writing import why_not, writes

_SIZE: Final = (900, 620)
_LIST_WIDTH: Final = 136
_ITEM_HEIGHT: Final = 34
_SCORE, _GROUPS, _LAMPS, _RULES, _DUE, _PAPER = "得分", GROUPS.heading, "亮灯", "合格规则", "报送", "公文"
_CLERK: Final = "经办人"
# Of this machine, not of the ledger: two clerks may share one.
CLERK: Final = Setting(
    "clerk.name", "经办人姓名", _CLERK, SettingKind.LINE,
    help="写在历史里每一次改动的后面。只记在这台电脑上，不随台账走；不填就用这台电脑的用户名。",
)
_ORDER: Final = (_DUE, _SCORE, _GROUPS, _LAMPS, _RULES, _PAPER)


@dataclass(frozen=True, slots=True)
class SettingsOffer:
    """``values``: what the ledger has. ``plan``: of the month shown. ``year``: the present one.

    ``broken``: counts, by rule's key, the entries of the month that break it; called once, off the GUI thread, when the page of
    the rules is first shown. ``clerk``: the name given on this machine; ``usual_clerk``: what stands in its place without one.
    """

    values: Mapping[str, str]
    plan: Plan
    year: int
    broken: Callable[[], Mapping[str, int]]
    clerk: str = ""
    usual_clerk: str = ""


class SettingsDialog(QDialog):
    """Pages are made when they are first shown. ``save_requested(changes)``: setting's key → value, of those that changed. Who
    saves calls ``accept`` or ``refuse``."""

    save_requested = Signal(dict)

    def __init__(self, offer: SettingsOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "settings")
        self._offer = offer
        self.setWindowTitle("设置")
        self.list = QListWidget()
        self.pages = WhenAsked(self._add)
        self._stack, self._shown = QStackedWidget(), dict[SettingsPage, QWidget]()
        self._before: dict[str, str] = {}
        self._tasks = TaskRunner(self)
        self.defaults = QPushButton("恢复本页默认(&D)")
        self.hint = ElidedLabel()
        self.buttons = QDialogButtonBox()
        for title in page_titles():
            QListWidgetItem(title, self.list).setSizeHint(QSize(0, _ITEM_HEIGHT))
        self._lay_out()
        self._connect()
        self.list.setCurrentRow(0)
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())

    @property
    def changes(self) -> dict[str, str]:
        """What differs from how the dialog began."""
        return {key: value for key, value in self._values().items() if value != self._before[key]}

    @property
    def page(self) -> SettingsPage:
        return self.pages[page_titles()[self.list.currentRow()]]

    def show_page(self, title: str) -> None:
        self.list.setCurrentRow(page_titles().index(title))

    def done(self, result: int) -> None:
        """Nothing is called back any more."""
        self._tasks.shut_down()
        super().done(result)

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why, and keep all as it stands."""
        self._say(sentence)

    @Slot()
    def reject(self) -> None:
        """By 取消, Esc or the window's own cross: what was changed is not thrown away without a question."""
        for page in self.pages.values():
            page.end_editing()
        changed = [title for title, page in self.pages.items() if any(key in self.changes for key in page.values())]
        answer = self._asked(changed) if changed else "leave"
        if answer == "leave":
            super().reject()
        elif answer == "save":
            self.save()

    @Slot()
    def save(self) -> None:
        """Nothing is saved while a page has something wrong: the keys go there instead."""
        for page in self.pages.values():
            page.end_editing()
        for title, page in self.pages.items():
            trouble = page.trouble()
            if trouble is not None:
                self.show_page(title)
                trouble.field.setFocus()
                self._say(f"“{title}”页：{trouble.words}")
                return
        changes = self.changes
        if changes:
            self.save_requested.emit(changes)
        else:
            self.reject()

    def _asked(self, changed: Sequence[str]) -> str | None:
        from ui.dialogs.question import Answer, QuestionDialog

        pages = "、".join(f"“{title}”" for title in changed)
        return QuestionDialog.ask(
            self, "设置", "改动还没有保存，要保存吗？", f"改过的是{pages}页，不保存就回到打开设置之前的样子。",
            [Answer("save", "保存"), Answer("leave", "不保存")],
        )

    def _values(self) -> dict[str, str]:
        return {key: value for page in self.pages.values() for key, value in page.values().items()}

    def _add(self, title: str) -> SettingsPage:
        page = self._made(title)
        page.changed.connect(self._changed)
        self._before |= page.values()
        shown: QWidget = page
        if page.scrolls:
            area = scrolled(page)
            shown = area
        set_role(page, "paper")
        self._stack.addWidget(shown)
        self._shown[page] = shown
        if isinstance(page, RulesPage):
            self._count(page)
        return page

    def _made(self, title: str) -> SettingsPage:
        offer, settings = self._offer, settings_of(title)
        match title:
            case "报送":
                return DuePage(title, settings, offer.values, offer.plan, offer.year)
            case "得分":
                return ScorePage(title, settings, offer.values)
            case "亮灯":
                return LampsPage(title, settings, offer.values)
            case "合格规则":
                return RulesPage(offer.values, offer.plan.year)
            case GROUPS.heading:
                return GroupsPage(offer.values, offer.plan)
            case "经办人":
                return FieldsPage(title, (CLERK,), {CLERK.key: offer.clerk}, {CLERK.key: offer.usual_clerk})
            case _:
                page = FieldsPage(title, settings, offer.values, {OFFICE.key: offer.plan.office})
                if title == _PAPER:
                    page.add_below(note("通报的措辞和版头在“通报”页里设置。", "muted"))
                return page

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_LIST_WIDTH)
        set_role(self.list, "pages")
        self.list.setAccessibleName("设置的各页")
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._stack)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.list)
        body.addWidget(card, 1)
        self.defaults.setAutoDefault(False)
        save = self.buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(save, "primary")
        writes(save)
        save.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.defaults)
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addLayout(body, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._turn)
        self.defaults.clicked.connect(self._reset)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)

    def _say(self, words: str, tone: Tone = Tone.BAD) -> None:
        why = "" if words else why_not(self)
        self.hint.setText(words or (f"只能查看，不能保存：{why}" if why else ""))
        self.hint.setToolTip(why)
        set_tone(self.hint, Tone.IDLE if why else tone)

    @Slot(int)
    def _turn(self, row: int) -> None:
        self._stack.setCurrentWidget(self._shown[self.pages[page_titles()[row]]])
        self._say("")

    @Slot()
    def _changed(self) -> None:
        self._say("")

    @Slot()
    def _reset(self) -> None:
        self.page.reset()
        self._say("本页已改成默认值，点“保存”后生效。", Tone.IDLE)

    def _count(self, page: RulesPage) -> None:
        def work(progress: Progress) -> Mapping[str, int]:
            return self._offer.broken()

        self._tasks.run(work, page.show_counts, title="统计", parent=self, quiet=True)


def page_titles() -> tuple[str, ...]:
    """Those with a look of their own, and one for any other group of the catalogue that has something to fill in."""
    others = dict.fromkeys(setting.group for setting in SETTINGS if setting.kind is not SettingKind.DOCUMENT)
    return (*_ORDER, *(group for group in others if group not in _ORDER), _CLERK)


def settings_of(title: str) -> tuple[Setting, ...]:
    """Of a group, those that one line, number or choice says; a DOCUMENT has an editor of its own."""
    return tuple(each for each in SETTINGS if each.group == title and each.kind is not SettingKind.DOCUMENT)
