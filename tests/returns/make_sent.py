"""Dispatch the form that the corpus answers, once: python -m tests.returns.make_sent

Every file of the corpus bears its form id, so that after this all of them are to be made anew.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from db.opening import create_ledger
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.forms.docx_writer import write_docx
from qcapp.forms.xlsx_writer import write_xlsx
from qcapp.services import make_services
from tests.factory import FixedClock
from tests.returns import answers
from tests.services.office import HandedOver


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        clock = FixedClock(answers.SENT_AT)
        store = create_ledger(Path(name) / "ledger.sqlite3", answers.plan(), clock, "经办人")
        edits = tuple(
            CellEdit(CellKey(no, answers.unit(), answers.period(), key), "", text)
            for no, texts in answers.cells("sent").items() for key, text in texts.items()
        )
        store.commit(OperationDraft(OperationKind.EDIT, "下发前已有的内容", "经办人", edits=edits))
        writers: dict[str, Any] = {"xlsx": write_xlsx, "docx": write_docx}
        services = make_services(store, HandedOver(), clock, "经办人", writers)
        result = services.dispatch.dispatch(answers.period(), Path(name) / "下发", units=[answers.unit()])
        for path, place in zip(result.files, (answers.SENT_XLSX, answers.SENT_DOCX), strict=True):
            shutil.copy(path, place)
        told = {**answers.told(), "form_id": result.forms[0].form_id}
        store.close()
    answers.ANSWERS.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
