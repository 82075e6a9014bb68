"""The first schema. Written out in full: it imports neither models nor domain, which go on changing."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

LIST = (
    """
    CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT
    """,
    """
    CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT
    """,
    """
    CREATE TABLE plan (
        id INTEGER NOT NULL PRIMARY KEY, year INTEGER NOT NULL UNIQUE, title TEXT NOT NULL, district TEXT NOT NULL,
        office TEXT NOT NULL, due_day INTEGER NOT NULL CHECK (due_day BETWEEN 1 AND 31), source TEXT NOT NULL,
        operation INTEGER NOT NULL REFERENCES operation (seq)
    ) STRICT
    """,
    """
    CREATE TABLE task (
        plan INTEGER NOT NULL REFERENCES plan (id), place INTEGER NOT NULL, heading TEXT NOT NULL,
        PRIMARY KEY (plan, place)
    ) STRICT
    """,
    """
    CREATE TABLE section (
        plan INTEGER NOT NULL REFERENCES plan (id), place INTEGER NOT NULL, key TEXT NOT NULL,
        heading TEXT NOT NULL, text TEXT NOT NULL, units TEXT NOT NULL, PRIMARY KEY (plan, place)
    ) STRICT
    """,
    """
    CREATE TABLE measure (
        plan INTEGER NOT NULL REFERENCES plan (id), no INTEGER NOT NULL, place INTEGER NOT NULL,
        task INTEGER NOT NULL, text TEXT NOT NULL, printed_unit TEXT, contacts TEXT NOT NULL, section TEXT,
        PRIMARY KEY (plan, no)
    ) STRICT
    """,
    """
    CREATE TABLE unit (
        id INTEGER NOT NULL PRIMARY KEY, plan INTEGER NOT NULL REFERENCES plan (id), place INTEGER NOT NULL,
        name TEXT NOT NULL, UNIQUE (plan, name)
    ) STRICT
    """,
    """
    CREATE TABLE unit_alias (
        unit INTEGER NOT NULL REFERENCES unit (id), alias TEXT NOT NULL, place INTEGER NOT NULL,
        since TEXT, until TEXT, PRIMARY KEY (unit, alias)
    ) STRICT
    """,
    """
    CREATE TABLE assignment (
        id INTEGER NOT NULL PRIMARY KEY, plan INTEGER NOT NULL REFERENCES plan (id), no INTEGER NOT NULL,
        unit INTEGER NOT NULL REFERENCES unit (id), place INTEGER NOT NULL, inferred TEXT,
        UNIQUE (plan, no, unit)
    ) STRICT
    """,
    "CREATE INDEX assignment_by_plan ON assignment (plan)",
)

TRAIL = (
    """
    CREATE TABLE operation (
        seq INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
        summary TEXT NOT NULL, changed INTEGER NOT NULL, undoes INTEGER REFERENCES operation (seq),
        root INTEGER REFERENCES operation (seq), undone_by INTEGER REFERENCES operation (seq), digest TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX operation_by_root ON operation (root)",
    """
    CREATE TABLE change (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        assignment INTEGER NOT NULL REFERENCES assignment (id), field TEXT NOT NULL, period INTEGER NOT NULL,
        before_text TEXT, before_change INTEGER REFERENCES change (id),
        after_text TEXT, after_change INTEGER REFERENCES change (id), carried TEXT,
        sha256 TEXT, returned INTEGER REFERENCES returned_form (id),
        CHECK ((before_text IS NULL) = (before_change IS NULL)),
        CHECK ((after_text IS NULL) = (after_change IS NULL))
    ) STRICT
    """,
    "CREATE INDEX change_by_operation ON change (operation)",
    "CREATE INDEX change_by_cell ON change (assignment, field, period)",
    """
    CREATE TABLE cell (
        assignment INTEGER NOT NULL REFERENCES assignment (id), field TEXT NOT NULL, period INTEGER NOT NULL,
        text TEXT NOT NULL, plain TEXT, change INTEGER NOT NULL REFERENCES change (id),
        PRIMARY KEY (assignment, field, period)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX cell_by_period ON cell (period)",
    """
    CREATE TABLE setting_change (
        operation INTEGER NOT NULL REFERENCES operation (seq), key TEXT NOT NULL, before TEXT, after TEXT NOT NULL,
        PRIMARY KEY (operation, key)
    ) STRICT
    """,
)

FORMS = (
    """
    CREATE TABLE fill_form (
        form_id TEXT NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        unit INTEGER NOT NULL REFERENCES unit (id), period INTEGER NOT NULL, sent TEXT NOT NULL,
        formats TEXT NOT NULL, form_values TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX fill_form_by_period ON fill_form (period)",
    """
    CREATE TABLE blob (sha256 TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL) STRICT
    """,
    """
    CREATE TABLE returned_form (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        unit INTEGER NOT NULL REFERENCES unit (id), period INTEGER NOT NULL, serial INTEGER NOT NULL,
        sha256 TEXT NOT NULL REFERENCES blob (sha256), name TEXT NOT NULL, received TEXT NOT NULL,
        form_id TEXT, form_values TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX returned_form_by_period ON returned_form (period)",
    "CREATE INDEX returned_form_by_sha256 ON returned_form (sha256)",
    """
    CREATE TABLE held (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        assignment INTEGER NOT NULL REFERENCES assignment (id), field TEXT NOT NULL, period INTEGER NOT NULL,
        base TEXT, ours TEXT NOT NULL, theirs TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL,
        received TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX held_by_period ON held (period)",
    """
    CREATE TABLE settled (
        held INTEGER NOT NULL REFERENCES held (id), operation INTEGER NOT NULL REFERENCES operation (seq),
        PRIMARY KEY (held, operation)
    ) STRICT
    """,
)


def upgrade() -> None:
    for statement in LIST + TRAIL + FORMS:
        op.execute(statement)
