"""What a run has tried of messy returns; printed at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """``kinds``: how often each mutation was made. ``entries``: of the catalogue of ways in which a form comes back."""

    forms: int = 0
    mutations: int = 0
    fields: int = 0
    taken: int = 0
    waited: int = 0
    files_waiting: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    entries: set[int] = field(default_factory=set)

    def add(self, other: Tally) -> None:
        for name in ("forms", "mutations", "fields", "taken", "waited", "files_waiting"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.kinds.update(other.kinds)
        self.entries |= other.entries

    def line(self) -> str:
        return (
            f"messy returns: {self.forms:,} forms, {self.mutations:,} mutations ({len(self.kinds)} kinds, "
            f"{len(self.entries)} entries of RETURNS), {self.fields:,} fields checked, {self.taken:,} taken, "
            f"{self.waited:,} waited, {self.files_waiting:,} files waited"
        )


TALLY = Tally()
