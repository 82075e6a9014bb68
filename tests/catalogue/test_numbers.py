"""That nothing of what comes back is left out."""

from __future__ import annotations

import re
from pathlib import Path


def test_each_of_the_37_has_a_test_that_names_it() -> None:
    texts = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = {int(number) for text in texts for number in re.findall(r"^def test_(\d\d)_", text, re.MULTILINE)}
    assert named == set(range(1, 38))
