"""Fill 填写: a unit opens the form that came, is told what is still wrong, and saves what goes back. No ledger is needed.

The returned file is written anew, by the writers that drew the form that was sent, under the same 表号: so the layout can't be
broken, and no carrier of its identity is missing. It is read again after writing, as the office will read it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qcapp.domain.errors import UnreadableFile, UsageError, WriteFailed
from qcapp.domain.fields import field_for
from qcapp.domain.text import same
from qcapp.forms.layout import TableDocument
from qcapp.forms.received import ReceivedForm, received_form
from qcapp.places import temporary_folder
from qcapp.ports import Clock, DocumentReader, Progress
from qcapp.publish.return_table import Texts, return_table, said
from qcapp.services.fill_checks import CheckedForm, check_form
from qcapp.services.fill_memory import FillMemory, Kept
from qcapp.services.names import unit_names
from qcapp.services.progress import SILENT

FORMATS = ("xlsx", "docx")

NOT_REMEMBERED = "填报表已经写好，可以报送；只是这台电脑没能记下填过的内容，要再改请打开保存的那一份。"

# The reader speaks to the office, of its units; here the unit itself is told.
_TO_THE_UNIT = (
    ("请让单位重新发送", "请营商办重新发送"),
    ("让单位填写下发的表格再报", "打开营商办发来的下发表"),
    ("请向单位要 xlsx 或 docx 原件，或对照着手工录入", "请打开营商办发来的 xlsx 或 docx 原表"),
    ("请向单位要 xlsx 或 docx 原件", "请打开营商办发来的 xlsx 或 docx 原表"),
    ("让填报单位", ""), ("让单位", ""), ("再报", "再打开"), ("再导入", "再打开"),
)


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """A form as it came from ``path``, and what this computer knows of it: a ``draft`` that was not saved, what was ``saved``
    under its 表号 before, and of the month ``before``."""

    path: Path
    form: ReceivedForm
    draft: Kept | None = None
    saved: Kept | None = None
    before: Texts = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What stands in the file."""
        return {row.key: dict(row.texts) for row in self.form.rows}

    @property
    def known(self) -> Texts:
        return self.saved.texts if self.saved else {}


@dataclass(frozen=True, slots=True)
class SavedForm:
    """``differing``: where the file, read again, says something else than was typed: 第 27 条的联系电话. ``digest``: of its
    bytes. ``unremembered``: that this computer won't know of it another time; the file itself is whole."""

    path: Path
    differing: tuple[str, ...] = ()
    digest: str = ""
    unremembered: str = ""


