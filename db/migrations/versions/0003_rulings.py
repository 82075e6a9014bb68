"""Rulings, and bulletins as issued."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

MADE = (
    """
    CREATE TABLE ruling (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        unit INTEGER NOT NULL REFERENCES unit (id), no INTEGER, period INTEGER, kind TEXT NOT NULL,
        lifted INTEGER NOT NULL CHECK (lifted IN (0, 1)), document TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX ruling_by_period ON ruling (period)",
    "CREATE INDEX ruling_by_operation ON ruling (operation)",
    """
    CREATE TABLE bulletin (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        period INTEGER NOT NULL, issued TEXT NOT NULL, title TEXT NOT NULL, figures TEXT NOT NULL,
        name TEXT, sha256 TEXT REFERENCES blob (sha256)
    ) STRICT
    """,
    "CREATE INDEX bulletin_by_period ON bulletin (period)",
    "CREATE INDEX bulletin_by_operation ON bulletin (operation)",
)


def upgrade() -> None:
    for statement in MADE:
        op.execute(statement)
