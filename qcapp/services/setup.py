"""Setup: the plan that a new ledger starts from, built in or read from an official 细化表."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.plan import Plan
from qcapp.domain.plan_json import load_plan
from qcapp.services.progress import SILENT


def built_in_plan(resources: Path) -> Plan:
    """The newest list that comes with the program: plan_<year>.json."""
    newest = max(resources.glob("plan_*.json"))
    return load_plan(newest.read_text(encoding="utf-8"))


def plan_from_file(path: Path, year: int | None = None) -> Plan:
    """The plan printed in an official 细化表 (xlsx, docx and whatever else is read), or kept as this program's JSON.
    UnreadableFile says why not. ``year``, where given, is the plan's year whatever the title says."""
    if path.suffix.lower() == ".json":
        return _from_json(path, year)
    from qcapp.forms.plan_reader import read_plan
    from qcapp.intake.reader import SafeReader

    reader = SafeReader()
    try:
        return read_plan(reader.document(path, SILENT), year)
    except OSError as error:
        raise UnreadableFile(f"读不到文件“{path.name}”，请检查路径和 U 盘后再试。") from error
    finally:
        reader.close()


def _from_json(path: Path, year: int | None) -> Plan:
    try:
        plan = load_plan(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"读不到文件“{path.name}”，请检查路径和 U 盘后再试。") from error
    return replace(plan, year=year) if year else plan
