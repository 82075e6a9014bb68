"""Writing what was sent out, what came back and what is kept with it: forms, returned files, attachments."""

from __future__ import annotations

from collections.abc import Iterable

from db.coding import compact, month, packed
from db.parts import in_force
from db.plans import Catalogue
from db.query import Query, Row, put_numbered, put_rows
from db.returns import attachments
from qcapp.domain.errors import LedgerChanged, LedgerError
from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
from qcapp.domain.operations import NewAttachment, OperationDraft
from qcapp.domain.plan import EntryKey

_SERIALS = "SELECT unit, max(serial) FROM returned_form WHERE period = ? GROUP BY unit"
"""Of all units at once: of hundreds each is one of a month's hundreds, which SQLite would look through for every one."""
_LET_GO = "要移除的佐证材料已经移除过或已被撤销，请刷新后再看。"


class Filed:
    """From a file's SHA-256 to the returned form that an edit came from; ``new`` has those of this operation."""

    def __init__(self, query: Query, new: dict[tuple[str, str], int]) -> None:
        self._query = query
        self._known: dict[tuple[str, str], int | None] = dict(new)
        self._new: dict[str, int] = {}
        for (sha256, _), number in new.items():
            self._new.setdefault(sha256, number)

    def id_of(self, sha256: str | None, unit: str) -> int | None:
        """That unit's record of the file, else any record of it; of this operation first, then a live one, the newest."""
        if sha256 is None:
            return None
        if (sha256, unit) not in self._known:
            self._known[sha256, unit] = self._new.get(sha256) or self._of_before(sha256, unit)
        return self._known[sha256, unit]

    def _of_before(self, sha256: str, unit: str) -> int | None:
        row = self._query.execute(
            "SELECT r.id FROM returned_form r JOIN unit u ON u.id = r.unit JOIN operation o ON o.seq = r.operation"
            f" WHERE r.sha256 = ? ORDER BY u.name = ? DESC, {in_force('o', 'r.sha256')} DESC, r.id DESC LIMIT 1",
            (sha256, unit),
        ).fetchone()
        return row[0] if row else None


def put_returned(
    query: Query, returned: tuple[tuple[ReturnedFile, ReturnRecord], ...], catalogue: Catalogue, seq: int
) -> Filed:
    """Files and records."""
    if not returned:
        return Filed(query, {})
    put_blobs(query, ((file.sha256, file.data) for file, _ in returned))
    first = query.execute("SELECT coalesce(max(id), 0) + 1 FROM returned_form").fetchone()[0]
    serials: dict[int, dict[int, int]] = {}
    rows: list[Row] = []
    ids: dict[tuple[str, str], int] = {}
    for number, (_, record) in enumerate(returned, start=first):
        unit, period = catalogue.of(record.period).unit_id(record.unit), month(record.period)
        if period not in serials:
            serials[period] = dict(query.execute(_SERIALS, (period,)))
        serial = serials[period].get(unit, 0) + 1
        serials[period][unit] = serial
        ids[record.sha256, record.unit] = number
        rows.append(
            {
                "id": number, "operation": seq, "unit": unit, "period": period, "serial": serial,
                "sha256": record.sha256, "name": record.name, "received": record.received.isoformat(),
                "form_id": record.form_id, "form_values": packed(record.values), "corrects": record.corrects,
            }
        )
    put_rows(query, "returned_form", rows)
    return Filed(query, ids)


def put_blobs(query: Query, files: Iterable[tuple[str, bytes]]) -> None:
    """Bytes by their SHA-256, the same ones once."""
    rows: list[Row] = [{"sha256": sha256, "size": len(data), "data": data} for sha256, data in dict(files).items()]
    put_rows(query, "blob", rows, " ON CONFLICT (sha256) DO NOTHING")


def put_forms(query: Query, forms: tuple[FillForm, ...], catalogue: Catalogue, seq: int) -> None:
    rows: list[Row] = [
        {
            "form_id": form.form_id, "operation": seq, "unit": catalogue.of(form.period).unit_id(form.unit),
            "period": month(form.period), "sent": form.sent.isoformat(), "formats": compact(form.formats),
            "form_values": packed(form.values), "corrects": form.corrects,
        }
        for form in forms
    ]
    for row in rows:
        if query.execute("SELECT 1 FROM fill_form WHERE form_id = ?", (row["form_id"],)).fetchone():
            raise LedgerError(f"表号 {row['form_id']} 已经下发过，没有再次登记，请重新下发以换用新的表号。")
    put_rows(query, "fill_form", rows)


def put_attachments(query: Query, draft: OperationDraft, catalogue: Catalogue, seq: int) -> None:
    """Those let go, then those added. LedgerChanged when one to be let go is there no more."""
    if draft.detached:
        there = {each.id for each in attachments(query, catalogue, None)}
        if not there.issuperset(draft.detached):
            raise LedgerChanged(_LET_GO)
        gone: list[Row] = [{"attachment": key, "operation": seq} for key in sorted(set(draft.detached))]
        put_rows(query, "detached", gone)
    if draft.attached:
        put_blobs(query, ((each.sha256, each.data) for each in draft.attached))
        put_numbered(query, "attachment", [_attachment(each, catalogue, seq) for each in draft.attached])


def _attachment(new: NewAttachment, catalogue: Catalogue, seq: int) -> Row:
    """UsageError for a unit that there is not, or that has no part in the measure."""
    listed = catalogue.of(new.period)
    if new.no is not None:
        listed.assignment_id(EntryKey(new.no, listed.plan.unit_named(new.unit)))
    return {
        "operation": seq, "unit": listed.unit_id(new.unit), "period": month(new.period), "no": new.no, "name": new.name,
        "sha256": new.sha256, "origin": new.origin, "with_return": new.with_return,
    }
