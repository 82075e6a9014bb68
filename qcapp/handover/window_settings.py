"""Settings of the window that belong to the work and go along at 交接, read from and put into window.ini as text.

The rest stays with its machine or its person: where windows stand, recent files, colours, the clerk's own name, last searches.
Saved views need nothing: they lie in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from qcapp.forms.safe_write import replace_file

# Columns, groups and widths of 台账's table; what a 通报 is written without; widths of the columns in 收表.
CARRIED: Final = frozenset({"ledger/table", "bulletin/without", "collect/columns"})


def read_carried(path: Path) -> dict[str, str]:
    """Those that are set, values as they are written there; {} where there is no such file or it can't be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="strict").splitlines()
    except (OSError, ValueError):
        return {}
    found: dict[str, str] = {}
    section = ""
    for line in lines:
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            continue
        name, equals, value = line.partition("=")
        key = f"{section}/{name}"
        if equals and key in CARRIED and value.isprintable():
            found[key] = value
    return found


def put_carried(path: Path, values: Mapping[str, str]) -> int:
    """Put them there in the place of what was set; answers how many. WriteFailed when it can't be written.

    No window may have the file at hand meanwhile, or it writes over it: it reads it anew (QSettings.sync) before and after.
    """
    wanted = {key: value for key, value in values.items() if key in CARRIED}
    if not wanted:
        return 0
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except (OSError, ValueError):
        lines = []
    text = "\n".join(_with(lines, wanted)) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, lambda part: _put(part, text))
    return len(wanted)


def _with(lines: list[str], wanted: Mapping[str, str]) -> list[str]:
    made: list[str] = []
    section, left = "", dict(wanted)

    def rest_of(section: str) -> list[str]:
        return [f"{key.partition('/')[2]}={left.pop(key)}" for key in sorted(left) if key.startswith(f"{section}/")]

    for line in lines:
        if line.startswith("[") and line.endswith("]"):
            made += rest_of(section)
            section = line[1:-1]
        elif (key := f"{section}/{line.partition('=')[0]}") in left:
            line = f"{line.partition('=')[0]}={left.pop(key)}"
        made.append(line)
    made += rest_of(section)
    for other in sorted({key.partition("/")[0] for key in left}):
        made += ["", f"[{other}]", *rest_of(other)]
    return made


def _put(part: Path, text: str) -> None:
    part.write_text(text, encoding="utf-8", newline="\n")
