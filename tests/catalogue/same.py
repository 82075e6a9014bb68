"""Whether the window shows what the command line then says of the same files: nothing less, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from qcapp.domain.period import Period
from qcapp.merge.plan import Decision, FilePlan
from qcapp.merge.questions import Certainty
from tests.catalogue.window import Window, Wish
from tests.merge.world import JULY
from ui.models.collect_fields import BASE, OURS, RESULT, THEIRS
from ui.models.collect_rows import FieldRow, FileRow, MeasureRow, NoteRow, Row, Shown
from ui.models.collect_words import day_words, value_words
from ui.pages.collect_questions import LIKELIEST, MOST_BUTTONS

Told = Mapping[str, Any]
"""One file of the command's JSON."""
_RECORDED = ("merged", "conflict", "unchanged")


def check(window: Window, told: Sequence[Told], wish: Wish) -> None:
    """``told``: what the command said to that wish, which the window has read."""
    if wish.period is not None:
        told = [_with_guess(window, file) for file in told]
    month = wish.period or JULY
    listed = {(each.whole, each.unit): row for row, each in enumerate(window.rows_listed)}
    wanted = {(_whole(file), file["unit"] or "——"): file for file in told}
    assert listed.keys() == wanted.keys()
    for key, file in wanted.items():
        _check_row(window, file, listed[key], month)
        plan = window.select(listed[key])
        _check_words(window, file, plan)
        _check_questions(window, file)
        _check_enclosed(window, file)
        _check_rows(window, file, plan)
    _check_foot(window, told)
    if len(told) > 1:
        _check_all(window, told)


def _with_guess(window: Window, file: Told) -> Told:
    """Of a form without a month the window says that it took the one on show; the command was told it."""
    plans = window.page.work.batch.plan.files
    guessed = [
        {"no": None, "code": note.code, "message": note.message}
        for plan in plans if (plan.file.path, plan.file.member, plan.unit) == (file["path"], file["member"], file["unit"])
        for note in plan.notes if note.code == "period_guessed"
    ]
    return {**file, "notes": file["notes"] + guessed}


def _whole(file: Told) -> str:
    path, member = file["path"], file["member"]
    return f"{path} ▸ {member}" if member else f"{path}"


