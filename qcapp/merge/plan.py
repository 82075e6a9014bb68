"""The merge plan: every field of every returned file, with base, ours, theirs and a decision.

The plan owns the decisions; the window's table only shows it. Nothing here touches the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from qcapp.domain.fields import PROGRESS
from qcapp.domain.forms import Note, Place, ReturnedFile
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.period import Period
from qcapp.domain.text import blank
from qcapp.merge.diff import Verdict, equal, keep_both
from qcapp.merge.questions import NO_ANSWERS, Answers, Ask, Certainty, Question

SKIPPED = "已跳过"
"""What is said of a file that asks for nothing, and how its sentence ends."""


class Decision(Enum):
    """What is to be written; the value is the command line's word."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    TYPED = "typed"
    ASIDE = "aside"
    HOLD = "hold"

    @property
    def label(self) -> str:
        return {
            "ours": "用台账", "theirs": "用来表", "both": "两段都保留", "typed": "手工填写", "aside": "用旁注",
            "hold": "暂不处理",
        }[self.value]


class Outcome(Enum):
    """What a file comes to; the value is the contract's word, ``label`` the screen's."""

    MERGED = "merged"
    CONFLICT = "conflict"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            "merged": "可合并", "conflict": "冲突", "unchanged": "无变化", "duplicate": "与已收相同", "refused": "不能读取",
        }[self.value]


@dataclass(slots=True)
class FieldPlan:
    """One field of one returned file. ``base`` is None where nothing had been sent (a hand-made table)."""

    key: CellKey
    base: str | None
    ours: str
    theirs: str
    verdict: Verdict
    place: Place
    decision: Decision
    typed: str = ""
    remark: str = ""
    """Why the verdict is what it is, in a few Chinese words; "" when plain."""
    superseded: bool = False
    """A return received later, merged before or of the same go, says something of its own."""
    rival: bool = False
    """Another file of the same go, received the same day, says something else."""
    unclear: bool = False
    """Whether the words are meant for this field at all is the question: the cell is merged over several measures, or the
    words stand beside it."""
    informs: bool = True
    """Whether the return says something here that its form did not carry."""
    aside: str = ""
    """Words beside the cell (a comment, a text box) that a person may take."""
    offered: str = ""
    """Last month's words that the form had in this cell: they were printed, and are no base."""
    answered: bool = False
    """Whether the base is what the unit said in an earlier return of the month."""
    copied: bool = False
    """Whether it is last month's text word for word, and so not 合格."""
    told: bool = False
    """Whether what the ledger says was written for that very month out of a return."""
    asked: HeldConflict | None = None
    """The conflict that waits already, in which the unit says the same: it is asked once, out of all of these returns."""

    @property
    def result(self) -> str:
        """The text that the ledger will show, if no other file of the go has a say."""
        return self.result_on(self.ours)

    def result_on(self, now: str) -> str:
        """What the decision makes of the text that stands there now."""
        decision = self.decision  # asked several times of each of a month's fields
        if decision is Decision.THEIRS:
            return self.theirs
        if decision is Decision.OURS or decision is Decision.HOLD:
            return now
        if decision is Decision.BOTH:
            return keep_both(self.key.field, now, self.theirs)
        return self.typed if decision is Decision.TYPED else self.aside

    def repeats(self, now: str) -> bool:
        """Whether the return says in its own cell what stands there now, out of another return: the words are its as well."""
        said = self.told and now == self.ours and not blank(self.theirs) and not self.open
        return said and equal(self.key.field, now, self.theirs)

    @property
    def as_sent(self) -> bool:
        """Whether only the ledger has moved since the form was sent."""
        return self.verdict is Verdict.OURS and equal(self.key.field, self.base or "", self.theirs)

    @property
    def conflict(self) -> bool:
        return self.verdict is Verdict.CONFLICT

    @property
    def open(self) -> bool:
        """A conflict that nobody has decided."""
        return self.verdict is Verdict.CONFLICT and self.decision is Decision.HOLD

    @property
    def changes(self) -> bool:
        if self.decision is Decision.THEIRS:  # as of most that came
            return self.theirs != self.ours
        return self.result_on(self.ours) != self.ours


Decided = tuple[list[Decision], list[str]]
"""The decision of each field of a file, and the words typed for it."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture in a returned form, to be kept beside it: a ``part`` of its container, of the measure ``no`` where it stands
    in a measure's rows."""

    name: str
    no: int | None
    origin: str
    part: str


