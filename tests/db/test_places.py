"""Every value tells its file, its place in it and what was decided; a correction tells what it corrects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qcapp.domain.ledger import Source
from qcapp.domain.operations import CellEdit
from qcapp.domain.place import Place
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    AUGUST,
    JULY,
    ZS,
    conflict,
    dispatch_draft,
    edit,
    form,
    key,
    merge_draft,
    returned,
    sha,
)

PLACE = Place("下发表 ‘1’", 6, 5)


def merged(ledger: LedgerStore, field: str = "progress") -> Source:
    """A value out of a file at a place; where it is said to be from."""
    draft = merge_draft(b"one", CellEdit(key(field=field), "", "来表"))
    ledger.commit(replace(draft, edits=tuple(each._replace(place=PLACE, decision="both") for each in draft.edits)))
    return Source("回收表.xlsx", date(2021, 7, 20), sha(b"one"), PLACE, "both")


def source(ledger: LedgerStore, field: str = "progress") -> Source:
    return ledger.snapshot(JULY).entry(1, ZS).values[field].source


def test_a_cell_its_history_and_its_operation_tell_the_place_and_the_decision(ledger: LedgerStore) -> None:
    expected = merged(ledger)
    assert source(ledger) == expected
    assert [change.source for change in ledger.history(1, 2021)] == [expected]
    assert [change.source for change in ledger.changes(ledger.operations(1)[0].id)] == [expected]


def test_a_value_carried_over_and_one_brought_back_tell_it_too(ledger: LedgerStore) -> None:
    expected = merged(ledger, "deadline")
    assert ledger.snapshot(AUGUST).entry(1, ZS).values["deadline"].source == expected
    edit(ledger, key(field="deadline"), "手改")
    assert source(ledger, "deadline") == Source(None, None)
    undo = ledger.undo(None, "张三").operation
    assert source(ledger, "deadline") == expected
    assert [change.source for change in ledger.changes(undo.id)] == [expected]


def test_a_held_conflict_tells_its_place_and_why_it_is_asked(ledger: LedgerStore) -> None:
    asked = replace(conflict(key()), place=PLACE, remark="两条措施共用一格")
    ledger.commit(merge_draft(held=(asked, conflict(key(2)))))
    assert [replace(each, id=0) for each in ledger.held()] == [asked, conflict(key(2))]


def test_a_form_that_asks_for_corrections_is_found_but_is_not_the_months_form(ledger: LedgerStore) -> None:
    slip = form("QC-202107-01-WXYZ")._replace(corrects=sha(b"one"))
    ledger.commit(dispatch_draft(form()))
    ledger.commit(dispatch_draft(slip))
    assert ledger.snapshot(JULY).dispatched == {ZS: form()}
    assert ledger.fill_form(slip.form_id) == slip
    assert ledger.form_ids(JULY) == {form().form_id, slip.form_id}


def test_a_return_tells_which_one_it_mends(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one"))
    file, record = returned(b"two")
    draft = merge_draft(b"two")
    ledger.commit(replace(draft, returned=((file, record._replace(corrects=sha(b"one"))),)))
    assert [each.corrects for each in ledger.snapshot(JULY).returned[ZS]] == [None, sha(b"one")]
    assert [each.corrects for each in ledger.returns_with(sha(b"two"))] == [sha(b"one")]
