"""Files that no table can be read from, kept whole: 佐证材料 beside a form in a zip or folder, and scanned returns. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qcapp.domain.ledger import Attachment
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.text import comparable
from qcapp.merge.identity import sender_question
from qcapp.merge.names import names_of, units_within
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import Certainty

# A folder may be called by the bare number; of a file that would mean the third picture as well as the third measure.
_FOLDER_NUMBER = LazyPattern(r"^\s*[（(【]?\s*(\d{1,3})\s*[)）】]?\s*(?:$|[.．、\-_—\s]\s*(?=\D))")
_SAID_NUMBER = LazyPattern(r"(?:第\s*(\d{1,3})\s*[条项号]|(?:措施|序号)\s*(\d{1,3})(?!\d))")
_LEAST_WORDS = 6  # of a measure's text, for a folder's name to mean it


class Folder(NamedTuple):
    """Where a file lies: archive and folders in it, or folders on the disk; ``()`` is the archive's own top."""

    root: str
    steps: tuple[str, ...]

    def within(self, other: Folder) -> bool:
        return self.root == other.root and self.steps[: len(other.steps)] == other.steps


def folder_of(file: FilePlan) -> Folder:
    path, member = file.file.path.replace("\\", "/"), file.file.member
    if member is None:
        head, _, _ = path.rpartition("/")
        return Folder("", tuple(part for part in head.split("/") if part))
    return Folder(path, tuple(member.replace("\\", "/").split("/")[:-1]))


def place_kept(
    file: FilePlan, forms: Sequence[FilePlan], plan: Plan, period: Period, attached: Sequence[Attachment]
) -> None:
    """Say in ``file`` whose it is and what becomes of it. ``forms``: the forms of the same go whose unit is known.

    What its name says and what it lies beside must not contradict each other: else a person is asked.
    """
    names = names_of(plan)
    called = _called(file)
    hinted = units_within(called, names)
    beside = None if file.answers.unit else _beside(file, forms, plan)
    if beside is not None and hinted in ((), (beside.unit,)):
        _enclose(file, beside, plan, attached)
        return
    question = file.answers.on(sender_question(plan, names, called.rpartition(".")[0], file.file.locked))
    unit = file.answers.unit or (hinted[0] if len(hinted) == 1 and beside is None else None)
    if unit is None:
        file.questions.append(question)
        file.reason = _also(file, "也可以指明单位，把来表原件整份存进台账。")
        return
    file.unit, file.period = unit, period
    if any((each.sha256, each.unit, each.period) == (file.file.sha256, unit, period) for each in attached):
        file.outcome, file.reason = Outcome.DUPLICATE, f"已作为{unit}交来的文件存过，内容完全相同，没有变化。"
        return
    file.kept = True
    file.certainty = Certainty.TOLD if file.answers.unit else Certainty.LIKELY
    file.evidence = "由经办人指定单位。" if file.answers.unit else "按文件或文件夹的名称认出单位。"
    file.reason = _also(file, f"原件作为{unit}的来表存档。")
    if not question.waits:
        file.questions.append(question)


def _called(file: FilePlan) -> str:
    """The names that may say whose a file is: its own, those of folders below what was chosen, and of archives around it."""
    path = file.file.path.replace("\\", "/")
    chosen = file.file.chosen.replace("\\", "/").rstrip("/")
    below = path.removeprefix(f"{chosen}/") if chosen and path.startswith(f"{chosen}/") else path.rpartition("/")[2]
    if file.file.member is None:
        return below
    return "/".join((below.rpartition(".")[0], file.file.member.replace("\\", "/")))


def _also(file: FilePlan, words: str) -> str:
    """Why no table was read, and what becomes of the file, in one sentence."""
    return f"{(file.file.refusal or '').removesuffix('。')}；{words}"


def _beside(file: FilePlan, forms: Sequence[FilePlan], plan: Plan) -> FilePlan | None:
    """The form that the file was sent with: the one return in the nearest folder above it, of the same archive, or (on the
    disk) in the folder right beside it."""
    here = folder_of(file)
    above = [(form, folder_of(form)) for form in forms]
    above = [(form, folder) for form, folder in above if here.within(folder) and _near(file, form, here, folder, plan)]
    if not above:
        return None
    nearest = max(len(folder.steps) for _, folder in above)
    found = [form for form, folder in above if len(folder.steps) == nearest]
    return found[0] if len({(form.unit, form.period) for form in found}) == 1 else None


def _near(file: FilePlan, form: FilePlan, here: Folder, folder: Folder, plan: Plan) -> bool:
    """On the disk a clerk's folder may hold all units' files: there only what lies in a folder below the form is sent with
    it, or in one that is named after the unit."""
    if file.file.member is not None or here.steps != folder.steps:
        return True
    return units_within("/".join(here.steps[-1:]), names_of(plan)) == (form.unit,)


def _enclose(file: FilePlan, form: FilePlan, plan: Plan, attached: Sequence[Attachment]) -> None:
    file.unit, file.period, file.certainty = form.unit, form.period, Certainty.LIKELY
    file.belongs = measure_named(file, folder_of(form), plan.measures_of[form.unit or ""], plan)
    where = f"第 {file.belongs} 条的" if file.belongs else ""
    known = any(
        (each.sha256, each.unit, each.period, each.no) == (file.file.sha256, form.unit, form.period, file.belongs)
        for each in attached
    )
    if known:
        file.outcome, file.reason = Outcome.DUPLICATE, f"已作为{form.unit}{where}佐证材料存过，内容完全相同，没有变化。"
        return
    file.kept, file.outcome, file.with_return = True, Outcome.UNCHANGED, form.file.sha256
    file.reason = None
    file.evidence = f"和{form.unit}的表一起交来，作为{where}佐证材料存档。"


def measure_named(file: FilePlan, form: Folder, own: Sequence[int], plan: Plan) -> int | None:
    """The unit's measure that a folder below the form, or the file itself, is named after: 第27条, its text; of a folder
    also 27 and 27.统筹…."""
    below = folder_of(file).steps[len(form.steps) :]
    for name in (*below, file.file.name.rpartition(".")[0]):
        said = _SAID_NUMBER.search(name) or (_FOLDER_NUMBER.match(name) if name in below else None)
        number = next((int(group) for group in said.groups() if group), 0) if said else 0
        if number in own:
            return number
        words = comparable(name)
        alike = [no for no in own if len(words) >= _LEAST_WORDS and words in comparable(plan.measure(no).text)]
        if len(alike) == 1:
            return alike[0]
    return None
