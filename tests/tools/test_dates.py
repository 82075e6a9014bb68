"""Dates in words are put together of numbers: what stands in a format of ``strftime`` goes through the system's code page, and
Windows refuses Chinese there unless it is a Chinese one."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def formats(tree: ast.AST) -> list[str]:
    """Of f-strings, and of calls of strftime."""
    found = []
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            parts = node.format_spec.values
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strftime":
            parts = node.args
        found += [str(part.value) for part in parts if isinstance(part, ast.Constant) and "%" in str(part.value)]
    return found


def test_no_format_of_a_date_has_chinese_in_it() -> None:
    files = [ROOT / "main.py", *(each for room in ("db", "qcapp", "ui") for each in (ROOT / room).rglob("*.py"))]
    wrong = {
        f"{file.relative_to(ROOT)}: {each}"
        for file in files for each in formats(ast.parse(file.read_text(encoding="utf-8"))) if not each.isascii()
    }
    assert wrong == set()
    assert set(formats(ast.parse("f'{at:%m月}'; at.strftime('%Y年')"))) == {"%m月", "%Y年"}
