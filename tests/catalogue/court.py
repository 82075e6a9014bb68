"""What the court answers in the tests of the table, and that all of it has arrived."""

from __future__ import annotations

from tests.catalogue.clerk import COURT, Clerk

SAID = {
    60: {"progress": "已办 312 件。", "problems": "无", "responsible.name": "某甲", "responsible.phone": "0763-3300060"},
    61: {"progress": "系统已对接。", "liaison.name": "某乙", "liaison.phone": "13800000061"},
    64: {"progress": "专班已设。", "deadline": "长期坚持"},
}


def check(clerk: Clerk) -> None:
    """All of SAID is in the ledger."""
    for no, texts in SAID.items():
        entry = clerk.entry(no, COURT)
        told: dict[str, str] = {key: entry[key] for key in ("progress", "problems", "deadline") if key in texts}
        for contact, prefix in zip(entry["contacts"], ("responsible", "liaison"), strict=True):
            told |= {f"{prefix}.{part}": contact[part] for part in ("name", "phone") if f"{prefix}.{part}" in texts}
        assert told == texts, no
