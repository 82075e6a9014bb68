"""What is set of a month's 通报 stays between two sittings; a letterhead is looked at before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qcapp.domain.errors import UnreadableFile, UsageError
from qcapp.domain.operations import OperationKind
from qcapp.domain.settings import LETTERHEAD
from qcapp.services.month_draft import MonthDraft
from tests.merge.world import JULY
from tests.services.office import Office


def test_a_months_draft_is_kept_by_itself_and_is_no_operation(office: Office) -> None:
    before = office.store.operations()
    kept = office.services.month_draft
    draft = MonthDraft({"overall.some": "截至{截至}…"}, "清营商办〔2021〕5号", "/桌面/通报.docx", date(2021, 7, 28), "due")
    for each in (replace(draft, figures=date(2021, 7, 26)), draft):
        kept.keep(JULY, each)
        assert kept.of(JULY) == each
    assert kept.of(JULY.shifted(1)) == MonthDraft()
    assert office.store.operations() == before
    kept.keep(JULY, MonthDraft())
    assert kept.of(JULY) == MonthDraft()


@pytest.mark.parametrize("text", [
    "不是 JSON", "[]", '{"wording": 3, "number": 4}', '{"day": "28日", "figures": "昨天"}', '{"day": 28, "figures": null}',
])
def test_a_draft_that_cannot_be_read_counts_as_none(office: Office, text: str) -> None:
    office.store.remember(f"window.bulletin.{JULY}", text)
    assert office.services.month_draft.of(JULY) == MonthDraft()


def test_a_letterhead_is_chosen_used_and_dropped(office: Office, tmp_path: Path) -> None:
    letterhead = office.services.letterhead
    assert letterhead.name() == ""
    sample = letterhead.write_sample(tmp_path / "红头.docx")
    operation = letterhead.choose(sample)
    assert operation is not None
    assert operation.kind is OperationKind.SETTINGS
    assert letterhead.name() == "红头.docx"
    assert letterhead.choose(sample) is None
    assert letterhead.drop() is not None
    assert letterhead.name() == ""
    assert not LETTERHEAD.text(office.store.settings())


def test_what_can_be_no_letterhead_is_refused_and_nothing_changes(office: Office, tmp_path: Path) -> None:
    letterhead = office.services.letterhead
    (tmp_path / "a.docx").write_bytes(b"PK no")
    with pytest.raises(UnreadableFile):
        letterhead.choose(tmp_path / "a.docx")
    with pytest.raises(UnreadableFile, match="读不到“没有\\.docx”"):
        letterhead.choose(tmp_path / "没有.docx")
    (tmp_path / "大.docx").write_bytes(bytes(2 * 2**20 + 1))
    with pytest.raises(UsageError, match="超过 2 MB"):
        letterhead.choose(tmp_path / "大.docx")
    assert letterhead.name() == ""
