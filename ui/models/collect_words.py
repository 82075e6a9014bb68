"""What the 收表 page says of files and fields, in words; and which choices a field has. Pure."""

from __future__ import annotations

from datetime import date
from enum import Enum

from qcapp.domain.fields import PROGRESS, field_for
from qcapp.domain.ledger import CellValue
from qcapp.domain.period import Period
from qcapp.merge.diff import Verdict, equal, keep_both
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, Outcome
from ui.theme import Tone

_CONFLICT_CHOICES = (Decision.OURS, Decision.THEIRS, Decision.BOTH, Decision.TYPED, Decision.HOLD)
_OTHER_CHOICES = (Decision.OURS, Decision.THEIRS, Decision.TYPED)
BLANK = "这份表没有填任何内容；合并后只登记收到，不算填报。"
SKIPPED = "已跳过"
_CLEARED_LABELS = {Decision.OURS: "保留台账", Decision.THEIRS: "按来表清空"}


class State(Enum):
    """Where a listed file stands; the value is the word of its pill."""

    WAITING = "待合并"
    MERGED = "已合并"


def mergeable(file: FilePlan) -> bool:
    """Whether applying a plan would record the file."""
    return file.outcome in (Outcome.MERGED, Outcome.CONFLICT, Outcome.UNCHANGED)


def is_skipped(file: FilePlan) -> bool:
    """Litter of the system or of an office program: nobody has to do anything about it, its sentence ends so."""
    return file.outcome is Outcome.REFUSED and (file.reason or "").endswith(f"{SKIPPED}。")


def is_blank(file: FilePlan) -> bool:
    """A form that came back without a word of the unit: no progress, and elsewhere just what was sent."""
    if not mergeable(file) or not file.fields:
        return False
    return not any(
        (each.key.field == PROGRESS.key and each.theirs.strip())
        or not (each.verdict is Verdict.UNCHANGED or _as_sent(each))
        for each in file.fields
    )


def _as_sent(field: FieldPlan) -> bool:
    return field.verdict is Verdict.OURS and equal(field.key.field, field.base or "", field.theirs)


def file_pill(file: FilePlan, state: State, period: Period) -> tuple[str, Tone]:
    """The word in the 结果 column, and its colour."""
    if state is State.MERGED:
        return State.MERGED.value, Tone.INFO
    if mergeable(file) and file.period != period:
        return "报告期不符", Tone.WARN
    if file.open:
        return file.status, Tone.WARN
    if is_skipped(file):
        return SKIPPED, Tone.IDLE
    if file.outcome is Outcome.REFUSED:
        return file.status, Tone.BAD
    if is_blank(file):
        return "未填写", Tone.WARN
    return file.status, Tone.GOOD if mergeable(file) and file.changed else Tone.IDLE


def file_sentence(file: FilePlan, state: State, period: Period) -> str:
    """What stands under the list for the selected file: why refused, or what merging it does and where it goes."""
    if not mergeable(file):
        return file.reason or file.outcome.label
    if state is State.MERGED:
        return "已合并入账，来表原样存档；可以撤销。"
    if is_blank(file) and file.period in (None, period):
        return BLANK
    if file.form_id and all(each.base == each.theirs for each in file.fields):
        return "与下发时一字不差，单位没有填写；合并会把它记为已收到，不想这样请按 Del 移除。"
    held = f"，{len(file.open)} 处冲突未选定则留待处理" if file.open else ""
    comes_to = f"更新 {file.changed} 处{held}" if file.changed or held else "没有要更新的内容，合并只记下这次来表"
    if file.period is None or file.period == period:
        return f"合并后{comes_to}。"
    return (
        f"这是 {file.period.label} 的表，窗口里是 {period.label}；合并时记入 {file.period.label}，{comes_to}；"
        "不想并入请按 Del 移除。"
    )


