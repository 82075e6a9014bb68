"""The month by command line on a server: the same words, the same answers, several clerks; and from a file there and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db.server.opening import open_shared
from db.server.store import SharedLedger
from qcapp import shared_desk
from qcapp.cli import typed_password
from qcapp.domain.operations import Operation, OperationDraft
from qcapp.domain.period import Period
from qcapp.domain.server_address import ServerAddress
from qcapp.merge.plan import MergePlan
from qcapp.places import COMMAND
from qcapp.services.collect import CollectService
from qcapp.services.edit import EditService
from tests.cli.desk import MONTH, Desk
from tests.factory import FixedClock
from tests.postgres import PASSWORD, Postgres

OLDER = Path(__file__).parent.parent / "old_ledgers" / "0005.sqlite3"
ANSWERS = {6: {"progress": "已推行告知承诺制，办理 312 件。", "problems": "无"}, 27: {"progress": "=SUM(A1)不是公式"}}


@dataclass
class SharedDesk(Desk):
    """``address`` may bear a password; what is said to the command line then does too."""

    address: ServerAddress = field(default_factory=lambda: ServerAddress("127.0.0.1", "nothing"))

    @property
    def where(self) -> str:
        return self.address.url

    @property
    def own(self) -> Path:
        """This computer's folder for it."""
        return shared_desk.path_of(self.address).parent


