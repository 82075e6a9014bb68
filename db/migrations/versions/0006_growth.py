"""Indexes by which a ledger of a million entries is as quick as a small one."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

MADE = (
    # What an operation wrote is found without a walk over all that others wrote: for its digest, for an undo.
    "CREATE INDEX fill_form_by_operation ON fill_form (operation)",
    "CREATE INDEX held_by_operation ON held (operation)",
    "CREATE INDEX settled_by_operation ON settled (operation)",
    "CREATE INDEX unit_by_operation ON unit (operation) WHERE operation IS NOT NULL",
    "CREATE INDEX assignment_by_operation ON assignment (operation) WHERE operation IS NOT NULL",
    # Every name that stands in an entry, each once.
    "CREATE INDEX cell_by_name ON cell (text) WHERE field LIKE '%.name'",
)


def upgrade() -> None:
    for statement in MADE:
        op.execute(statement)
