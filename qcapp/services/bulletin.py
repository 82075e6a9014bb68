"""通报: draft it out of the month, write it as docx, keep it as issued with its figures frozen, take it back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path

from qcapp.domain.due import due_day
from qcapp.domain.errors import LedgerError, UnreadableFile, UsageError
from qcapp.domain.operations import Bulletin, NewBulletin, Operation, OperationDraft, OperationKind, UndoResult
from qcapp.domain.period import Period
from qcapp.domain.settings import ANSWER_DAYS, CONTACT, DUE_SHIFT, LETTERHEAD, OFFICE
from qcapp.domain.text import clean
from qcapp.forms.chart_picture import HERE, Drawing
from qcapp.forms.paper import OfficialPaper
from qcapp.forms.safe_write import replace_file
from qcapp.ports import Clock, LedgerStore
from qcapp.publish.bulletin import BulletinMatter, compose_bulletin
from qcapp.publish.bulletin_annexes import annexes_of
from qcapp.publish.late_units import unread_returns
from qcapp.publish.phrases import list_name
from qcapp.publish.wording import Wording, checked, wording_from
from qcapp.services.begun import require_begun
from qcapp.services.moment import at_one_moment
from qcapp.services.names import file_name
from qcapp.services.stats import Issued, StatsService
from qcapp.stats.figures import Figures
from qcapp.stats.frozen import dump

_SUFFIX = ".docx"
_TREND_MONTHS = 12
_NAMED = 30
"""Units in a remark: more than any district has."""


class RemarkKind(Enum):
    """What a remark is about: where it is settled follows from it."""

    YEAR = "year"
    CONFLICTS = "conflicts"
    RUNNING = "running"
    UNREAD = "unread"
    LATE = "late"
    UNMENDED = "unmended"
    ISSUED = "issued"
    DAY = "day"
    PLAN = "plan"
    CONTACT = "contact"
    OFFICE = "office"
    HOLIDAYS = "holidays"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for the clerk. ``units``: those that it is about, where it is about units."""

    kind: RemarkKind
    words: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A 通报 as it would go out. ``notes`` tell the clerk what is not settled. ``corrects``: whether it corrects one that is out
    already. ``offered``: (key, name) of the annexes and charts that it has or could have."""

    paper: OfficialPaper
    figures: Figures
    notes: tuple[Remark, ...] = ()
    corrects: bool = False
    offered: tuple[tuple[str, str], ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """The sentences of its notes."""
        return tuple(note.words for note in self.notes)

    @property
    def period(self) -> Period:
        return self.figures.period

    @property
    def title(self) -> str:
        """On one line."""
        return self.paper.title.replace("\n", "")


class BulletinService:
    def __init__(
        self, store: LedgerStore, clock: Clock, who: str, stats: StatsService, drawing: Drawing = HERE
    ) -> None:
        self._store, self._clock, self._who, self._stats, self._drawing = store, clock, who, stats, drawing

    def draft(
        self,
        period: Period,
        on: date | None = None,
        day: date | None = None,
        wording: Wording | Mapping[str, str] | None = None,
        *,
        number: str | None = None,
        without: Iterable[str] = (),
    ) -> Draft:
        """The 通报 of that month by the figures as of ``on`` (today when not said), dated ``day`` (today when not said). All
        that it says is of one moment of the ledger. Months before are shown as they were issued, where they were.
        UsageError for a month of which there is nothing yet.

        ``wording``: texts by full key instead of those in the settings, to look at before they are kept; UsageError for one
        that can't be used. ``number``: 发文字号 instead of the one there. ``without``: keys of ``Draft.offered`` left out.
        """
        matter, notes = at_one_moment(self._store, lambda: self._told(period, on, day or self._clock.today(), wording))
        require_begun(matter.snapshot, "通报")
        matter = replace(matter, number=number, without=frozenset(without))
        return Draft(compose_bulletin(matter), matter.figures, notes, matter.corrects, annexes_of(matter).offered)

    def write(self, draft: Draft, out: Path) -> Path:
        """As docx, with the letterhead of the settings; answers the path. WriteFailed where it can't be written."""
        if out.suffix.lower() != _SUFFIX:
            raise UsageError(f"通报只能写成 docx，请把“{out.name}”改成 .docx 结尾。")
        from qcapp.forms.paper_builder import printed
        from qcapp.forms.paper_docx import write_paper

        draw = partial(printed, drawing=self._drawing)
        write_paper(draft.paper, out, letterhead(self._store.settings()), draw)
        return out

    def issue(self, draft: Draft, file: Path | None = None) -> Operation:
        """Keep the draft as issued: its figures frozen, and the bytes of the file that goes out (which the clerk may have
        changed in Word). One issued again for the same month is a correction; both are kept."""
        data = _bytes_of(file) if file else None
        new = NewBulletin(
            draft.period, draft.paper.day or self._clock.today(), draft.title, dump(draft.figures),
            clean(file.name) if file else None, data,
        )
        again = "再次印发" if self._store.bulletins(draft.period) else "印发"
        summary = f"{again} {draft.period.label}通报"
        return self._store.commit(OperationDraft(OperationKind.BULLETIN, summary, self._who, bulletins=(new,)))

    def issued(self, period: Period | None = None) -> tuple[Bulletin, ...]:
        """Those not withdrawn, in the order issued."""
        return self._store.bulletins(period)

    def withdraw(self, bulletin: Bulletin) -> UndoResult:
        """Undo its operation: it counts as never issued."""
        return self._store.undo(bulletin.operation, self._who)

    def save_copy(self, bulletin: Bulletin, out: Path) -> Path:
        """The file as it went out, under a name of the clerk's."""
        data = self._store.file_bytes(bulletin.sha256) if bulletin.sha256 else None
        if data is None:
            raise LedgerError("这次印发时没有存下文件，只存了数据，请从别处找原件，或重新生成一份。")
        kept = data
        replace_file(out, lambda path: _put(path, kept))
        return out

    def suggested_name(self, period: Period) -> str:
        """清城区2021年7月…责任清单报送情况通报.docx"""
        plan = self._store.plan_for(period)
        return file_name(f"{plan.district}{period.label}{list_name(plan)}报送情况通报") + _SUFFIX

    def _told(
        self, period: Period, on: date | None, day: date, own: Wording | Mapping[str, str] | None
    ) -> tuple[BulletinMatter, tuple[Remark, ...]]:
        settings, newest = self._store.settings(), self._store.bulletins(period)[-1:]
        try:
            issued, unread = self._stats.issued(period), ""
        except LedgerError as error:
            issued, unread = None, str(error)
        matter = self._matter(period, on, day, _wording(own, settings), issued)
        return matter, tuple(_remarks(matter, settings, newest[0] if newest else None, issued, unread))

    def _matter(
        self, period: Period, on: date | None, day: date, wording: Wording, issued: Issued | None
    ) -> BulletinMatter:
        from qcapp.domain.workdays import workday_after  # the calendar is only needed here

        settings, last = self._store.settings(), period.shifted(-1)
        figures = self._stats.month(period, on)
        past = on if on is not None and on < self._clock.today() else None
        trend = self._stats.trend(last, _TREND_MONTHS - 1, on, issued=True)
        before = next((each.figures for each in trend if each.period == last), None)
        if issued and issued.figures.on > figures.on:
            issued = None  # a day before it went out: there is nothing to correct yet
        following = period.shifted(1)
        plan, list_of_then = self._store.plan_for(period), self._store.plan_for(following)
        ends = plan.year == period.year and list_of_then.year != following.year
        return BulletinMatter(
            snapshot=self._store.snapshot(period, past),
            figures=figures,
            wording=wording,
            day=day,
            next_due=None if ends else due_day(list_of_then, following, settings),
            answer_by=workday_after(day, int(ANSWER_DAYS.number(settings))),
            earlier=self._store.snapshot(last, past) if before else None,
            before=before,
            trend=(*trend, figures) if self._stats.begun(period, on) else trend,
            issued=issued.bulletin if issued else None,
            corrections=self._stats.corrections(period, figures) if issued else (),
        )


