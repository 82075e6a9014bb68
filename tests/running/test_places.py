"""Who stands in the operations when nobody is named."""

from __future__ import annotations

import getpass

import pytest

from qcapp.places import user_name


def test_the_environments_user_else_the_systems_else_a_word_that_the_help_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "USER", "LOGNAME", "LNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "zhangsan")
    assert user_name() == "zhangsan"

    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert user_name() == "经办人"
    monkeypatch.setenv("USER", "lisi")
    assert user_name() == "lisi"
