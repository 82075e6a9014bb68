"""The 细化表 layout as xlsx and docx: writers and readers of one format live together."""

import sys
from types import ModuleType


def _without_numpy() -> None:
    """openpyxl loads numpy wherever it is installed (here for the charts), for types of numbers that no table of ours holds: a
    third of a second before the first form is written. So its module that asks for numpy is put in its place beforehand."""
    if "openpyxl" not in sys.modules:
        numbers = ModuleType("openpyxl.compat.numbers")
        vars(numbers).update(NUMPY=False, __getattr__=_kinds_of_numbers)
        sys.modules.setdefault(numbers.__name__, numbers)


def _kinds_of_numbers(name: str) -> tuple[type, ...]:
    """Asked for by openpyxl alone: what only reads is spared ``decimal``."""
    if name != "NUMERIC_TYPES":
        raise AttributeError(name)
    from decimal import Decimal

    return int, float, Decimal


_without_numpy()
