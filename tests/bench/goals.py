"""What the program promises of its speed and size: the one catalogue of goals, each measured by the module it names.

Peers are what a user, or a competent colleague with pandas, openpyxl or python-docx, would take instead; they lie in ``peers``.
A floor is the least that any program must do for the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class How(Enum):
    """How a figure is made of both sides' times, and on which side of the bound it is good."""

    FASTER = "peer / ours"
    """At least ``bound`` times as fast as the peer."""
    WITHIN = "ours / other"
    """At most ``bound`` times what the other takes: the floor, or a smaller case of our own."""
    LIMIT = "ours"
    """At most ``bound`` of ``unit``."""


@dataclass(frozen=True, slots=True)
class Goal:
    """``subject``: the module of tests/bench that measures it. ``other``: the peer, the floor or the smaller case.
    ``bound`` None: no goal, for the scale of things."""

    key: str
    subject: str
    work: str
    other: str
    how: How
    bound: float | None
    unit: str = "ms"

    @property
    def words(self) -> str:
        """≥ 8 ×, ≤ 50 ms; — where a peer is shown for the scale of things."""
        if self.bound is None:
            return "—"
        return f"{'≥' if self.how is How.FASTER else '≤'} {self.bound:g} {self.unit if self.how is How.LIMIT else '×'}"

    def met_by(self, figure: float) -> bool:
        assert self.bound is not None, f"{self.key} has a goal"
        return figure >= self.bound if self.how is How.FASTER else figure <= self.bound


FASTER, WITHIN, LIMIT = How.FASTER, How.WITHIN, How.LIMIT

GOALS: tuple[Goal, ...] = (
    # Reading, in this process: bytes of a file through the gate to its cells.
    Goal("read-xlsx", "reading", "Read a returned xlsx, gate included", "floor: inflate and parse", WITHIN, 1.5),
    Goal("read-xlsx-pandas", "reading", "Read a returned xlsx, gate included", "pandas.read_excel", FASTER, None),
    Goal("read-xlsx-openpyxl", "reading", "Read a returned xlsx, gate included", "openpyxl", FASTER, None),
    Goal("read-docx", "reading", "Read a returned docx, gate included", "floor: inflate and parse", WITHIN, 2),
    Goal("read-docx-rows", "reading", "Read a returned docx, gate included", "python-docx row.cells", FASTER, None),
    Goal("read-docx-cell", "reading", "Read a returned docx, gate included", "python-docx table.cell", FASTER, None),
    Goal("read-74", "reading", "Read the docx of 74 measures", "floor: inflate and parse", WITHIN, 4),
    Goal("read-74-rows", "reading", "Read the docx of 74 measures", "python-docx row.cells", FASTER, None),
    Goal("read-74-cell", "reading", "Read the docx of 74 measures", "python-docx table.cell", FASTER, None),
    Goal("read-7400", "reading", "Read a docx of 7,400 measures", "ours of 74", WITHIN, 110),
    # Merging, whole processes from the spawn.
    Goal("merge-400", "merging", "Merge 400 xlsx", "pandas script that only concatenates", FASTER, 8),
    Goal("merge-22", "merging", "Merge a month's 22 xlsx", "pandas script that only concatenates", FASTER, 2),
    Goal("merge-docx-rows", "merging", "Merge 200 docx", "python-docx script, row.cells", FASTER, 5),
    Goal("merge-docx-cell", "merging", "Merge 200 docx", "python-docx script, table.cell", FASTER, 25),
    # Exporting the official table, in this process, file written and checked.
    Goal("export-xlsx", "exporting", "Export 74 measures as xlsx", "openpyxl script", FASTER, 7),
    Goal("export-xlsx-740", "exporting", "Export 740 measures as xlsx", "ours of 74", WITHIN, 12),
    Goal("export-docx-rows", "exporting", "Export 74 measures as docx", "python-docx script, row.cells", FASTER, 20),
    Goal("export-docx-cell", "exporting", "Export 74 measures as docx", "python-docx script, table.cell", FASTER, 20),
    # The window, a process each from the spawn.
    Goal("paint-frame", "painting", "First paint of the window's frame", "a window of Qt alone", WITHIN, 1.3),
    Goal("paint-rows", "painting", "First paint of the month's rows", "a window of Qt alone", WITHIN, 2.3),
    Goal("memory", "painting", "Memory of the window, its rows painted", "", LIMIT, 300, "MB"),
    Goal("memory-collect", "holding", "Memory of the window, 400 files taken in and merged", "", LIMIT, 300, "MB"),
    # The table, Qt's time in one process.
    Goal("table-compose", "table", "Compose 100,000 rows from a month's snapshot", "", LIMIT, None),
    Goal("table-paint", "table", "A table of 100,000 rows, first paint", "ours of 74 rows", WITHIN, 2),
    Goal("table-paint-resize", "table", "A table of 100,000 rows, first paint", "resizeRowsToContents", FASTER, None),
    Goal("table-filter", "table", "Filter 100,000 rows", "", LIMIT, 50),
    Goal("table-filter-proxy", "table", "Filter 100,000 rows", "QSortFilterProxyModel", FASTER, None),
    # Growth: ten years of 122 districts against two months of them.
    Goal("grown-month", "growing", "A month's table among 1.1 M entries", "ours among few", WITHIN, 2),
    Goal("grown-rates", "growing", "A unit's rates among 1.1 M entries", "ours among few", WITHIN, 2),
    Goal("grown-history", "growing", "A measure's history among 1.1 M entries", "ours among few", WITHIN, 2),
    Goal("grown-search", "growing", "Search two characters among 1.1 M entries", "LIKE", FASTER, 20),
    Goal("grown-memory", "growing", "Memory of the window on 1.1 M entries", "", LIMIT, 300, "MB"),
    Goal("grown-printed", "growing", "Memory of it, filtered, searched and its month printed", "", LIMIT, 300, "MB"),
    Goal("grown-counted", "growing", "Memory of it, 总览 with its chart besides", "", LIMIT, 300, "MB"),
    Goal("search", "searching", "Search a district's four years, slowest query", "", LIMIT, 20),
    # A command, the whole process.
    Goal("command", "starting", "A command (status) on the month's ledger", "imports that any such program needs", WITHIN, None),
    # The window at work.
    Goal("pause", "pausing", "Longest pause of the window in a scripted month", "", LIMIT, 50),
    # No goal: on the clock stand also what else the machine does, and the disk.
    Goal("pause-clock", "pausing", "The same on the clock, until a key would be heard", "", LIMIT, None),
    # The program as it is given away.
    Goal("package-size", "package", "Size of the one-folder program", "PyInstaller's defaults", WITHIN, 0.75, "MB"),
    Goal("package-start", "package", "First paint of the built program", "ours from source", WITHIN, 1.1),
    Goal("package-command", "package", "A command of the built program", "ours from source", WITHIN, 1.1),
)

GOAL_BY_KEY = {goal.key: goal for goal in GOALS}
