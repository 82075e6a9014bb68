"""The files of one sitting at the 收表 page: those that wait to be merged and those merged already. No Qt.

The merge plan inside owns every decision. Nothing here reads a file or the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qcapp.domain.period import Period
from qcapp.merge.plan import Decided, Decision, FieldPlan, FilePlan, MergePlan
from qcapp.services.collect import carry_decisions
from ui.models.collect_contents import Contents, ContentsSeen
from ui.models.collect_words import State, mergeable

Identity = tuple[str, str | None, str, str | None]
"""Path as given, member of an archive, SHA-256, and the unit: one file may hold the forms of several."""


def identity(file: FilePlan) -> Identity:
    return (file.file.path, file.file.member, file.file.sha256, file.unit)


def same_bytes(one: Identity, other: Identity) -> bool:
    """Whether it is one file, whichever unit each part is of."""
    return one[:3] == other[:3]


def combined(kept: Sequence[FilePlan], fresh: Sequence[FilePlan]) -> MergePlan:
    """Files kept so far with newly read ones; a path read again replaces what it was, in its place, unless the bytes are the
    same.

    A file that was locked is replaced whatever its bytes: it may have been opened by now. So is a district's ledger by the parts
    that it has come to.
    """
    opened = {(file.file.path, file.file.whole_member) for file in fresh if file.file.unit}
    kept = [file for file in kept if file.file.unit or (file.file.path, file.file.member) not in opened]
    here = {identity(file)[:3] for file in kept if not file.file.locked}
    new: dict[tuple[str, str | None], list[FilePlan]] = {}
    for file in fresh:
        if identity(file)[:3] not in here:
            new.setdefault((file.file.path, file.file.member), []).append(file)
    files: list[FilePlan] = []
    seen: set[tuple[str, str | None]] = set()
    for file in kept:
        place = (file.file.path, file.file.member)
        if place not in new:
            files.append(file)
        elif place not in seen:
            files += new[place]
        seen.add(place)
    return MergePlan([*files, *(file for place, each in new.items() if place not in seen for file in each)])


@dataclass(frozen=True, slots=True)
class Merged:
    """What one press of 合并入账 recorded, in the order of the list; ``summary``: in words, as the ledger has it."""

    operation_id: str
    files: tuple[FilePlan, ...]
    summary: str = ""
    month: Period | None = None
    """The window's when it was merged."""


