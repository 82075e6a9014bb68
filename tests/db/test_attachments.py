"""佐证材料 is kept once by its bytes, shows until it is let go, and comes and goes with what brought it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.ledger import Attachment
from qcapp.domain.operations import NewAttachment
from qcapp.ports import LedgerStore
from tests.db.drafts import AUGUST, JULY, SW, ZS, attach_draft, attachment, edit, files_draft, key, sha
from tests.factory import FixedClock


def names(ledger: LedgerStore) -> list[str]:
    assert ledger.snapshot(JULY).attachments == ledger.attachments(JULY)
    return [each.name for each in ledger.attachments(JULY)]


def test_an_attachment_shows_in_its_month_with_all_that_is_known_of_it(ledger: LedgerStore, clock: FixedClock) -> None:
    ledger.commit(attach_draft(attachment()))
    (found,) = ledger.attachments()
    assert found == Attachment(found.id, ZS, JULY, 1, "photo.jpg", sha(b"photo"), 5, clock.now(), "张三", "随表带来")
    assert ledger.snapshot(JULY).attachments == ledger.attachments(JULY) == (found,)
    assert ledger.attachments(AUGUST) == ledger.snapshot(AUGUST).attachments == ()
    assert ledger.file_bytes(sha(b"photo")) == b"photo"
    assert JULY in ledger.periods()


def test_attachments_stand_by_unit_and_measure_those_of_the_whole_return_first(ledger: LedgerStore) -> None:
    other = attachment(b"tax", 3)._replace(unit=SW)
    ledger.commit(attach_draft(other, attachment(b"two", 2), attachment(b"one", 1), attachment(b"whole", None)))
    assert names(ledger) == ["whole.jpg", "one.jpg", "two.jpg", "tax.jpg"]


def test_the_same_bytes_are_kept_once_and_may_be_a_return_too(ledger: LedgerStore) -> None:
    scan = attachment(b"scan", None, with_return=b"scan")
    ledger.commit(replace(files_draft(more=(b"scan",)), attached=(scan, attachment(b"scan", 1))))
    assert names(ledger) == ["scan.jpg", "scan.jpg"]
    assert all(check.ok for check in ledger.check())


def test_one_let_go_is_gone_until_that_is_undone_and_its_bytes_stay(ledger: LedgerStore) -> None:
    ledger.commit(attach_draft(attachment(b"one"), attachment(b"two")))
    first = ledger.attachments()[0]
    ledger.commit(attach_draft(let_go=(first.id,)))
    assert names(ledger) == ["two.jpg"]
    assert ledger.file_bytes(first.sha256) == b"one"
    with pytest.raises(LedgerChanged, match="请刷新"):
        ledger.commit(attach_draft(let_go=(first.id,)))
    ledger.undo(None, "张三")
    assert names(ledger) == ["one.jpg", "two.jpg"]
    ledger.redo("张三")
    assert names(ledger) == ["two.jpg"]


def test_undo_takes_an_attachment_away_and_redo_brings_it_back(ledger: LedgerStore) -> None:
    done = ledger.commit(attach_draft(attachment()))
    before = ledger.attachments()
    assert ledger.undo(None, "张三").undone.id == done.id
    assert names(ledger) == []
    ledger.redo("张三")
    assert ledger.attachments() == before


def test_an_attachment_that_was_let_go_and_whose_adding_is_undone_comes_back_with_neither_alone(ledger: LedgerStore) -> None:
    added = ledger.commit(attach_draft(attachment()))
    gone = ledger.commit(attach_draft(let_go=(ledger.attachments()[0].id,)))
    undo = ledger.undo(added.id, "张三").operation
    ledger.undo(gone.id, "张三")
    assert names(ledger) == []
    ledger.undo(undo.id, "张三")
    assert names(ledger) == ["photo.jpg"]


def test_what_was_attached_to_nothing_is_passed_over_by_undo(ledger: LedgerStore) -> None:
    done = edit(ledger, key(), "一")
    ledger.commit(attach_draft())
    assert ledger.undo(None, "张三").undone.id == done.id


@pytest.mark.parametrize(
    "wrong", [attachment()._replace(no=3), attachment()._replace(no=99), attachment()._replace(unit="某局")]
)
def test_an_attachment_to_what_the_list_does_not_have_is_refused(ledger: LedgerStore, wrong: NewAttachment) -> None:
    before = ledger.operations()
    with pytest.raises(UsageError, match="没有责任单位"):
        ledger.commit(attach_draft(attachment(b"good"), wrong))
    assert (ledger.operations(), ledger.attachments(), ledger.file_bytes(sha(b"good"))) == (before, (), None)
