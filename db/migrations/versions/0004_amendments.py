"""Amendments of a list while it holds, units and assignments that come later, several lists, and what links them."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

ADDED = (
    "ALTER TABLE unit ADD COLUMN operation INTEGER REFERENCES operation (seq)",
    "ALTER TABLE assignment ADD COLUMN operation INTEGER REFERENCES operation (seq)",
)

# A list whose import was undone stays as a row, so a year may stand there more than once.
REBUILT = (
    """
    CREATE TABLE plan_rebuilt (
        id INTEGER NOT NULL PRIMARY KEY, year INTEGER NOT NULL, title TEXT NOT NULL, district TEXT NOT NULL,
        office TEXT NOT NULL, due_day INTEGER NOT NULL CHECK (due_day BETWEEN 1 AND 31), source TEXT NOT NULL,
        operation INTEGER NOT NULL REFERENCES operation (seq), since INTEGER
    ) STRICT
    """,
    """
    INSERT INTO plan_rebuilt (id, year, title, district, office, due_day, source, operation)
    SELECT id, year, title, district, office, due_day, source, operation FROM plan
    """,
    "DROP TABLE plan",
    "ALTER TABLE plan_rebuilt RENAME TO plan",
)

MADE = (
    """
    CREATE TABLE amendment (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        plan INTEGER NOT NULL REFERENCES plan (id), since INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        document TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX amendment_by_plan ON amendment (plan)",
    "CREATE INDEX amendment_by_operation ON amendment (operation)",
    """
    CREATE TABLE plan_link (
        id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (seq),
        before INTEGER NOT NULL REFERENCES plan (id), plan INTEGER NOT NULL REFERENCES plan (id), kind TEXT NOT NULL,
        old TEXT NOT NULL, new TEXT NOT NULL, confidence INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX plan_link_by_plan ON plan_link (plan)",
    "CREATE INDEX plan_link_by_operation ON plan_link (operation)",
)


def upgrade() -> None:
    for statement in ADDED + REBUILT + MADE:
        op.execute(statement)