def _last(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def _recorded(file: Told) -> bool:
    return file["kept"] or file["outcome"] in _RECORDED


def _blocked(file: Told) -> bool:
    return any(each["blocking"] for each in file["questions"])


def _locked(file: Told) -> bool:
    return file["outcome"] == "refused" and "密码" in (file["reason"] or "")


def pills(file: Told, month: Period) -> tuple[str, ...]:
    """The words of which one must stand in the column 结果."""
    if _locked(file):
        return ("要密码",)
    if _blocked(file):
        return ("待确认",)
    if file["kept"]:
        return ("待录入", "请重发", "佐证材料")
    if file["outcome"] == "refused":
        return ("已跳过",) if file["reason"].endswith("已跳过。") else ("不能读取",)
    if file["outcome"] == "duplicate":
        return ("与已收相同",)
    if file["period"] != str(month):
        return ("报告期不符",)
    if any(note["code"] == "file_name_differs" for note in file["notes"]):
        return ("单位待核对",)
    if file["conflicts"]:
        return (f"冲突 {len(file['conflicts'])}",)
    if failing := {note["no"] for note in file["notes"] if note["code"] == "unqualified"}:
        return (f"不合格 {len(failing)}", "空表")
    return (f"可合并 {file['changed']}",) if file["changed"] else ("无变化", "空表")


def _check_row(window: Window, file: Told, row: int, month: Period) -> None:
    seen = window.rows_listed[row]
    archive = f"{_last(file['path'])} ▸ " if file["member"] else ""
    assert seen.name == archive + _last(file["member"] or file["path"])
    assert seen.pill in pills(file, month), seen
    assert bool(seen.day) == _recorded(file)


def _check_words(window: Window, file: Told, plan: FilePlan) -> None:
    """Why it is refused, how it was recognised, which month it goes into."""
    words, page = window.words, window.page
    if file["reason"] and not (_blocked(file) or _locked(file)):  # those have a strip that says what to do
        assert file["reason"] in words
    if file["period"] and _recorded(file) and page.period != (period := Period.parse(file["period"])):
        assert period.label in page.files.sentence.text()
    assert page.compare.evidence.text() == file["evidence"]
    sure = Certainty(file["certainty"]).label if file["certainty"] else ""
    assert page.compare.certainty.text == sure
    if _recorded(file):
        assert window.rows_listed[page.files.table.currentIndex().row()].day == day_words(plan.received)
    strip = page.compare.strips.password
    assert (strip is not None and window.seen(strip)) == _locked(file)


def _check_questions(window: Window, file: Told) -> None:
    strips = window.asked
    assert not strips or window.seen(strips[0]) or _locked(file)
    assert [strip.question.sentence for strip in strips] == [each["sentence"] for each in file["questions"]]
    for strip, asked in zip(strips, file["questions"], strict=True):
        assert asked["sentence"] in window.words
        buttons = [each.objectName() for each in strip.buttons]
        if len(asked["options"]) <= MOST_BUTTONS:
            assert buttons == asked["options"]
            continue
        assert buttons == asked["options"][:LIKELIEST]
        assert strip.search is not None
        assert [strip.search.itemData(place) for place in range(strip.search.count())] == asked["options"]


def _check_enclosed(window: Window, file: Told) -> None:
    """What is kept is told: the file itself by a strip, pictures in it by a row over the table."""
    strip = window.page.compare.strips.kept
    if file["kept"]:  # to be typed in, or 佐证材料 of a form
        assert file["unit"] in (strip.sentence.text() if strip is not None else file["evidence"])
        assert (strip is None) == ("佐证材料" in file["evidence"])
        assert strip is None or window.seen(strip)
        return
    assert strip is None
    rows = [row.text for row in window.rows if isinstance(row, NoteRow) and row.tag == "佐证材料"]
    assert len(rows) == bool(file["attachments"])
    for each in file["attachments"]:
        assert each["name"] + (f"（第 {each['no']} 条）" if each["no"] else "") in rows[0]


def _check_rows(window: Window, file: Told, plan: FilePlan) -> None:
    window.show(Shown.ALL)
    rows = window.rows
    fields = [row for row in rows if isinstance(row, FieldRow)]
    assert len(fields) == len(plan.fields)
    assert sum(row.field.changes for row in fields) == file["changed"]
    _check_notes(rows, file)
    _check_conflicts(window, file)
    window.show(Shown.ATTENTION)
    _check_notes(window.rows, file)
    _check_conflicts(window, file)
    window.show(Shown.CHANGED)


def _check_notes(rows: Sequence[Row], file: Told) -> None:
    """Each stands there once, under the head of its measure where the file has that measure."""
    notes = [(each["no"], each["message"]) for each in file["notes"]]
    under: dict[int, list[str]] = {}
    said: list[str] = []
    for row in rows:
        if isinstance(row, MeasureRow):
            under[row.no] = []
        elif isinstance(row, NoteRow) and row.tag != "佐证材料":
            said.append(row.text)
            for texts in list(under.values())[-1:]:
                texts.append(row.text)
    assert Counter(said) == Counter(text for _, text in notes)
    for no, text in notes:
        assert no not in under or text in under[no]


def _check_conflicts(window: Window, file: Told) -> None:
    """Each is a row with the three texts, undecided, and choosing is one key or click away."""
    model, table = window.page.compare.fields, window.page.compare.table
    told = {(each["no"], each["unit"], each["field"]): each for each in file["conflicts"]}
    at = {
        (row.field.key.no, row.field.key.unit, row.field.key.field): place
        for place, row in enumerate(window.rows) if isinstance(row, FieldRow) and row.field.conflict
    }
    assert at.keys() == told.keys()
    for key, row in at.items():
        each = told[key]
        assert model.index(row, BASE).data() == value_words(each["base"])
        assert (model.index(row, OURS).data(), model.index(row, THEIRS).data()) == (each["ours"], each["theirs"])
        assert model.index(row, RESULT).data() == "未定，留待处理"
        table.go_to(row)
        layout = table.layout_of(row)
        assert layout is not None
        offered = {option.decision for option in layout.options}
        assert offered >= {Decision.OURS, Decision.THEIRS, Decision.TYPED, Decision.HOLD}


def _check_foot(window: Window, told: Sequence[Told]) -> None:
    foot = window.page.compare.foot
    recorded = [file for file in told if _recorded(file)]
    assert foot.merge.isEnabled() == bool(recorded)
    waiting = sum(len(file["conflicts"]) for file in recorded)
    words = f"{waiting} 处冲突未定" if waiting else "没有冲突"
    unread = sum(_unread(file) for file in recorded)
    assert (f"{unread} 份读不出内容" in foot.summary.text()) == bool(unread)
    things = sum(len(file["attachments"]) for file in recorded) - unread
    assert (f"{things} 件佐证材料" in foot.summary.text()) == bool(things)
    assert (words in foot.summary.text()) == bool(recorded)


def _unread(file: Told) -> bool:
    """Kept whole, to be typed in or sent again; what came with a form is 佐证材料."""
    return bool(file["kept"]) and "佐证材料" not in file["evidence"]


def _check_all(window: Window, told: Sequence[Told]) -> None:
    """All files in one table: heads of those that ask for something, every note and every conflict."""
    window.page.walk.set_all(True)
    rows = window.rows
    notes = Counter(row.text for row in rows if isinstance(row, NoteRow) and row.tag != "佐证材料")
    assert notes == Counter(note["message"] for file in told for note in file["notes"])
    conflicts = sum(isinstance(row, FieldRow) and row.field.conflict for row in rows)
    assert conflicts == sum(len(file["conflicts"]) for file in told)
    heads = {(row.listed.file.file.path, row.listed.file.file.member) for row in rows if isinstance(row, FileRow)}
    asking = {(file["path"], file["member"]) for file in told if _blocked(file) or _locked(file) or file["conflicts"]}
    assert heads >= asking
    window.page.walk.set_all(False)


