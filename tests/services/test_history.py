"""Which undo holds of an operation, whole or one file of it: what brings it back."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UsageError
from tests.merge.world import JULY, returned_file
from tests.services.office import Office


def test_the_undo_that_holds_is_found_for_the_whole_and_for_a_file(office: Office) -> None:
    office.dispatch()
    sent, history = office.store.snapshot(JULY).dispatched, office.services.history
    forms = [
        office.world.form({1: {"progress": "政数"}}, sent["区政数局"].form_id),
        office.world.form({4: {"progress": "税务"}}, sent["区税务局"].form_id),
    ]
    office.reader.files = [returned_file(form, f"{place}.xlsx") for place, form in enumerate(forms)]
    first, second = (file.sha256 for file in office.reader.files)
    merge = office.merge()
    assert merge is not None
    assert history.undone_by(merge.id) is None
    part = history.undo(merge.id, sha256=first).operation
    assert history.undone_by(merge.id) is None
    assert history.undone_by(merge.id, sha256=first) == part
    assert history.undone_by(merge.id, sha256=second) is None
    assert [(record.name, record.undone) for record in history.files(merge.id)] == [("0.xlsx", True), ("1.xlsx", False)]
    history.undo(part.id)
    assert history.undone_by(merge.id, sha256=first) is None
    whole = history.undo(merge.id).operation
    assert history.undone_by(merge.id) == whole
    assert office.text(1, "progress") == ""
    history.undo(whole.id)
    assert history.undone_by(merge.id) is None
    assert office.text(1, "progress") == "政数"
    with pytest.raises(UsageError):
        history.undone_by("nonsense")
