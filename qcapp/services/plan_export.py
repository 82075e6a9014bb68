"""A list on its way out: an official table with nothing in it yet, or the JSON that a ledger is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan_json import dump_plan
from qcapp.forms.list_table import AnyTable
from qcapp.forms.safe_write import replace_file
from qcapp.publish.official import official_table

_JSON = "json"


def export_plan(month: Snapshot, out: Path, writers: Mapping[str, Callable[[AnyTable, Path], None]]) -> Path:
    suffix = out.suffix.lower().removeprefix(".")
    if suffix == _JSON:
        replace_file(out, lambda path: _put(path, dump_plan(month.plan)))
        return out
    if suffix not in writers:
        known = "、".join(f".{name}" for name in (*writers, _JSON))
        raise UsageError(f"清单不能写成“{out.suffix or out.name}”格式，文件名请以 {known} 之一结尾。")
    entries = {key: Entry(key, month.period, {}) for key in month.entries}
    writers[suffix](official_table(replace(month, entries=entries, held=(), rulings=())), out)
    return out


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
