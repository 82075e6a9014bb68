"""Phones: one number however it is written, never another."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.phones import Line, digits_lost, numbers, restored, same_phone


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("0763-3312345", "07633312345", True),
        ("０７６３－３３１２３４５", "0763-3312345", True),
        ("(0763)3312345", "0763 331 2345", True),
        ("138 0013 8000", "13800138000", True),
        ("13800138000", "13800138001", False),
        ("0763-3312345", "3312345", False),
        ("0763-3312345 转 802", "0763-3312345转802", True),
        ("0763-3312345转802", "0763-3312345转803", False),
        ("0763-3312345、3367890", "0763-3312345", False),
        ("13800138000、13900139000", "13900139000、13800138000", False),
        ("13800138000", "+86 138 0013 8000", True),
        ("13800138000 13900139000", "13800138000、13900139000", True),
        ("0763-3312345 3312346", "0763-33123453312346", False),
        ("13800138000\n13900139000", "1380013800013900139000", False),
        ("3312345 (8)", "33123458", False),
        ("0763-3312345-801", "0763-3312345801", False),
        ("", "", True),
        ("", "13800138000", False),
        ("无", "无", True),
    ],
)
def test_a_number_is_compared_by_its_digits(left: str, right: str, equal: bool) -> None:
    assert same_phone(left, right) is equal
    assert same_phone(right, left) is equal


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("1.38E+10", True), ("1.38001E10", True), ("１.３８E+10", True),
        ("13800138000", False), ("0763-1234567", False), ("", False),
    ],
)
def test_a_number_rounded_away_by_a_spreadsheet_is_noticed(text: str, lost: bool) -> None:
    assert digits_lost(text) is lost


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("7633312345", "0763-3312345", True), ("（0763）3312345", "7633312345.0", True), ("2012345678", "020-12345678", True),
        ("2082345678", "020-82345678", True), ("7633312345", "0763-3312346", False), ("7633312345", "0763-3312345转8", False),
        ("7633312345、13800138000", "0763-3312345", False), ("3800138000", "13800138000", False),
    ],
)
def test_a_landline_that_lost_its_zero_to_a_spreadsheet_is_the_same_number(left: str, right: str, equal: bool) -> None:
    assert (same_phone(left, right), same_phone(right, left)) == (equal, equal)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13800138000.0", "13800138000"), ("3312345.00", "3312345"), ("1.3800138001E+10", "13800138001"),
        ("1.38001380010e+10", "13800138001"), ("1.38001380015E+10", "1.38001380015E+10"), ("1.38E+10", "1.38E+10"),
        ("1.3800138E+10", "1.3800138E+10"), ("0763-3312345", "0763-3312345"), ("13800138000.5", "13800138000.5"), ("1.5", "1.5"),
    ],
)
def test_a_number_written_out_whole_by_a_spreadsheet_has_its_digits_back(text: str, digits: str) -> None:
    assert restored(text) == digits


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("13800138000", ["13800138000"]),
        ("+86 138-0013-8000", ["13800138000"]),
        ("１３８００１３８０００", ["13800138000"]),
        ("13800138000.0", ["13800138000"]),
        ("0763-3312345转8001", ["0763-3312345转8001"]),
        ("（0763）3312345—801", ["0763-3312345转801"]),
        ("3312345(转801)", ["3312345转801"]),
        ("07633312345", ["0763-3312345"]),
        ("010 6234 5678", ["010-62345678"]),
        ("+86-763-3312345", ["0763-3312345"]),
        ("3312345、13800138000", ["3312345", "13800138000"]),
        ("座机0763-3312345手机13800138000", ["0763-3312345", "13800138000"]),
        ("138 0013 8000 0763 3312345", ["13800138000", "0763-3312345"]),
        ("3312345-3312346", ["3312345", "3312346"]),
        ("办公室 3312345", ["3312345"]),
        ("400-830-1234", ["4008301234"]),
        ("无", []),
        ("1.38E+10", []),
    ],
)
def test_a_cell_is_read_as_the_list_of_its_numbers(text: str, read: list[str]) -> None:
    assert [phone.number for phone in numbers(text)] == read
    assert all(phone.plausible for phone in numbers(text))


@pytest.mark.parametrize("text", ["1380013800", "138001380001", "0763-331234", "23800138000", "661234"])
def test_a_number_with_a_digit_too_few_or_too_many_is_listed_as_none(text: str) -> None:
    assert [phone.line for phone in numbers(text)] == [Line.UNKNOWN]


def test_a_landline_without_area_code_is_told() -> None:
    near, far, mobile = numbers("3312345 0763-3312345 13800138000")
    assert [each.lacks_area for each in (near, far, mobile)] == [True, False, False]
    assert (far.area, far.digits, far.line) == ("0763", "07633312345", Line.LANDLINE)


def test_the_same_number_with_its_extension_in_another_dress_is_no_change() -> None:
    assert same_phone("（0763）3312345转801", "0763-3312345-801")
    assert same_phone("3312345、13800138000", "3312345  13800138000")
    assert not same_phone("0763-3312345转801（办）", "0763-3312345-801")


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINES = st.tuples(st.sampled_from(["0763", "020", "010"]), st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True))


@given(MOBILES, LANDLINES, st.sampled_from(["、", " ", "\n", "/", "；", "，手机"]), st.sampled_from(["-", " ", "", "）"]))
def test_no_digit_is_invented_or_dropped(mobile: str, landline: tuple[str, str], between: str, joint: str) -> None:
    area, local = landline
    first = f"（{area}）{local}" if joint == "）" else f"{area}{joint}{local}"
    read = numbers(f"{first}{between}{mobile[:3]} {mobile[3:7]} {mobile[7:]}")
    assert [phone.digits for phone in read] == [area + local, mobile]


@given(st.text(st.sampled_from("0123456789-（）转 、+8６.E"), max_size=30))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    half = unicodedata.normalize("NFKC", text)
    for phone in numbers(text):
        assert "".join(filter(str.isdigit, phone.written)) in "".join(filter(str.isdigit, half))
