"""FillForm 下发表 and ReturnedForm 回收表 as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.period import Period
from qcapp.domain.place import Place as Place
from qcapp.domain.records import FillForm as FillForm
from qcapp.domain.records import ReturnRecord as ReturnRecord

if TYPE_CHECKING:
    from qcapp.domain.returned_ledger import ReturnedLedger

# QC-202107-07-3F9K: period, the unit's place in the list, and a tail that no other ledger or dispatch gives.
FORM_ID = re.compile(r"QC-(\d{4})(0[1-9]|1[0-2])-(\d{2,3})-([0-9A-HJ-NP-Z]{4})(?![0-9A-Z])")

# What a form offers as last month's progress is kept under this key: it was printed, and the ledger never said it.
SUGGESTED_PROGRESS = "progress.suggested"

# The page that goes out beside the forms, and comes back with whole folders; its title may begin with the month.
GUIDE_NAME = "填报单位说明"
GUIDE = f"这是{GUIDE_NAME}，里面没有填报的内容，不用处理，已跳过。"


class ReadCell(NamedTuple):
    """A field's text as it stood in the file, cleaned, and its place.

    ``aside``: words that stand at the cell and not in it (a comment, a text box), as 批注：…. ``unreadable``: why the cell
    has no text although something is shown there (a formula's error), in a few Chinese words. ``shared``: the cell is merged
    over several measures' rows, so that only a person can say whose text it is. ``doubt``: why only a person can say whether
    this is the text that is meant (two columns say different things; the other's words are in ``aside``), for the screen.
    """

    text: str
    place: Place
    aside: str = ""
    unreadable: str = ""
    shared: bool = False
    doubt: str = ""


class FoundPicture(NamedTuple):
    """A picture within the file: name of its part in the container, a file name to keep it under, where it is anchored."""

    part: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One measure's row(s). A field key missing from ``cells`` was not in the table; an empty cell is there as "".

    ``pictures``: those anchored in its rows. ``reasons``: what stands in the 退回原因 column of a correction form, our own
    printed words or what the unit wrote there. ``form_id``: the one that the row's own sheet bears, where several may stand in
    a file; None where the sheet bears none or it can't be told.
    """

    no: int | None
    measure_text: str
    task: str
    unit_label: str
    cells: Mapping[str, ReadCell]
    place: Place
    pictures: tuple[FoundPicture, ...] = ()
    reasons: str = ""
    form_id: str | None = None


class Note(NamedTuple):
    """Something seen that does not stop the merge. ``code`` is stable English; ``message`` one Chinese sentence."""

    code: str
    message: str
    no: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """What a file says, before it is matched to anything.

    ``form_ids``: the distinct form ids found, with the carriers that bore each. ``unit_hints``: names printed as 填报单位,
    in the title or file; ``period_hint`` likewise. ``pictures``: those in no measure's row.
    """

    rows: tuple[ReturnedRow, ...]
    form_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    unit_hints: tuple[str, ...] = ()
    period_hint: Period | None = None
    notes: tuple[Note, ...] = ()
    pictures: tuple[FoundPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file that came back: its bytes' SHA-256 and either a form or the sentence that says why there is none.

    ``path`` is as given by the user; ``member`` is the name inside an archive, decoded. ``data`` is the file whole.
    ``chosen``: the file or folder that the user gave, within which this one was found. ``locked``: a password is wanted, or
    none of those given opens it. ``keepable``: no table can be read from it, but it may be a return or 佐证材料 all the same
    (a scan, a picture, an old document), so it can be kept whole. ``broken``: cut short or damaged, so that no program shows
    what it said, and only the unit can send it again. ``ledger``: what a district's ledger says, which stands for the forms of
    all its units; ``unit``: which of them (by its name there) this is the part of, "" for the whole. A part has the whole's
    bytes, and the unit for its ``member``.
    """

    path: str
    member: str | None
    sha256: str
    data: bytes
    form: ReturnedForm | None
    refusal: str | None = None
    locked: bool = False
    keepable: bool = False
    chosen: str = ""
    broken: bool = False
    ledger: ReturnedLedger | None = field(default=None, repr=False)
    unit: str = ""

    @property
    def name(self) -> str:
        """The file's own name, whatever folder or archive it stood in."""
        return re.split(r"[\\/]", self.whole_member or self.path)[-1]

    @property
    def whole_member(self) -> str | None:
        """Where in an archive the file stands, of which this may be a unit's part."""
        if not self.unit or self.member is None:
            return self.member
        return self.member.removesuffix(self.unit).removesuffix("/") or None

    def part(self, unit: str, form: ReturnedForm | None = None) -> ReturnedFile:
        """That unit's part of a district's ledger, of which this is the whole or a part."""
        whole = self.whole_member
        return replace(self, member=f"{whole}/{unit}" if whole else unit, unit=unit, form=form)
