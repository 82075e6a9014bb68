"""Places and decisions, corrections, attachments, learned names, and the undo of one file of a merge."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

ADDED = (
    "ALTER TABLE operation ADD COLUMN part TEXT",
    "ALTER TABLE change ADD COLUMN place TEXT",
    "ALTER TABLE change ADD COLUMN decision TEXT",
    "ALTER TABLE fill_form ADD COLUMN corrects TEXT",
    "ALTER TABLE returned_form ADD COLUMN corrects TEXT",
    "ALTER TABLE returned_form ADD COLUMN undone_by INTEGER REFERENCES operation (seq)",
    "CREATE INDEX returned_form_by_operation ON returned_form (operation)",
    # Nearly always empty, and asked for every conflict, return and attachment that is shown.
    "CREATE INDEX returned_form_undone ON returned_form (operation, sha256) WHERE undone_by IS NOT NULL",
    "ALTER TABLE held ADD COLUMN place TEXT",
    "ALTER TABLE held ADD COLUMN remark TEXT",
    "ALTER TABLE held ADD COLUMN twin INTEGER REFERENCES held (id)",
)

# The file that settled it, which may be undone alone, becomes a part of the key.
SETTLED = (
    "ALTER TABLE settled RENAME TO settled_before",
    """
    CREATE TABLE settled (
        held INTEGER NOT NULL REFERENCES held (id), operation INTEGER NOT NULL REFERENCES operation (seq),
        sha256 TEXT NOT NULL, PRIMARY KEY (held, operation, sha256)
    ) STRICT
    """,
    "INSERT INTO settled (held, operation, sha256) SELECT held, operation, '' FROM settled_before",
    "DROP TABLE settled_before",
)

MADE = (
    """
    CREATE TABLE attachment (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        unit INTEGER NOT NULL REFERENCES unit (id), period INTEGER NOT NULL, no INTEGER, name TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES blob (sha256), origin TEXT NOT NULL, with_return TEXT
    ) STRICT
    """,
    "CREATE INDEX attachment_by_period ON attachment (period)",
    "CREATE INDEX attachment_by_operation ON attachment (operation)",
    """
    CREATE TABLE detached (
        attachment INTEGER NOT NULL REFERENCES attachment (id), operation INTEGER NOT NULL REFERENCES operation (seq),
        PRIMARY KEY (attachment, operation)
    ) STRICT
    """,
    "CREATE INDEX detached_by_operation ON detached (operation)",
    """
    CREATE TABLE learned_alias (
        operation INTEGER NOT NULL REFERENCES operation (seq), unit INTEGER NOT NULL REFERENCES unit (id),
        alias TEXT NOT NULL, PRIMARY KEY (operation, unit, alias)
    ) STRICT
    """,
)


def upgrade() -> None:
    for statement in ADDED + SETTLED + MADE:
        op.execute(statement)