def file_heading(file: FilePlan) -> str:
    """区住建局 · 9 条措施：7 条有更新，2 处冲突，2 条提示."""
    if not mergeable(file):
        return f"{file.file.name} · {SKIPPED if is_skipped(file) else file.outcome.label}"
    if is_blank(file):
        return f"{file.unit} · 没有填任何内容；合并后只登记收到，不算填报"
    measures = list(file.by_measure())
    updated = sum(1 for _, fields in measures if any(each.changes for each in fields))
    found = [f"{updated} 条有更新"]
    if file.conflicts:
        waiting = len(file.open)
        found.append(f"{len(file.conflicts)} 处冲突" + ("" if waiting else "（都已选定）"))
    hints = len(file.notes) + sum(1 for each in file.fields if is_hint(each))
    if hints:
        found.append(f"{hints} 条提示")
    return f"{file.unit} · {len(measures)} 条措施：{'，'.join(found)}"


def is_hint(field: FieldPlan) -> bool:
    """Something to look at that is no conflict: cleared by the unit, or the verdict has a reason of its own."""
    return not field.conflict and (field.verdict is Verdict.CLEARED or bool(field.remark))


def field_tag(field: FieldPlan) -> tuple[str, Tone] | None:
    """The pill under a field's name, if there is anything to say."""
    if field.conflict:
        return field.verdict.label, Tone.WARN
    if field.verdict is Verdict.CLEARED:
        return "来表清空", Tone.IDLE
    return ("提示", Tone.IDLE) if field.remark else None


def measure_tag(fields: list[FieldPlan]) -> tuple[str, Tone]:
    """The sign and word at the head of a measure."""
    if waiting := sum(1 for each in fields if each.open):
        return f"! 未定 {waiting}", Tone.WARN
    if changed := sum(1 for each in fields if each.changes):
        return f"✓ 更新 {changed}", Tone.GOOD
    if any(each.conflict for each in fields):
        return "✓ 已选定", Tone.IDLE
    if any(map(is_hint, fields)):
        return "! 提示", Tone.IDLE
    return "✓ 无变化", Tone.IDLE


def choices(field: FieldPlan) -> tuple[Decision, ...]:
    """What the clerk may choose for a field; none where ledger and return have the very same text."""
    if field.conflict:
        return _CONFLICT_CHOICES
    return _OTHER_CHOICES if field.ours != field.theirs else ()


def choice_label(field: FieldPlan, decision: Decision) -> str:
    if field.verdict is Verdict.CLEARED:
        return _CLEARED_LABELS.get(decision, decision.label)
    return decision.label


def result_words(field: FieldPlan) -> str:
    """The decision in a few words."""
    if field.open:
        return "未定，留待处理"
    if field.decision is Decision.OURS:
        if field.verdict in (Verdict.UNCHANGED, Verdict.SAME) and field.ours != field.theirs:
            return "内容相同，保留台账写法"
        return {
            Verdict.UNCHANGED: "未改动" if field.ours else "未填", Verdict.SAME: "内容相同",
            Verdict.CLEARED: "来表清空，保留台账", Verdict.OURS: "保留台账", Verdict.THEIRS: "用台账", Verdict.CONFLICT: "用台账",
        }[field.verdict]
    return choice_label(field, field.decision)


def first_typed(field: FieldPlan) -> str:
    """What the editor starts with when the clerk chooses to type: the decision so far, both texts for an open conflict."""
    if field.typed:
        return field.typed
    if field.decision is Decision.HOLD:
        return keep_both(field.key.field, field.ours, field.theirs)
    return field.result


def value_words(text: str | None) -> str:
    """A cell's text for the screen: empty and never sent are told in words."""
    if text is None:
        return "（未下发）"
    return text or "（空）"


def day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def source_words(value: CellValue | None, period: Period) -> str:
    """Where the ledger's text came from: 7月20日 手工录入; "" where it has none."""
    if value is None or not value.text:
        return ""
    if value.period < period:
        return f"沿用{value.period.label}"
    if value.source.file is None:
        return f"{day_words(value.at.date())} 手工录入"
    return f"{day_words(value.source.received or value.at.date())} 来表"


def field_in_words(field: FieldPlan) -> str:
    """One row read aloud, for a screen reader."""
    name = field_for(field.key.field).heading
    return (
        f"第 {field.key.no} 条 {name}，{field.verdict.label}；上次往来：{value_words(field.base)}；"
        f"台账：{value_words(field.ours)}；来表：{value_words(field.theirs)}；结果：{result_words(field)}"
    )
