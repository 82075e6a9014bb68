"""Phones: one number however it is written, never another."""

from __future__ import annotations

import pytest

from qcapp.domain.phones import digits_lost, same_phone


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
