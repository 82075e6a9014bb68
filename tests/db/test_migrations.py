"""The schema is made by migrations alone; an older ledger is upgraded whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import models, revisions
from db.engine import engine_for
from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock

NEXT = f"{int(revisions.head()) + 1:04d}"
SCRIPT = '''
from alembic import op
revision = "{revision}"
down_revision = "{before}"
def upgrade():
{steps}
'''
STEPS = (
    'op.execute("ALTER TABLE plan ADD COLUMN remark TEXT")',
    'op.execute("UPDATE plan SET remark = title")',
    'op.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT")',
    'op.execute("DROP TABLE setting_change")',
)


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes this program one whose schema is a revision further, by those steps."""

    def become(*steps: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(revisions.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        body = "\n".join(f"    {step}" for step in steps)
        text = SCRIPT.format(revision=NEXT, before=revisions.head(), steps=body)
        (folder / "versions" / f"{NEXT}_next.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(revisions, "MIGRATIONS", folder)
        monkeypatch.setattr(revisions, "REVISIONS", (*revisions.REVISIONS, NEXT))

    return become


def test_the_models_say_what_the_migrations_make(path: Path) -> None:
    engine = engine_for(path)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), models.metadata) == []
    engine.dispose()


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(revisions.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == revisions.REVISIONS


def test_migrations_depend_on_nothing_that_goes_on_changing() -> None:
    for script in revisions.MIGRATIONS.rglob("*.py"):
        lines = script.read_text(encoding="utf-8").splitlines()
        imports = [line for line in lines if line.startswith(("import ", "from "))]
        assert not [line for line in imports if line.split()[1].split(".")[0] in ("db", "qcapp")], script.name


def test_an_older_ledger_is_backed_up_and_upgraded(
    ledger: SqlLedger, path: Path, clock: FixedClock, newer_program: Callable[..., None]
) -> None:
    edit(ledger, key(), "旧账里的话")
    ledger.close()
    older = path.read_bytes()
    newer_program(*STEPS[:3])
    upgraded = open_ledger(path, clock)
    assert shown(upgraded, key()) == "旧账里的话"
    assert all(check.ok for check in upgraded.check())
    (backup,) = upgraded.backups()
    upgraded.close()
    assert backup.path.read_bytes()[100:] == older[100:]
    query = sqlite3.connect(path)
    assert query.execute("SELECT remark = title FROM plan").fetchall() == [(1,)]
    assert query.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEXT,)]
    assert query.execute("PRAGMA user_version").fetchone() == (int(NEXT),)
    query.close()
    open_ledger(path, clock).close()
    assert len(list((path.parent / "backups").glob("*.sqlite3"))) == 1


@pytest.mark.parametrize("failing", range(len(STEPS) + 1))
def test_a_migration_that_fails_at_any_step_leaves_the_old_ledger(
    path: Path, clock: FixedClock, newer_program: Callable[..., None], failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = path.read_bytes()
    newer_program(*STEPS[:failing], 'raise ValueError("a bug")', *STEPS[failing:])
    with pytest.raises(LedgerError, match="升级没有成功，已退回原样"):
        open_ledger(path, clock)
    monkeypatch.undo()
    assert path.read_bytes() == older
    open_ledger(path, clock).close()


def test_a_migration_that_breaks_references_is_taken_back(
    path: Path, clock: FixedClock, newer_program: Callable[..., None]
) -> None:
    older = path.read_bytes()
    newer_program('op.execute("DELETE FROM unit")')
    with pytest.raises(LedgerError, match="升级没有成功，已退回原样"):
        open_ledger(path, clock)
    assert path.read_bytes() == older


def test_an_older_backup_is_upgraded_when_it_is_restored(
    ledger: SqlLedger, path: Path, clock: FixedClock, newer_program: Callable[..., None]
) -> None:
    edit(ledger, key(), "旧备份")
    backup = ledger.backup()
    ledger.close()
    newer_program(*STEPS[:2])
    again = open_ledger(path, clock)
    again.restore(backup.path, "张三")
    assert shown(again, key()) == "旧备份"
    again.close()