@dataclass(frozen=True, slots=True)
class FillService:
    """``writers``: format → function that writes a table to a path. ``memory`` is this computer's. ``fleeting``: folders that are
    emptied unasked, where mail programs put what is opened straight out of a mail."""

    reader: Callable[[], DocumentReader]
    writers: Mapping[str, Callable[[TableDocument, Path], None]]
    memory: FillMemory
    clock: Clock
    fleeting: tuple[Path, ...] = ()

    def open(self, path: Path, progress: Progress = SILENT, passwords: Sequence[str] = ()) -> OpenedForm:
        """UnreadableFile says why it is no form to fill in; Locked (one such) that a password is wanted."""
        path = path.absolute()
        form = self._read(path, progress, passwords)
        draft, saved = self.memory.draft(form.form_id), self.memory.saved(form.form_id)
        last = self.memory.last_saved(form.unit, form.period.shifted(-1))
        return OpenedForm(path, form, draft, saved, _of_same_measures(last, form) if last else {})

    def check(self, opened: OpenedForm, texts: Texts) -> CheckedForm:
        return check_form(opened.form, texts, opened.before, opened.known)

    def keep_draft(self, opened: OpenedForm, texts: Texts) -> None:
        """WriteFailed with a sentence where it can't be kept."""
        self.memory.keep_draft(
            opened.form.form_id, Kept(opened.form.unit, self.clock.now(), str(opened.path), texts, came=opened.texts)
        )

    def drop_draft(self, opened: OpenedForm) -> None:
        self.memory.drop_draft(opened.form.form_id)

    def suggested(self, opened: OpenedForm) -> Path:
        """区税务局_2021年7月_填报.xlsx beside the form that came. One that was opened straight out of a mail or an archive lies
        in a folder that is soon emptied: the place is then for the caller to choose, and only the name is answered."""
        form = opened.form
        what = "更正" if form.correction else "填报"
        name = f"{unit_names([form.unit])[form.unit]}_{form.period.label}_{what}.{form.suffix}"
        stays = not any(opened.path.resolve().is_relative_to(folder.resolve()) for folder in self.fleeting)
        return opened.path.with_name(name) if stays else Path(name)

    def lock_file(self, opened: OpenedForm) -> Path:
        """Stands there while a window fills in that form."""
        return self.memory.lock_file(opened.form.form_id)

    def table(self, opened: OpenedForm, texts: Texts) -> TableDocument:
        """The form that goes back, as drawn."""
        return return_table(opened.form, texts)

    def save(
        self, opened: OpenedForm, texts: Texts, target: Path, progress: Progress = SILENT, *, drop_draft: bool = True
    ) -> SavedForm:
        """Write what goes back; the draft has then done its work. UsageError for a name that ends otherwise than in .xlsx or
        .docx; WriteFailed where the file can't be written, an older one of that name then being whole."""
        suffix = target.suffix.lower().removeprefix(".")
        if suffix not in FORMATS:
            raise UsageError(f"“{target.name}”要以 .xlsx 或 .docx 结尾，请改文件名后再保存。")
        self.writers[suffix](self.table(opened, texts), target)
        differing, digest = self._differing(opened, texts, target, progress), digest_of(target)
        measures = {row.key: row.measure for row in opened.form.rows}
        kept = Kept(
            opened.form.unit, self.clock.now(), str(opened.path), texts, str(target.absolute()), opened.texts, digest, measures
        )
        try:
            self.memory.keep_saved(opened.form.form_id, kept)
            if drop_draft:
                self.drop_draft(opened)
        except WriteFailed:
            return SavedForm(target, differing, digest, NOT_REMEMBERED)
        return SavedForm(target, differing, digest)

    def _read(self, path: Path, progress: Progress, passwords: Sequence[str] = ()) -> ReceivedForm:
        try:
            return received_form(self.reader().document(path, progress, passwords))
        except UnreadableFile as error:
            raise type(error)(to_the_unit(str(error))) from error

    def _differing(self, opened: OpenedForm, texts: Texts, target: Path, progress: Progress) -> tuple[str, ...]:
        back = {row.key: row.texts for row in self._read(target, progress).rows}
        found = []
        for row in opened.form.rows:
            wanted, read = texts.get(row.key, row.texts), back.get(row.key, {})
            for key in sorted(wanted.keys() | read.keys(), key=lambda each: field_for(each).heading):
                if not same(said(wanted.get(key, ""), key), read.get(key, "")):
                    found.append(f"{row.label}的{field_for(key).heading}")
        return tuple(found)


def digest_of(path: Path) -> str:
    """Of a file's bytes; "" where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _of_same_measures(last: Kept, form: ReceivedForm) -> Texts:
    """What was said of the form's own measures: another year's list may give a number to another measure."""
    year = form.period.month > 1  # what was kept before measures were: numbers stay what they are within a year
    return {
        row.key: last.texts[row.key] for row in form.rows
        if row.key in last.texts and (same(last.measures[row.key], row.measure) if row.key in last.measures else year)
    }


def fleeting_folders() -> tuple[Path, ...]:
    """Where mail programs and archivers put what is only looked at."""
    cache = os.environ.get("LOCALAPPDATA")
    caches = [Path(cache) / "Microsoft" / "Windows" / "INetCache"] if cache else []
    return (temporary_folder(), Path(tempfile.gettempdir()), *caches)


def to_the_unit(sentence: str) -> str:
    """Why a file can't be read, as it is said to the unit."""
    for office, unit in _TO_THE_UNIT:
        sentence = sentence.replace(office, unit)
    return sentence
