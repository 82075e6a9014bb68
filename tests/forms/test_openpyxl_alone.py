"""Writing a form loads no library that only charts need."""

from __future__ import annotations

import sys

from tests.programs import ended

PROBE = """
import sys
from qcapp.forms import xlsx_writer
from openpyxl import Workbook
sheet = Workbook().active
sheet.append([1, 2.5, "字"])
assert [cell.data_type for cell in sheet[1]] == ["n", "n", "s"], sheet[1]
print(sorted({"numpy", "matplotlib", "pandas"} & set(sys.modules)))
"""
WRITERS = """
import sys
from qcapp.forms import docx_writer, xlsx_writer
print(sorted({"ssl", "http.client", "urllib.request"} & set(sys.modules)))
"""


def test_the_first_form_is_not_kept_waiting_by_numpy() -> None:
    done = ended([sys.executable, "-c", PROBE], check=True)
    assert done.stdout.strip() == "[]"


def test_no_form_waits_for_what_speaks_to_a_network() -> None:
    done = ended([sys.executable, "-c", WRITERS], check=True)
    assert done.stdout.strip() == "[]"