@dataclass(slots=True)
class FilePlan:
    """One returned file, or one unit's part of it, and what it was taken for.

    ``evidence``: one sentence on how it was recognised, and ``certainty`` how sure that is. ``questions`` only a person can
    settle; ``answers`` are those given so far. ``kept``: the file goes into the ledger whole, as an attachment of the unit's
    return, though no table was read from it. ``enclosed``: 佐证材料 and pictures that come with it.
    """

    file: ReturnedFile
    received: date
    outcome: Outcome
    unit: str | None = None
    period: Period | None = None
    form_id: str | None = None
    reason: str | None = None
    evidence: str = ""
    fields: list[FieldPlan] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    certainty: Certainty | None = None
    questions: list[Question] = field(default_factory=list)
    answers: Answers = NO_ANSWERS
    kept: bool = False
    enclosed: list[Enclosure] = field(default_factory=list)
    corrects: str | None = None
    """SHA-256 of the earlier return that this one mends."""
    belongs: int | None = None
    """The measure that a kept file belongs to; None for the unit's whole return."""
    with_return: str | None = None
    """SHA-256 of the form that a kept file came with, as 佐证材料."""
    silent: bool = False
    """A unit of a district's ledger that says nothing in the month: no return, and nothing to ask. ``reason`` says so."""

    @property
    def asked(self) -> bool:
        """Whether nothing of it can be merged before a person has answered."""
        return any(question.blocking and question.waits for question in self.questions)

    @property
    def unread(self) -> bool:
        """A unit's return that is kept whole though nothing could be read from it: to be typed in, or sent again."""
        return self.kept and self.with_return is None

    @property
    def unqualified(self) -> int:
        """Measures that will not count as 合格 by what the unit wrote of them."""
        return len({note.no for note in self.notes if note.code == "unqualified"})

    @property
    def skipped(self) -> bool:
        """Litter of the system or of an office program, which asks for nothing: its sentence ends so."""
        return self.outcome is Outcome.REFUSED and (self.reason or "").endswith(f"{SKIPPED}。")

    @property
    def waits(self) -> bool:
        """Whether something of it waits for a person: a conflict, a file that was not read, a row that nobody could place."""
        asked = any(question.waits and question.ask is Ask.ROW for question in self.questions)
        return bool(self.open) or asked or (self.outcome is Outcome.REFUSED and not self.skipped)

    @property
    def blank(self) -> bool:
        """A form that came back without a word of the unit: no progress, and elsewhere just what was sent."""
        if not self.recorded or not self.fields:
            return False
        return not any(
            (each.key.field == PROGRESS.key and each.theirs.strip()) or not (each.verdict is Verdict.UNCHANGED or each.as_sent)
            for each in self.fields
        )

    @property
    def recorded(self) -> bool:
        """Whether applying the plan puts the file into the ledger, as a form that was read or whole."""
        return self.kept or (not self.silent and self.outcome in (Outcome.MERGED, Outcome.CONFLICT, Outcome.UNCHANGED))

    @property
    def changed(self) -> int:
        return len([each for each in self.fields if each.changes])

    @property
    def conflicts(self) -> list[FieldPlan]:
        return [each for each in self.fields if each.verdict is Verdict.CONFLICT]

    @property
    def open(self) -> list[FieldPlan]:
        return [each for each in self.fields if each.verdict is Verdict.CONFLICT and each.decision is Decision.HOLD]

    @property
    def decided(self) -> Decided:
        """What its fields are to become, to tell whether a person has decided otherwise since."""
        return [each.decision for each in self.fields], [each.typed for each in self.fields]

    @property
    def status(self) -> str:
        """A few words for the file list: 可合并 5, 冲突 2, 与已收相同."""
        if self.outcome is Outcome.DUPLICATE:
            return self.outcome.label
        if self.file.locked and not self.kept and self.outcome is Outcome.REFUSED:
            return "要密码"
        if self.asked:
            return "待确认"
        if self.silent:
            return "没有填报"
        if self.kept:
            return "佐证材料" if self.with_return else "请重发" if self.file.broken else "待录入"
        if waiting := self.open:
            return f"冲突 {len(waiting)}"
        if self.outcome in (Outcome.MERGED, Outcome.CONFLICT, Outcome.UNCHANGED):
            return f"可合并 {changed}" if (changed := self.changed) else "无变化"
        return SKIPPED if self.skipped else self.outcome.label

    def by_measure(self) -> Iterator[tuple[int, list[FieldPlan]]]:
        """Fields grouped by measure number, in the file's order."""
        groups: dict[int, list[FieldPlan]] = {}
        for each in self.fields:
            groups.setdefault(each.key.no, []).append(each)
        yield from groups.items()


@dataclass(slots=True)
class MergePlan:
    """All files of one go."""

    files: list[FilePlan]

    def decide_all(self, decision: Decision) -> None:
        """Give every conflict that still waits the same decision. Two files that disagree go on waiting for “theirs”:
        neither is more theirs than the other. Words that may not be meant for their field are taken one by one only."""
        for file in self.files:
            for each in file.open:
                takes = decision in (Decision.THEIRS, Decision.BOTH)
                if not ((each.rival and decision is Decision.THEIRS) or (each.unclear and takes)):
                    each.decision = decision

    @property
    def mergeable(self) -> list[FilePlan]:
        """Forms that applying the plan will record, and files that it will keep."""
        return [file for file in self.files if file.recorded]

    @property
    def changed(self) -> int:
        return sum(file.changed for file in self.mergeable)

    @property
    def open(self) -> int:
        return sum(len(file.open) for file in self.mergeable)
