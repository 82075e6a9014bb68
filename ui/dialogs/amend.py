"""清单变更: one change of the list, from a month on, with its reason and a look at what it will do. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.amendments import What
from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.services.plan_preview import AmendmentPreview
from ui.dialogs.amend_part import AmendPart, ChoiceCombo, FieldRows, NameLine
from ui.help.key import help_by_f1
from ui.latest import Latest
from ui.models.amend_words import preview_html
from ui.models.plan_words import sentences
from ui.placing import fitted, room_of
from ui.theme import MUTED, Tone, set_role
from ui.widgets.linked_text import LinkedText
from ui.widgets.scrolled import scrolled

if TYPE_CHECKING:
    from ui.tasks import TaskRunner

_SIZE: Final = (1020, 560)
_NO_REASON: Final = "请写明理由，如文号或会议；以后查起来才知道为什么改。"
_NOTHING: Final = "填好以后，这里会列出改前改后、台账里多出和不再有的行，以及不再相符的下发表。"

Preview = Callable[[Period, str, Sequence[What], Sequence[str]], AmendmentPreview]


@dataclass(frozen=True, slots=True)
class AmendOffer:
    """``months`` can be chosen from, ``first`` to begin with; ``sent``: those with forms out already."""

    months: tuple[Period, ...]
    first: Period
    sent: frozenset[Period]
    plan_of: Callable[[Period], Plan]
    preview: Preview


class AmendDialog(QDialog):
    """``choice``: what was previewed last and agreed on, None for 取消. Troubles stand at their fields once these were filled
    in, or the button was pressed."""

    def __init__(self, part: AmendPart, offer: AmendOffer, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part, self._offer = part, offer
        self.choice: AmendmentPreview | None = None
        self._asked: object = None
        self._seen: tuple[object, AmendmentPreview | ExpectedError] | None = None
        self._tried = self._accepting = False
        self._latest = Latest(tasks, "看变更的结果", self)
        self.setWindowTitle(part.title)
        self.since = ChoiceCombo("从哪个月起")
        self.reason = NameLine("理由", "如：市营商办〔2021〕12号；区委编办关于机构调整的通知")
        self.rows = FieldRows()
        self.preview = LinkedText("会改变什么")
        self.buttons = QDialogButtonBox()
        self._lay_out()
        self.since.offer([(month, self._month_words(month)) for month in offer.months])
        self.since.choose(offer.first)
        part.show_plan(offer.plan_of(offer.first))
        self._connect()
        help_by_f1(self, "plan", part.help)
        self._follow()
        self._first_field().setFocus()
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())

    @classmethod
    def ask(
        cls, parent: QWidget | None, part: AmendPart, offer: AmendOffer, tasks: TaskRunner
    ) -> AmendmentPreview | None:
        dialog = cls(part, offer, tasks, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    @property
    def month(self) -> Period:
        month = self.since.value
        assert isinstance(month, Period)
        return month

    @property
    def busy(self) -> bool:
        return self._latest.busy

    @Slot()
    def accept(self) -> None:
        """By the button or Enter: what is missing is told where it is missing."""
        self._tried = True
        faults = self._faults()
        self._show_faults(faults)
        if faults:
            return
        if self._seen is not None and self._seen[0] == self._state():
            self._agree(self._seen[1])
        else:
            self._accepting = True
            self._ask(pause=0)

    def _agree(self, seen: AmendmentPreview | ExpectedError) -> None:
        if isinstance(seen, AmendmentPreview) and not seen.troubles:
            self.choice = seen
            super().accept()

    def _state(self) -> tuple[object, ...]:
        return self.month, self.reason.words, self.part.whats(), self.part.carry()

    def _faults(self) -> dict[str, str]:
        """Told before the list is asked: of this dialog and of its part."""
        return {**({} if self.reason.words else {"reason": _NO_REASON}), **self.part.faults()}

    def _show_faults(self, faults: dict[str, str], guards: dict[str, str] | None = None) -> None:
        told = {**(faults if self._tried else {}), **(guards or {})}
        for rows in (self.rows, self.part.rows):
            for key in rows.notes:
                rows.say(key, told.get(key, ""))

    @Slot()
    def _month_chosen(self) -> None:
        self.part.show_plan(self._offer.plan_of(self.month))
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """What was said may be otherwise: look anew, when the keys rest."""
        self._accepting = False
        self._ask()

    def _ask(self, pause: int = 250) -> None:
        self._show_faults(self._faults())
        if self.part.faults() or not self.part.whats():
            self._latest.drop()
            self._seen = None
            self.preview.show_words(lambda: sentences([_NOTHING], MUTED))
            return
        asked = self._state()
        month, reason, whats, carry = self.month, self.reason.words, self.part.whats(), self.part.carry()
        preview = self._offer.preview
        self._asked = asked

        def work(progress: object) -> tuple[object, AmendmentPreview | ExpectedError]:
            try:
                return asked, preview(month, reason or "（理由）", whats, carry)
            except ExpectedError as error:
                return asked, error

        self._latest.ask(work, pause=pause)

    @Slot(object)
    def _looked(self, seen: tuple[object, AmendmentPreview | ExpectedError]) -> None:
        self._seen = seen
        result = seen[1]
        if isinstance(result, ExpectedError):
            self._show_faults(self._faults(), {self.part.main_field(): str(result)})
            self.preview.show_words(lambda: sentences([str(result)], Tone.BAD.text.name()), top=True)
        else:
            self._show_preview(result)
        if self._accepting:
            self._accepting = False
            self._agree(result)

    def _show_preview(self, result: AmendmentPreview) -> None:
        """A month's guard stands at the month, the list's at the field that it is about."""
        late = [each for each in result.troubles if each in result.late]
        other = [each for each in result.troubles if each not in result.late]
        guards = {"since": " ".join(late), self.part.main_field(): " ".join(other)}
        self._show_faults(self._faults(), {key: words for key, words in guards.items() if words})
        self.preview.show_words(lambda: preview_html(result))

    def _first_field(self) -> QWidget:
        """Of the part, else the reason: the month is mostly right."""
        tab = Qt.FocusPolicy.TabFocus
        fields = [each for each in self.part.findChildren(QWidget) if each.focusPolicy() & tab and not each.isHidden()]
        return self.part.first or next((each for each in fields if each.isEnabled()), self.reason)

    def _month_words(self, month: Period) -> str:
        return f"{month.label}（已下发）" if month in self._offer.sent else month.label

    def _lay_out(self) -> None:
        heading = QLabel(self.part.title)
        set_role(heading, "title")
        self.rows.add("since", "自何月起(&M)", self.since)
        self.rows.add("reason", "理由(&R)", self.reason)
        left = QWidget()
        fields = QVBoxLayout(left)
        fields.setContentsMargins(0, 0, 8, 0)
        fields.setSpacing(8)
        fields.addLayout(self.rows)
        fields.addWidget(self.part)
        fields.addStretch(1)
        box = QFrame()
        set_role(box, "quiet")
        told = QVBoxLayout(box)
        told.setContentsMargins(10, 8, 6, 8)
        word = QLabel("会改变什么")
        set_role(word, "heading")
        told.addWidget(word)
        told.addWidget(self.preview, 1)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(scrolled(left), 11)
        both.addWidget(box, 9)
        self.act = self.buttons.addButton(self.part.word, QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.act, "primary")
        self.act.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(10)
        column.addWidget(heading)
        column.addLayout(both, 1)
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.since.currentIndexChanged.connect(self._month_chosen)
        self.reason.textChanged.connect(self._follow)
        self.part.changed.connect(self._follow)
        self._latest.done.connect(self._looked)