@dataclass(slots=True)
class Batch:
    """``plan`` waits; ``merged`` has one item for each merge of this sitting, the newest last. ``month``: the window's; what was
    merged while it showed another one is not listed."""

    plan: MergePlan = field(default_factory=lambda: MergePlan([]))
    merged: list[Merged] = field(default_factory=list)
    month: Period | None = None
    _dropped: set[Identity] = field(default_factory=set)
    """Parts taken out of a file of which another part stays: comparing that one again brings all parts."""

    _contents: ContentsSeen = field(default_factory=ContentsSeen)

    def rows(self) -> Iterator[tuple[FilePlan, State]]:
        """What the list shows: waiting files first, then the merged, newest merge first; litter, and units of a ledger that say
        nothing, last."""
        for file in self.plan.files:
            if not (file.skipped or file.silent):
                yield file, State.WAITING
        for merge in reversed(self._listed):
            for file in merge.files:
                yield file, State.MERGED
        for file in self.plan.files:
            if file.skipped or file.silent:
                yield file, State.WAITING

    @property
    def _listed(self) -> list[Merged]:
        return [merge for merge in self.merged if merge.month == self.month]

    @property
    def last_merge(self) -> Merged | None:
        """The newest of those that are listed."""
        return next(reversed(self._listed), None)

    @property
    def last_operation(self) -> str | None:
        return self.last_merge.operation_id if self.last_merge else None

    def adopt(
        self, fresh: MergePlan, started_with: Sequence[FilePlan], read: Sequence[FilePlan] = (),
        carried: Mapping[int, Decided] | None = None, contents: Iterable[Contents] = (),
    ) -> None:
        """Take a plan made off the GUI thread from ``started_with``, from ``read`` just now and files added since.

        Decisions, answers and days given and files removed while it was being made hold. ``carried``: those decisions that it
        has already, by ``id`` of the file. ``contents``: of its files, gone through there.
        """
        known = carried or {}
        carry_decisions(MergePlan([file for file in self.plan.files if known.get(id(file)) != file.decided]), fresh)
        said = {identity(file)[:3]: file for file in self.plan.files}
        for file in fresh.files:
            if (now := said.get(identity(file)[:3])) is not None:
                file.answers, file.received = now.answers, now.received
        self._dropped -= {each for each in self._dropped if any(same_bytes(each, identity(file)) for file in read)}
        before = {identity(file) for file in started_with}
        gone = {each[:3] for each in before} - {identity(file)[:3] for file in self.plan.files}
        done = {identity(file) for merge in self.merged for file in merge.files} - before
        new = {identity(file) for file in read}
        fresh.files = [
            file for file in fresh.files
            if (each := identity(file)) in new or not (each[:3] in gone or each in self._dropped or each in done)
        ]
        self.plan = fresh
        self._contents.keep((*fresh.files, *(file for merge in self.merged for file in merge.files)), contents)

    def remove(self, files: Sequence[FilePlan]) -> bool:
        """Take waiting files out; whether what stays has to be compared anew (a rival or a copy has gone)."""
        out = {identity(file) for file in files}
        gone = [file for file in self.plan.files if identity(file) in out]
        self.plan.files = [file for file in self.plan.files if identity(file) not in out]
        stay = {identity(file)[:3] for file in self.plan.files}
        self._dropped = {each for each in self._dropped | out if each[:3] in stay}
        copies = {file.file.sha256 for file in gone}
        rivals = {(file.unit, file.period) for file in gone if file.unit}
        return any(file.file.sha256 in copies or (file.unit, file.period) in rivals for file in self.plan.files)

    def clear(self) -> None:
        self.plan = MergePlan([])
        self.merged.clear()
        self._dropped.clear()

    def decide_rest(self, decision: Decision) -> int:
        """Give all conflicts that still wait one decision; how many took it."""
        waiting = self.open
        self.plan.decide_all(decision)
        return waiting - self.open if decision is not Decision.HOLD else waiting

    def mark_merged(self, operation_id: str, summary: str = "") -> Merged:
        """The plan's files were recorded; refused ones and duplicates stay in the list. Of a ledger that was merged its units
        that say nothing do not."""
        done = Merged(operation_id, tuple(self.plan.mergeable), summary, self.month)
        self.plan = MergePlan([file for file in self.plan.files if not (mergeable(file) or file.silent)])
        self.merged.append(done)
        return done

    def bring_back(self, operation_id: str, sha256: str | None = None) -> tuple[FilePlan, ...]:
        """A merge, or one file's part of it, was undone: those files wait again, decisions and all (they are to be compared
        anew)."""
        for place, merge in enumerate(self.merged):
            if merge.operation_id == operation_id:
                back = tuple(file for file in merge.files if sha256 in (None, file.file.sha256))
                rest = tuple(file for file in merge.files if sha256 not in (None, file.file.sha256))
                self.merged[place:place + 1] = [replace(merge, files=rest)] if rest else []
                self.plan = combined(back, self.plan.files)
                return back
        return ()

    def operation_of(self, file: FilePlan) -> str | None:
        """The merge of this sitting that recorded that file."""
        found = (merge.operation_id for merge in self.merged if any(each is file for each in merge.files))
        return next(found, None)

    @property
    def open(self) -> int:
        """Conflicts of all that wait to be merged that nobody has decided."""
        return sum(len(self.open_in(file)) for file in self.plan.mergeable)

    def open_in(self, file: FilePlan) -> list[FieldPlan]:
        """The same of one file, a merged one too."""
        return self._contents.of(file).open

    @property
    def measures(self) -> int:
        """Measures that the waiting files speak of, a joint one once for each unit."""
        found: defaultdict[tuple[str | None, Period | None], set[int]] = defaultdict(set)
        for file in self.plan.mergeable:
            found[file.unit, file.period] |= self._contents.of(file).measures
        return sum(map(len, found.values()))