@pytest.fixture
def database(postgres: Postgres) -> Iterator[ServerAddress]:
    address = postgres.new_database()
    yield address
    postgres.drop(address.database)


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_desk, "data_folder", lambda: tmp_path / "数据")
    monkeypatch.setattr("main.data_folder", lambda: tmp_path / "数据")
    for name in ("PGPASSWORD", "PGPASSFILE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def bare(database: ServerAddress, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> SharedDesk:
    return SharedDesk(tmp_path, capsys, address=database)


@pytest.fixture
def shared(bare: SharedDesk) -> SharedDesk:
    assert bare.ask("init")["ledger"] == bare.address.url
    return bare


def test_a_month_goes_as_in_a_file(shared: SharedDesk, tmp_path: Path) -> None:
    shared.send("区住建局")
    back = shared.filled(shared.form("区住建局"), ANSWERS)
    shared.say("--who", "李四", "set", 6, "progress", "电话报来的", "--unit", "区住建局", "--period", MONTH)
    answer = shared.ask("--who", "张三", "merge", back, "--received", "2021-07-22", expect=1)
    assert [each["ours"] for each in answer["files"][0]["conflicts"]] == ["电话报来的"]
    assert shared.entry(27, "区住建局")["progress"] == "=SUM(A1)不是公式"
    assert shared.entry(6, "区住建局")["progress"] == "电话报来的"
    assert shared.ask("undo")["undone"] == answer["operation"]
    assert shared.entry(27, "区住建局")["progress"] == ""
    done = shared.ask("--who", "张三", "merge", back, "--received", "2021-07-22", "--on-conflict", "theirs")
    assert done["files"][0]["outcome"] == "merged"
    assert shared.entry(6, "区住建局")["progress"] == ANSWERS[6]["progress"]
    said = shared.say("operations")
    assert "李四" in said
    assert "张三" in said
    out = tmp_path / "细化表.xlsx"
    shared.say("export", out, "--period", MONTH)
    assert out.stat().st_size > 10_000
    assert shared.ask("stats", "--period", MONTH)["total"]["reported"] == 2
    hits = shared.ask("search", "告知承诺制 312", "--period", MONTH)["hits"]
    assert [(hit["no"], hit["unit"]) for hit in hits] == [(6, "区住建局")]
    checked = shared.ask("check")
    assert (checked["ok"], checked["ledger"]["path"]) == (True, shared.address.url)


def test_a_merge_before_which_a_colleague_writes_is_compared_again_and_done(
    shared: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.send("区住建局", formats=("xlsx",))
    back = shared.filled(shared.form("区住建局"), ANSWERS)
    apply = CollectService.apply

    def quicker(own: CollectService, plan: MergePlan) -> Operation | None:
        monkeypatch.setattr(CollectService, "apply", apply)
        other = open_shared(shared.address, tmp_path / "李四", FixedClock())
        EditService(other, "李四").set_field(6, "区住建局", Period(2021, 7), "progress", "李四抢先")
        other.close()
        return apply(own, plan)

    monkeypatch.setattr(CollectService, "apply", quicker)
    answer = shared.ask("merge", back, "--received", "2021-07-22", expect=1)
    assert [(each["no"], each["ours"]) for each in answer["files"][0]["conflicts"]] == [(6, "李四抢先")]
    assert shared.entry(6, "区住建局")["progress"] == "李四抢先"
    assert shared.entry(27, "区住建局")["progress"] == ANSWERS[27]["progress"]
    kinds = [each["kind"] for each in shared.ask("operations")["operations"]]
    assert kinds == ["merge", "edit", "dispatch", "init"]


@pytest.mark.parametrize(("often", "expect"), [(1, 0), (9, 3)])
def test_a_field_that_a_colleague_sets_at_the_same_moment_is_set_after_that_or_told(
    shared: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, often: int, expect: int
) -> None:
    commit, left = SharedLedger.commit, list(range(often))
    other = open_shared(shared.address, tmp_path / "李四", FixedClock())

    def quicker(own: SharedLedger, draft: OperationDraft) -> Operation:
        if own is not other and left:
            EditService(other, "李四").set_field(6, "区住建局", Period(2021, 7), "progress", f"李四{left.pop()}")
        return commit(own, draft)

    monkeypatch.setattr(SharedLedger, "commit", quicker)
    shared.say("--who", "张三", "set", 6, "progress", "张三的", "--unit", "区住建局", "--period", MONTH, expect=expect)
    left.clear()
    other.close()
    assert shared.complaint.startswith("这一栏一直有人在改" if expect else "")
    shows = [each["after"] for each in reversed(shared.ask("history", 6)["changes"])]
    assert shows == (["李四8", "李四7", "李四6", "李四5"] if expect else ["李四0", "张三的"])


def test_who_undoes_the_last_work_is_told_that_it_was_a_colleagues(shared: SharedDesk) -> None:
    for who in ("张三", "李四"):
        shared.say("--who", who, "set", 6, "progress", f"{who}的", "--unit", "区住建局", "--period", MONTH)
    done = shared.ask("operations")["operations"][0]["id"]
    said = shared.say("--who", "张三", "undo")
    assert said.startswith(f"已撤销李四的操作 {done}：")
    back = shared.ask("operations")["operations"][0]["id"]
    assert f"最近的一次不是您做的；要换回来，用 {COMMAND} --ledger {shared.address.url} undo {back}，" in said
    assert shared.entry(6, "区住建局")["progress"] == "张三的"
    assert shared.say("--who", "张三", "undo").startswith("已撤销：")


def test_a_program_that_undoes_learns_whose_work_it_was(shared: SharedDesk) -> None:
    kept = shared.ask("backup")["file"]
    shared.say("--who", "李四", "set", 6, "progress", "李四的", "--unit", "区住建局", "--period", MONTH)
    assert shared.ask("--who", "张三", "undo")["by"] == "李四"
    shared.say("--who", "王五", "restore", kept)
    assert shared.ask("--who", "张三", "undo")["by"] == "王五"


def test_so_is_who_undoes_a_colleagues_restoration(shared: SharedDesk) -> None:
    kept = shared.ask("backup")["file"]
    for who, says in (("李四", "已撤销李四的操作 {}，是一次恢复："), ("张三", "已撤销那次恢复：")):
        shared.say("--who", who, "restore", kept)
        done = shared.ask("operations")["operations"][0]["id"]
        assert shared.say("--who", "张三", "undo").startswith(says.format(done))
    shared.say("--who", "李四", "restore", kept)
    done = shared.ask("operations")["operations"][0]["id"]
    assert shared.say("--who", "张三", "undo", done).startswith("已撤销那次恢复：")


def test_a_backup_is_a_ledger_file_and_comes_back(shared: SharedDesk, tmp_path: Path) -> None:
    shared.say("set", 6, "progress", "备份以前的", "--unit", "区住建局", "--period", MONTH)
    kept = Path(shared.ask("backup", tmp_path / "带走.sqlite3")["file"])
    shared.say("set", 6, "progress", "备份以后的", "--unit", "区住建局", "--period", MONTH)
    alone = Desk(tmp_path / "别处", shared.capture)
    alone.ledger.parent.mkdir(parents=True)
    alone.ledger.write_bytes(kept.read_bytes())
    assert alone.entry(6, "区住建局")["progress"] == "备份以前的"
    tried = shared.ask("restore", kept, "--dry-run")
    assert [each["summary"] for each in tried["lost"]] == ["第 6 条 区住建局 2021年7月：进展情况改为“备份以后的”"]
    said = shared.say("restore", kept)
    assert f"--ledger {shared.address.url} undo " in said
    before = Path(said.partition("备份在 ")[2].partition("。")[0])
    assert shared.entry(6, "区住建局")["progress"] == "备份以前的"
    assert before.parent.parent == shared.own
    shared.say("undo", shared.ask("operations")["operations"][0]["id"])
    assert shared.entry(6, "区住建局")["progress"] == "备份以后的"


def test_a_ledger_file_is_put_on_a_server_whole_and_stays_as_it_is(
    bare: SharedDesk, tmp_path: Path
) -> None:
    file = Desk(tmp_path, bare.capture)
    file.say("init")
    file.say("--who", "王五", "set", 6, "progress", "原来的", "--unit", "区住建局", "--period", MONTH)
    before, operations = file.ledger.read_bytes(), file.ask("operations")
    answer = file.ask("share", bare.address.url)
    assert answer == {"ledger": bare.address.url, "source": str(file.ledger), "operations": 2}
    assert file.ledger.read_bytes() == before
    assert bare.ask("operations") == operations
    assert bare.entry(6, "区住建局")["progress"] == "原来的"
    file.say("share", bare.address.url, expect=3)
    assert "已经有共享台账，没有改动它" in file.complaint
    bare.say("share", bare.address.url, expect=2)
    assert "share 是把台账文件放到服务器上" in bare.complaint


def test_what_is_not_for_a_shared_ledger_is_told_in_a_sentence(shared: SharedDesk, tmp_path: Path) -> None:
    before = shared.ask("operations")
    shared.say("handover", tmp_path / "交.ysjj", expect=3)
    assert "接手的人在自己的电脑上打开同一本共享台账就行" in shared.complaint
    shared.say("takeover", tmp_path / "交.ysjj", expect=3)
    shared.say("init", expect=3)
    assert "没有改动它" in shared.complaint
    shared.say("merge", "postgresql://li:secret@10.1.2.8/qu", expect=2)
    assert "要并入一本共享台账，请先在那里用 backup 备份出一份文件" in shared.complaint
    assert "secret" not in shared.complaint
    assert shared.ask("operations") == before


def typed(monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    """Somebody sits there and types these; what they were asked."""
    asked: list[str] = []
    left = list(given)

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return left.pop(0)

    monkeypatch.setattr(typed_password, "at_terminal", lambda: bool(given))
    monkeypatch.setattr(typed_password, "typed", answer)
    return asked


def as_guest(desk: SharedDesk, postgres: Postgres, password: str = "") -> None:
    """Who needs a password, and may all in that database."""
    postgres.run(f'ALTER DATABASE "{desk.address.database}" OWNER TO guest')
    desk.address = postgres.address(desk.address.database, "guest", password)


def test_a_password_comes_from_the_environment_or_is_typed_and_stands_nowhere(
    bare: SharedDesk, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_guest(bare, postgres)
    asked = typed(monkeypatch)
    bare.say("init", expect=3)
    assert "没有终端可以输入，请把它放在环境变量 PGPASSWORD 里" in bare.complaint
    assert asked == []
    monkeypatch.setenv("PGPASSWORD", "错的")
    bare.say("init", expect=3)
    assert "密码不对" in bare.complaint
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    bare.say("init")
    monkeypatch.delenv("PGPASSWORD")
    asked = typed(monkeypatch, PASSWORD)
    assert PASSWORD not in bare.say("check")
    assert asked == [f"用户 guest 在 {bare.address.shown} 的密码："]
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]
    assert kept == []


def test_a_password_in_the_url_is_taken_and_not_said_again(
    bare: SharedDesk, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch)
    as_guest(bare, postgres)
    import main

    url = bare.address.url.replace("guest@", "guest:%E5%AF%B9%E7%9A%84%20%E5%AF%86%E7%A0%81@")
    assert main.main(["--ledger", url, "--json", "init"]) == 0
    out, err = bare.capture.readouterr()
    assert bare.address.url in out
    assert PASSWORD not in out + err
    assert (bare.own / "address.txt").read_text(encoding="utf-8") == f"{bare.address.url}\n"


def away(desk: SharedDesk) -> None:
    desk.address = ServerAddress(desk.address.host, desk.address.database, desk.address.user, 9)


def no_database(desk: SharedDesk) -> None:
    desk.address = ServerAddress(desk.address.host, "没有这个库", desk.address.user, desk.address.port)


def misspelt(desk: SharedDesk) -> None:
    desk.address = ServerAddress(desk.address.host, "a/b", desk.address.user, desk.address.port)


@pytest.mark.parametrize(("spoil", "said", "status"), [
    (away, "没有开着数据库", 3), (no_database, "没有名为“没有这个库”的数据库", 3), (misspelt, "地址写得不对", 2),
])
def test_a_server_that_is_not_reached_is_told_in_a_sentence(
    bare: SharedDesk, spoil: Callable[[SharedDesk], None], said: str, status: int
) -> None:
    spoil(bare)
    for words in (("operations",), ("init",), ("restore", "没有.sqlite3")):
        bare.say(*words, expect=status)
        assert said in bare.complaint, bare.complaint


def test_an_empty_database_is_no_ledger_until_one_is_made(bare: SharedDesk) -> None:
    bare.say("operations", expect=3)
    assert "是空的，还不是共享台账" in bare.complaint
    assert not (bare.own / "address.txt").exists()


def test_backups_here_are_listed_while_the_server_is_away(shared: SharedDesk) -> None:
    made = shared.ask("backup")["file"]
    there = shared.own
    shared.address, at = ServerAddress(shared.address.host, shared.address.database, shared.address.user, 9), shared.address
    assert there == shared_desk.path_of(at).parent
    listed = shared.ask("backups", expect=1)
    assert listed["backups"] == []  # of another server: that one has a folder of its own
    shared.address = at
    assert made in [each["file"] for each in shared.ask("backups")["backups"]]


def test_a_districts_ledger_is_merged_as_into_a_file_with_the_same_answers(
    shared: SharedDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the same words, with the same exit status: merged, once more, damaged, and another district's."""
    file, district = Desk(tmp_path / "市", capsys), Desk(tmp_path / "区", capsys)
    for each in (file, district):
        each.say("init")
    district.say("set", 6, "progress", "区里办理 31 件", "--unit", "区住建局", "--period", MONTH)
    sent = Path(shutil.copyfile(district.ledger, tmp_path / "清城区.sqlite3"))
    broken = tmp_path / "坏.sqlite3"
    broken.write_bytes(sent.read_bytes()[:30_000])
    for path, status, outcome in ((sent, 0, "merged"), (sent, 0, "duplicate"), (broken, 1, "refused"), (OLDER, 1, "refused")):
        ours = shared.ask("merge", path, "--period", MONTH, "--received", "2021-07-22", expect=status)
        theirs = file.ask("merge", path, "--period", MONTH, "--received", "2021-07-22", expect=status)
        assert ours["files"] == theirs["files"]
        assert outcome in {each["outcome"] for each in ours["files"]}
    assert shared.entry(6, "区住建局")["progress"] == "区里办理 31 件"
    for words in (("stats", "--period", MONTH), ("status", "--period", MONTH)):
        assert shared.ask(*words) == file.ask(*words)
