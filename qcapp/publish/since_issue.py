"""What changed since a 通报 went out: fields before and after, what came in, what was decided. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qcapp.domain.fields import sort_key
from qcapp.domain.ledger import Attachment, CellKey
from qcapp.domain.operations import Bulletin, Change, Operation
from qcapp.domain.period import Period
from qcapp.domain.records import ReturnRecord


@dataclass(frozen=True, slots=True)
class Altered:
    """A field that says something else than when the 通报 went out. ``last``: the change that its words come from; ``steps``:
    how many there were."""

    key: CellKey
    before: str
    after: str
    last: Change
    steps: int


@dataclass(frozen=True, slots=True)
class SinceIssue:
    """``altered`` by month (newest first), measure, unit and field; the others in the order they came.

    ``ruled``: operations that decided something and hold. ``attached``: 佐证材料 that are still there.
    """

    bulletin: Bulletin
    altered: tuple[Altered, ...]
    returned: tuple[ReturnRecord, ...]
    ruled: tuple[Operation, ...]
    attached: tuple[Attachment, ...]

    @property
    def empty(self) -> bool:
        return not (self.altered or self.returned or self.ruled or self.attached)

    @property
    def title(self) -> str:
        day = self.bulletin.issued
        return f"{self.bulletin.period.label}通报（{day.month}月{day.day}日印发）以来的变化"

    @property
    def by_month(self) -> Counter[Period]:
        """Altered fields of each month."""
        return Counter(each.key.period for each in self.altered)


def altered_since(changes: Iterable[Change]) -> tuple[Altered, ...]:
    """The net of changes as written, undone ones and their undos included: what was changed and changed back is not told."""
    steps: dict[CellKey, list[Change]] = {}
    for change in changes:
        steps.setdefault(change.key, []).append(change)
    found = (_net(key, made) for key, made in steps.items())
    return tuple(sorted((each for each in found if each.before != each.after), key=_place))


def _net(key: CellKey, made: Sequence[Change]) -> Altered:
    """Of several changes that left the same words the first is where these came from."""
    after = made[-1].after
    wrote = [each for each in made if each.after == after and not each.undone and not each.repeats]
    return Altered(key, made[0].before, after, wrote[0] if wrote else made[-1], len(made))


def _place(each: Altered) -> tuple[int, int, int, str, tuple[int, int, str]]:
    key = each.key
    return -key.period.year, -key.period.month, key.no, key.unit, sort_key(key.field)
