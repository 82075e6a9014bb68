"""The 细化表 layout as xlsx and docx: writers and readers of one format live together."""

import sys
from decimal import Decimal
from types import ModuleType


def _without_numpy() -> None:
    """openpyxl loads numpy wherever it is installed (here for the charts), for types of numbers that no table of ours holds: a
    third of a second before the first form is written. So its module that asks for numpy is put in its place beforehand."""
    if "openpyxl" not in sys.modules:
        numbers = ModuleType("openpyxl.compat.numbers")
        vars(numbers).update(NUMERIC_TYPES=(int, float, Decimal), NUMPY=False)
        sys.modules.setdefault(numbers.__name__, numbers)


_without_numpy()
