"""In what order tests are done, which matters where processes share them (see ``sharing`` in tools/bootstrap.py).

A process that has done its part takes tests from the end of another's. Were a long one there, the others would wait for it with
nothing to do; and what a file prepares once for all its tests is prepared twice where they are parted.
"""

from __future__ import annotations

from typing import Final

import pytest

LONG: Final = "long"


def long_first(items: list[pytest.Item]) -> None:
    """Those that are marked come before all others; else the order stays."""
    items.sort(key=lambda item: item.get_closest_marker(LONG) is None)
