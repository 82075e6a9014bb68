"""A shared ledger's address: read as written, and its password told to nobody."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.server_address import ServerAddress, is_server_address, server_address


def test_an_address_is_read_with_all_its_parts() -> None:
    found = server_address("postgresql+psycopg://%E5%BC%A0%E4%B8%89:p%40ss@db.city:5433/yingshang")
    assert found == ServerAddress("db.city", "yingshang", "张三", 5433)
    assert found.password == "p@ss"


def test_the_usual_port_need_not_be_said_and_other_spellings_of_the_scheme_are_taken() -> None:
    assert server_address(" postgres://u@h/d ") == server_address("postgresql://u@h:5432/d")


@pytest.mark.parametrize("text", [
    "postgresql+psycopg://host", "postgresql+psycopg:///d", "mysql://h/d", "postgresql://h:x/d", "postgresql://h/a/b", "",
])
def test_one_that_lacks_a_part_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="请写成"):
        server_address(text)


@pytest.mark.parametrize("text", ["postgresql://u@h/d?sslmode=require", "postgresql://h/d?password=secret", "postgresql://u@h/d#x"])
def test_what_would_be_passed_over_unseen_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="用不上") as caught:
        server_address(text)
    assert "secret" not in str(caught.value)


def test_no_two_databases_share_a_folder_on_any_file_system() -> None:
    addresses = [
        ServerAddress("h", "d"), ServerAddress("h", "D"), ServerAddress("h", "台账 1"), ServerAddress("h", "台账-1"),
        ServerAddress("h", "台账_1"), ServerAddress("h", "d."), ServerAddress("h", "2-3", port=1),
        ServerAddress("h-1", "3", port=2),
    ]
    assert len({each.folder_name.casefold() for each in addresses}) == len(addresses)
    assert ServerAddress("h", "d").folder_name == "h-5432-d"
    assert ServerAddress("H", "d", "u").folder_name == ServerAddress("h", "d", "v").folder_name


def test_the_password_is_in_nothing_that_is_shown_or_kept() -> None:
    address = server_address("postgresql://u:secret@h/d")
    assert not any("secret" in text for text in (repr(address), address.url, address.shown, address.folder_name))


@pytest.mark.parametrize("address", [
    ServerAddress("h", "库 名", "a b"), ServerAddress("::1", "d", "u", 6000), ServerAddress("h", "d"),
])
def test_an_address_that_is_kept_is_found_again(address: ServerAddress) -> None:
    assert server_address(address.url) == address


def test_a_path_is_no_address() -> None:
    assert not is_server_address(r"C:\台账\台账.sqlite3")
    assert not is_server_address("台账.sqlite3")
    assert is_server_address("postgres://nonsense")
