"""Backups brought back are operations, a setting can be put back to not being set, and the history is found by indexes."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

# after: null where the setting was put back to not being set, as an undo of its first change does.
REBUILT = (
    """
    CREATE TABLE setting_change_rebuilt (
        operation INTEGER NOT NULL REFERENCES operation (seq), key TEXT NOT NULL, before TEXT, after TEXT,
        PRIMARY KEY (operation, key)
    ) STRICT
    """,
    "INSERT INTO setting_change_rebuilt (operation, key, before, after) SELECT operation, key, before, after FROM setting_change",
    "DROP TABLE setting_change",
    "ALTER TABLE setting_change_rebuilt RENAME TO setting_change",
)

MADE = (
    """
    CREATE TABLE restoration (
        operation INTEGER NOT NULL PRIMARY KEY REFERENCES operation (seq), source TEXT NOT NULL, source_sha256 TEXT NOT NULL,
        kept TEXT, kept_sha256 TEXT, lost INTEGER NOT NULL, regained INTEGER NOT NULL, undoes TEXT
    ) STRICT
    """,
    # By which the history finds what was done by a person, for a unit, in a field.
    "CREATE INDEX operation_by_who ON operation (who)",
    "CREATE INDEX change_by_entry ON change (assignment, field, operation)",
)


def upgrade() -> None:
    for statement in REBUILT + MADE:
        op.execute(statement)
