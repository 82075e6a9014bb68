"""What the 收表 page says of files and fields, in words; and which choices a field has. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from qcapp.domain.fields import field_for
from qcapp.domain.forms import Note
from qcapp.domain.ledger import CellValue
from qcapp.domain.period import Period
from qcapp.merge.diff import Verdict, keep_both
from qcapp.merge.plan import SKIPPED, Decision, FieldPlan, FilePlan, MergePlan, Outcome
from qcapp.merge.questions import Certainty
from ui.theme import Tone

_OPEN_CHOICES = (Decision.OURS, Decision.THEIRS, Decision.BOTH, Decision.TYPED, Decision.ASIDE, Decision.HOLD)
_OTHER_CHOICES = (Decision.OURS, Decision.THEIRS, Decision.TYPED, Decision.ASIDE)
KEPT_WHOLE = "读不出内容；合并后原件整份随该单位的来表存档，内容请对照原件手工录入。"
BLANK = "交来的是空表，一条也没有填；合并后只登记收到，仍算未报，请让单位填好再报。"
SENT_WORDS = "下发或上次来表"
_ASIDE_KINDS = ("批注：", "文本框：", "脚注：", "尾注：")
_CLEARED_LABELS = {Decision.OURS: "保留台账", Decision.THEIRS: "按来表清空"}


class State(Enum):
    """Where a listed file stands; the value is the word of its pill."""

    WAITING = "待合并"
    MERGED = "已合并"


def mergeable(file: FilePlan) -> bool:
    """Whether applying a plan would record the file, as a form or whole."""
    return file.recorded


def needs_person(file: FilePlan) -> bool:
    """Whether nothing can be done with the file before somebody answers a question or gives the password."""
    return not is_known(file) and (file.asked or (wants_password(file) and not file.kept))


def wants_password(file: FilePlan) -> bool:
    """Whether a password would help: one that has come to something else asks for none any more."""
    return file.file.locked and file.outcome is Outcome.REFUSED


def is_known(file: FilePlan) -> bool:
    """Received before, the very same: nothing is asked of it, however it came."""
    return file.outcome is Outcome.DUPLICATE


def file_pill(file: FilePlan, state: State, period: Period | None) -> tuple[str, Tone]:
    """The word in the 结果 column, and its colour. ``period``: the month of the window."""
    if state is State.MERGED:
        return State.MERGED.value, Tone.INFO
    if is_known(file):
        return file.status, Tone.IDLE
    if needs_person(file):
        return file.status, Tone.WARN
    if file.kept:
        return file.status, Tone.WARN if file.unread else Tone.INFO
    if mergeable(file) and file.period != period:
        return "报告期不符", Tone.WARN
    if mergeable(file) and named_otherwise(file):
        return "单位待核对", Tone.WARN
    if file.open:
        return file.status, Tone.WARN
    if file.skipped:
        return SKIPPED, Tone.IDLE
    if file.outcome is Outcome.REFUSED:
        return file.status, Tone.BAD
    if file.blank:
        return "空表", Tone.WARN
    if file.unqualified:
        return f"不合格 {file.unqualified}", Tone.WARN
    return file.status, Tone.GOOD if mergeable(file) and file.changed else Tone.IDLE


def file_sentence(file: FilePlan, state: State, period: Period) -> str:
    """What stands under the list for the selected file: why refused, or what merging it does and where it goes."""
    if state is State.MERGED:
        return "已合并入账，来表原样存档；可以撤销。"
    if is_known(file):
        return file.reason or file.outcome.label
    if wants_password(file) and not file.kept:
        return "这份文件加了密码，请在右边填写密码后打开；密码不会保存。"
    if file.asked:
        return "有问题要先由您确认，请在右边回答；回答之前不会合并。"
    if file.kept:
        return file.evidence if file.with_return else send_again(file, merged=False) if file.file.broken else KEPT_WHOLE
    if not mergeable(file):
        return file.reason or file.outcome.label
    if file.blank and file.period in (None, period):
        return BLANK
    if file.form_id and file.file.ledger is None and all(each.base == each.theirs for each in file.fields):
        return "与下发时一字不差，单位没有填写；合并会把它记为已收到，不想这样请按 Del 移除。"
    held = f"，{len(file.open)} 处冲突未选定则留待处理" if file.open else ""
    comes_to = f"更新 {file.changed} 处{held}" if file.changed or held else "没有要更新的内容，合并只记下这次来表"
    if said := named_otherwise(file):
        return f"{said}合并后{comes_to}；不想并入请按 Del 移除。"
    if file.period is None or file.period == period:
        failing = f"；{file.unqualified} 条不合格，合并后可用“退回说明…”退回" if file.unqualified else ""
        return f"合并后{comes_to}{failing}。"
    return (
        f"这是 {file.period.label} 的表，窗口里是 {period.label}；合并时记入 {file.period.label}，{comes_to}；"
        "不想并入请按 Del 移除。"
    )


def named_otherwise(file: FilePlan) -> str:
    """What is said of a file whose name names another unit than it is taken for, "" of any other."""
    return next((note.message for note in file.notes if note.code == "file_name_differs"), "")


def send_again(file: FilePlan, *, merged: bool) -> str:
    """Of a broken file: why, and that only the unit can mend it."""
    kept = "原件已存档" if merged else "合并只登记收到、存下原件"
    return f"{(file.file.refusal or '').removesuffix('。')}；{kept}，重发来了再拖进来。"


def unread_sentence(file: FilePlan) -> str:
    """Of a merged file that nothing could be read from, nor was typed in."""
    if file.file.broken:
        return send_again(file, merged=True)
    return "原件已存档，内容还没有录入：点右边的“对照录入”，或请单位重发；可以撤销。"


def file_title(file: FilePlan) -> str:
    """Whose form and which file, where all files are shown: 区住建局 · 新建 表格(2).xlsx."""
    return f"{file.unit or '单位待定'} · {file.file.name}"


def merge_counts(files: Sequence[FilePlan]) -> str:
    """8 份回收表、5 件佐证材料、2 份读不出内容: what merging these records, counted as the ledger then says it."""
    forms = sum(not file.kept for file in files)
    things = sum((file.kept and not file.unread) + len(file.enclosed) for file in files)
    counted = ((forms, "份回收表"), (things, "件佐证材料"), (sum(file.unread for file in files), "份读不出内容"))
    return "、".join(f"{count} {what}" for count, what in counted if count)


def undecided(files: Sequence[FilePlan], waiting: int) -> str:
    """3 处冲突未定, 冲突都已选定, or that there never was any. ``waiting``: those of the files that nobody has decided."""
    if waiting:
        return f"{waiting} 处冲突未定"
    decided = any(each.verdict is Verdict.CONFLICT for file in files for each in file.fields)
    return "冲突都已选定" if decided else "没有冲突"


def all_heading(plan: MergePlan, waiting: int) -> str:
    """全部文件 · 17 份：3 处冲突未定，2 份待确认，1 份要密码."""
    stopped = [file for file in plan.files if needs_person(file)]
    locked = sum(map(wants_password, stopped))
    found = [undecided(plan.files, waiting)]
    found += [f"{asked} 份待确认"] if (asked := len(stopped) - locked) else []
    found += [f"{locked} 份要密码"] if locked else []
    return f"全部文件 · {sum(not file.skipped for file in plan.files)} 份：{'，'.join(found)}"


def all_button(files: Sequence[FilePlan], waiting: int, *, merged: bool) -> str:
    """全部文件一起看（17 份） · 未定 3 处. ``merged``: the list has others too, which are merged already and not among them."""
    left = f" · 未定 {waiting} 处" if waiting else ""
    count = sum(not file.skipped for file in files)
    return f"全部文件一起看（{'没有合并的 ' if merged else ''}{count} 份）{left}"


def certainty_word(file: FilePlan) -> tuple[str, Tone | None]:
    """How sure it is whose form that is, beside the sentence that says why; "" where nothing was recognised."""
    if file.certainty is None:
        return "", None
    tones = {Certainty.SURE: Tone.GOOD, Certainty.LIKELY: Tone.WARN, Certainty.TOLD: Tone.INFO}
    return file.certainty.label, tones[file.certainty]


def enclosed_words(file: FilePlan) -> str:
    """附 3 件佐证材料：图片1.png（第 12 条）、图片2.png."""
    names = [each.name + (f"（第 {each.no} 条）" if each.no is not None else "") for each in file.enclosed]
    return f"附 {len(names)} 件佐证材料：{'、'.join(names)}，合并时一起存档。"


def file_heading(file: FilePlan) -> str:
    """区住建局 · 9 条措施：7 条有更新，2 处冲突，1 条不合格，2 条提示."""
    if needs_person(file):
        return f"{file.unit or file.file.name} · {'要密码才能打开' if wants_password(file) else '先确认下面的问题，再核对内容'}"
    if is_known(file):
        return f"{file.file.name} · {file.outcome.label}"
    if file.kept:
        to_do = "佐证材料" if file.with_return else "读不出内容，请单位重发" if file.file.broken else "原件整份存档，内容手工录入"
        return f"{file.unit} · {file.file.name} · {to_do}"
    if not mergeable(file):
        return f"{file.file.name} · {SKIPPED if file.skipped else file.outcome.label}"
    if file.blank:
        return f"{file.unit} · 交来的是空表；合并后只登记收到，仍算未报"
    measures = list(file.by_measure())
    updated = sum(1 for _, fields in measures if any(each.changes for each in fields))
    found = [f"{updated} 条有更新"]
    if file.conflicts:
        waiting = len(file.open)
        found.append(f"{len(file.conflicts)} 处冲突" + ("" if waiting else "（都已选定）"))
    if file.unqualified:
        found.append(f"{file.unqualified} 条不合格")
    hints = sum(not is_failure(each) for each in file.notes) + sum(map(is_hint, file.fields))
    if hints:
        found.append(f"{hints} 条提示")
    return f"{file.unit} · {len(measures)} 条措施：{'，'.join(found)}"


def is_failure(note: Note) -> bool:
    """Why a measure does not count as 合格, which is more than a hint."""
    return note.code == "unqualified"


_ODD = (Verdict.CLEARED, Verdict.UNREADABLE)
_CONFLICT, _CLEARED, _UNREADABLE = Verdict.CONFLICT, *_ODD


def is_hint(field: FieldPlan) -> bool:
    """Something to look at that is no conflict: cleared or not to be read, words beside the cell, a verdict with a reason."""
    return not field.conflict and (field.verdict in _ODD or field.copied or bool(field.remark or field.aside))


def asks_for_eyes(field: FieldPlan) -> bool:
    """A conflict or a hint: told in one go, as tens of thousands are asked."""
    verdict = field.verdict
    odd = verdict is _CONFLICT or verdict is _CLEARED or verdict is _UNREADABLE
    return odd or field.copied or bool(field.remark or field.aside)


def field_tag(field: FieldPlan) -> tuple[str, Tone] | None:
    """The pill under a field's name, if there is anything to say."""
    if field.conflict:
        if not field.remark:
            return field.verdict.label, Tone.WARN
        return ("请选定", Tone.WARN) if field.open else ("已选定", Tone.IDLE)
    if field.verdict is Verdict.CLEARED:
        return "来表清空", Tone.IDLE
    if field.verdict is Verdict.UNREADABLE:
        return field.verdict.label, Tone.WARN
    if field.copied:
        return "照抄上月", Tone.WARN
    if field.aside:
        return "有旁注", Tone.IDLE
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
    offered = _OPEN_CHOICES if field.conflict else _OTHER_CHOICES if field.ours != field.theirs or field.aside else ()
    return tuple(each for each in offered if _makes_sense(field, each))


