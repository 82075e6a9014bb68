"""What every test stands on: no screen is needed, and tests of LibreOffice say so when it is absent."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

import qcapp.forms  # noqa: F401  before a test imports openpyxl

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long a test takes says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("soffice"):
        return
    absent = pytest.mark.skip(reason="soffice is not installed; .ci/run installs it")
    for item in items:
        if item.get_closest_marker("office"):
            item.add_marker(absent)