def _wording(own: Wording | Mapping[str, str] | None, settings: Mapping[str, str]) -> Wording:
    if own is None:
        return wording_from(settings)
    return own if isinstance(own, Wording) else Wording(checked(own))


def letterhead(settings: Mapping[str, str]) -> bytes | None:
    """The letterhead's docx, None where there is none; UsageError where it can't be understood."""
    text = LETTERHEAD.text(settings)
    if not text:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError("设置里存的版头文件已损坏，请在“通报”页重新选一份，或取消版头。") from None


def _remarks(
    matter: BulletinMatter, settings: Mapping[str, str], newest: Bulletin | None, issued: Issued | None, unread: str
) -> Iterator[Remark]:
    """What the clerk should know before the draft goes out, the weightiest first. ``unread``: why the newest that was issued
    can't be read."""
    yield from _of_month(matter)
    yield from _of_entries(matter)
    if newest is not None:
        yield Remark(RemarkKind.ISSUED, _of_issued(newest, matter, issued, unread))
    if matter.day is not None and matter.day < matter.on:
        yield Remark(
            RemarkKind.DAY, f"成文日期 {matter.day.isoformat()} 早于统计截至日 {matter.on.isoformat()}，请核对。"
        )
    if not CONTACT.text(settings):
        yield Remark(RemarkKind.CONTACT, "没有设置联系人和电话，文末不印，请在设置的“公文”里填写。")
    if not OFFICE.text(settings) and not matter.plan.office:
        yield Remark(
            RemarkKind.OFFICE, f"没有设置署名，现在写作“{matter.common['署名']}”，请在设置的“公文”里填写。"
        )
    if matter.next_due is None:
        following = matter.snapshot.period.shifted(1)
        yield Remark(
            RemarkKind.PLAN,
            f"台账里还没有{following.year}年的责任清单，下一步要求里没有写{following.label}的报送，"
            "请在清单建立后重新生成，或在文中补写。",
        )
    elif not matter.next_is_past and DUE_SHIFT.text(settings) != "no" and not _announced(matter.next_due.year):
        yield Remark(
            RemarkKind.HOLIDAYS,
            f"{matter.next_due.year}年的放假安排还没有公布，下月截止日只按周末和法定节日顺延，请核对。",
        )
    yield from (Remark(RemarkKind.WORDING, trouble) for trouble in matter.wording.troubles)