def _makes_sense(field: FieldPlan, decision: Decision) -> bool:
    if decision is Decision.ASIDE:
        return bool(field.aside)
    if decision is Decision.THEIRS:  # nothing was read, or it is what the ledger says
        return field.verdict is not Verdict.UNREADABLE and (field.conflict or field.ours != field.theirs)
    return True


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
            Verdict.CLEARED: "来表清空，保留台账", Verdict.UNREADABLE: "来表读不出，保留台账",
            Verdict.OURS: "保留台账", Verdict.THEIRS: "用台账", Verdict.CONFLICT: "用台账",
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


def sent_text(field: FieldPlan) -> str | None:
    """What stood in the cell when the form went out, last month's words too; or what the unit has since said."""
    return field.base or field.offered or field.base


def sent_source(field: FieldPlan) -> str:
    """What is to be known of it, in a few words."""
    if field.answered:
        return "上次来表"
    return "附的上月进展" if field.offered and not field.base else ""


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


def aside_words(aside: str) -> str:
    """What stands beside the cell, told from what stands in it; "" where there is nothing."""
    return f"旁注：{aside}" if aside and not aside.startswith(_ASIDE_KINDS) else aside


def field_in_words(field: FieldPlan) -> str:
    """One row read aloud, for a screen reader."""
    name = field_for(field.key.field).heading
    aside = f"；{aside_words(field.aside)}" if field.aside else ""
    return (
        f"第 {field.key.no} 条 {name}，{field.verdict.label}；{SENT_WORDS}：{value_words(sent_text(field))}；"
        f"台账：{value_words(field.ours)}；来表：{value_words(field.theirs)}{aside}；结果：{result_words(field)}"
    )