def _of_issued(newest: Bulletin, matter: BulletinMatter, issued: Issued | None, unread: str) -> str:
    out = f"这个月的通报已于 {newest.issued.isoformat()} 印发"
    if unread:
        return f"{out}，但{unread.rstrip('。')}，或收回那次印发；这一稿没有和它比对，不写更正的内容。"
    if issued and issued.figures.on > matter.on:
        changed = f"数据截至 {issued.figures.on.isoformat()}，比这一稿晚，没有比对"
    else:
        changed = "这一稿写明了更正的内容" if matter.corrects else "之后数字没有变化"
    return f"{out}，{changed}；再印发一次会作为更正，两次都留存。"


def _announced(year: int) -> bool:
    from qcapp.domain.workdays import is_announced

    return is_announced(year)


def _of_month(matter: BulletinMatter) -> Iterator[Remark]:
    period, year = matter.snapshot.period, matter.plan.year
    if period.year != year:
        yield Remark(RemarkKind.YEAR, f"台账里没有{period.year}年的责任清单，这里用的是{year}年的，请核对报告期。")


def _of_entries(matter: BulletinMatter) -> Iterator[Remark]:
    snapshot = matter.snapshot
    if snapshot.held:
        units = tuple(dict.fromkeys(held.key.unit for held in snapshot.held))
        words = (
            f"有 {len(snapshot.held)} 处冲突还没有处理（{_listed(units)}），现在按来表统计，"
            "请先到“台账”的“待处理冲突”里处理。"
        )
        yield Remark(RemarkKind.CONFLICTS, words, units)
    if matter.running:
        yield Remark(
            RemarkKind.RUNNING, f"还没有过截止日 {snapshot.due.isoformat()}，数字还会变，请在截止后重新生成再印发。"
        )
    unread = tuple(unread_returns(matter.figures, snapshot))
    if unread:
        words = f"{_listed(unread)}交来的表读不出内容（如扫描件），还没有录入，现在按未报统计；请先录入，或请单位重发，再生成。"
        yield Remark(RemarkKind.UNREAD, words, unread)
    late = tuple(report.unit for report in matter.reports if report.overdue(matter.on) and report.unit not in unread)
    if late:
        words = f"还有 {len(late)} 家单位没有报齐：{_listed(late)}，可以先发催报通知。"
        yield Remark(RemarkKind.LATE, words, late)
    mend = tuple(report.unit for report in matter.reports if report.unmended)
    if mend:
        words = f"还有 {len(mend)} 家单位的填报不合格、没有改好：{_listed(mend)}，可以先发退回说明。"
        yield Remark(RemarkKind.UNMENDED, words, mend)


def _listed(units: Sequence[str]) -> str:
    """All of a district's; the names of hundreds would fill a page before whatever else there is to be told."""
    return "、".join(units[:_NAMED]) + (f"等 {len(units)} 家" if len(units) > _NAMED else "")


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"读不到《{file.name}》，请先把通报写出来（或关掉占用它的程序），再印发。") from error


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
