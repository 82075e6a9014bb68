"""The tables, as SQLAlchemy Core knows them.

The migrations make the schema and a test holds the two together; what a server has is held against it too. Periods are
integers (202107), times ISO text; a unit, assignment, change or operation is referred to by its integer key.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint, text

metadata = MetaData()


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _number(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=null)


def _to(name: str, target: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=null)


def _key(name: str = "id") -> Column[int]:
    return Column(name, Integer, primary_key=True)


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"))
setting = Table("setting", metadata, Column("key", Text, primary_key=True), _text("value"))

# ---------------------------------------------------------------- the official list

# since: the first month that goes by it, null for January of its year. One whose operation is undone is not there: of a year
# there may be several rows, of which one counts.
plan = Table(
    "plan", metadata, _key(), _number("year"), _text("title"), _text("district"), _text("office"), _number("due_day"),
    _text("source"), _to("operation", "operation.seq"), _number("since", null=True),
)
task = Table(
    "task", metadata, Column("plan", Integer, ForeignKey("plan.id"), primary_key=True),
    Column("place", Integer, primary_key=True), _text("heading"),
)
section = Table(
    "section", metadata, Column("plan", Integer, ForeignKey("plan.id"), primary_key=True),
    Column("place", Integer, primary_key=True), _text("key"), _text("heading"), _text("text"), _text("units"),
)
measure = Table(
    "measure", metadata, Column("plan", Integer, ForeignKey("plan.id"), primary_key=True),
    Column("no", Integer, primary_key=True), _number("place"), _number("task"), _text("text"),
    _text("printed_unit", null=True), _text("contacts"), _text("section", null=True),
)
# operation, of units and assignments: the one that brought them in later, null for what stands in the printed list.
unit = Table(
    "unit", metadata, _key(), _to("plan", "plan.id"), _number("place"), _text("name"),
    _to("operation", "operation.seq", null=True), UniqueConstraint("plan", "name"),
    Index("unit_by_operation", "operation", sqlite_where=text("operation IS NOT NULL")),
)
unit_alias = Table(
    "unit_alias", metadata, Column("unit", Integer, ForeignKey("unit.id"), primary_key=True),
    Column("alias", Text, primary_key=True), _number("place"), _text("since", null=True), _text("until", null=True),
)
assignment = Table(
    "assignment", metadata, _key(), _to("plan", "plan.id"), _number("no"), _to("unit", "unit.id"),
    _number("place"), _text("inferred", null=True), _to("operation", "operation.seq", null=True),
    UniqueConstraint("plan", "no", "unit"), Index("assignment_by_plan", "plan"),
    Index("assignment_by_operation", "operation", sqlite_where=text("operation IS NOT NULL")),
)
# What changed in a list while it holds; of all rows those hold whose operation is not undone. since: as 202108. document: what
# its kind has, units by the name that their row has.
amendment = Table(
    "amendment", metadata, _key(), _to("operation", "operation.seq"), _to("plan", "plan.id"), _number("since"), _text("kind"),
    _text("reason"), _text("document"), Index("amendment_by_plan", "plan"), Index("amendment_by_operation", "operation"),
)
# What of the list before (before) goes on as what of this one. Between two lists the links of the newest operation count that
# is not undone. kind: measure, unit, task; old, new: a number, or a unit's name as its row has it.
plan_link = Table(
    "plan_link", metadata, _key(), _to("operation", "operation.seq"), _to("before", "plan.id"), _to("plan", "plan.id"),
    _text("kind"), _text("old"), _text("new"), _number("confidence"), Index("plan_link_by_plan", "plan"),
    Index("plan_link_by_operation", "operation"),
)

# ---------------------------------------------------------------- what happened

# undoes: the operation whose inverse this is; root: the first of such a chain; undone_by: whose inverse holds now.
# part: the SHA-256 of the one returned file that an undo is about; null for the whole operation.
operation = Table(
    "operation", metadata, _key("seq"), Column("id", Text, nullable=False, unique=True), _text("kind"), _text("at"),
    _text("who"), _text("summary"), _number("changed"), _to("undoes", "operation.seq", null=True),
    _to("root", "operation.seq", null=True), _to("undone_by", "operation.seq", null=True), _text("digest"),
    _text("part", null=True), Index("operation_by_root", "root"), Index("operation_by_who", "who"),
)
# A cell's state is (text, change) or nothing; a change row keeps it before and after. carried: what an earlier month
# lent the cell, when it had no value of its own before or has none after. place: where it stood in the file.
change = Table(
    "change", metadata, _key(), _to("operation", "operation.seq"), _to("assignment", "assignment.id"),
    _text("field"), _number("period"), _text("before_text", null=True), _to("before_change", "change.id", null=True),
    _text("after_text", null=True), _to("after_change", "change.id", null=True), _text("carried", null=True),
    _text("sha256", null=True), _to("returned", "returned_form.id", null=True),
    _text("place", null=True), _text("decision", null=True), Index("change_by_operation", "operation"),
    Index("change_by_cell", "assignment", "field", "period"), Index("change_by_entry", "assignment", "field", "operation"),
)
# plain: the text as it is searched, null where that is the text itself.
cell = Table(
    "cell", metadata, Column("assignment", Integer, ForeignKey("assignment.id"), primary_key=True),
    Column("field", Text, primary_key=True), Column("period", Integer, primary_key=True),
    _text("text"), _text("plain", null=True), _to("change", "change.id"), Index("cell_by_period", "period"),
    Index("cell_by_name", "text", sqlite_where=text("field LIKE '%.name'")),
    sqlite_with_rowid=False,
)
# after: null where it is not set any more.
setting_change = Table(
    "setting_change", metadata, Column("operation", Integer, ForeignKey("operation.seq"), primary_key=True),
    Column("key", Text, primary_key=True), _text("before", null=True), _text("after", null=True),
)
# A backup brought back: which (source), the backup kept of what it replaced (kept: a file name in the folder of backups; null
# where that ledger could not be opened), how many operations went and came with it, and the id of the restoration that this
# one takes back, if it does.
restoration = Table(
    "restoration", metadata, Column("operation", Integer, ForeignKey("operation.seq"), primary_key=True), _text("source"),
    _text("source_sha256"), _text("kept", null=True), _text("kept_sha256", null=True), _number("lost"), _number("regained"),
    _text("undoes", null=True),
)

# Names that were learned, of which those hold whose operation is not undone.
learned_alias = Table(
    "learned_alias", metadata, Column("operation", Integer, ForeignKey("operation.seq"), primary_key=True),
    Column("unit", Integer, ForeignKey("unit.id"), primary_key=True), Column("alias", Text, primary_key=True),
)

# ---------------------------------------------------------------- forms

# corrects: the SHA-256 of the return that is to be mended, or was.
# form_values: {"27": {"progress": "…"}}, a frozen document that is only ever read whole.
fill_form = Table(
    "fill_form", metadata, Column("form_id", Text, primary_key=True), _to("operation", "operation.seq"),
    _to("unit", "unit.id"), _number("period"), _text("sent"), _text("formats"), _text("form_values"),
    _text("corrects", null=True), Index("fill_form_by_period", "period"), Index("fill_form_by_operation", "operation"),
)
blob = Table(
    "blob", metadata, Column("sha256", Text, primary_key=True), _number("size"),
    Column("data", LargeBinary, nullable=False),
)
# undone_by: the undo of this file's part of the merge that holds now.
returned_form = Table(
    "returned_form", metadata, _key(), _to("operation", "operation.seq"), _to("unit", "unit.id"),
    _number("period"), _number("serial"), Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    _text("name"), _text("received"), _text("form_id", null=True), _text("form_values"),
    _text("corrects", null=True), _to("undone_by", "operation.seq", null=True), Index("returned_form_by_period", "period"),
    Index("returned_form_by_sha256", "sha256"), Index("returned_form_by_operation", "operation"),
    Index("returned_form_undone", "operation", "sha256", sqlite_where=text("undone_by IS NOT NULL")),
)
# twin: the first conflict of the field that says the same, of that merge or of one before; a person is asked once.
held = Table(
    "held", metadata, _key(), _to("operation", "operation.seq"), _to("assignment", "assignment.id"),
    _text("field"), _number("period"), _text("base", null=True), _text("ours"), _text("theirs"), _text("sha256"),
    _text("file"), _text("received"), _text("place", null=True), _text("remark", null=True),
    _to("twin", "held.id", null=True), Index("held_by_period", "period"), Index("held_by_operation", "operation"),
)
# A held conflict waits unless an operation that is not undone has settled it, or a file's part of one (sha256, else "").
settled = Table(
    "settled", metadata, Column("held", Integer, ForeignKey("held.id"), primary_key=True),
    Column("operation", Integer, ForeignKey("operation.seq"), primary_key=True), Column("sha256", Text, primary_key=True),
    Index("settled_by_operation", "operation"),
)
# with_return: the SHA-256 of the returned file that it came with; it goes and comes with that file's part of the merge.
attachment = Table(
    "attachment", metadata, _key(), _to("operation", "operation.seq"), _to("unit", "unit.id"), _number("period"),
    _number("no", null=True), _text("name"), Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    _text("origin"), _text("with_return", null=True), Index("attachment_by_period", "period"),
    Index("attachment_by_operation", "operation"),
)
# Let go by an operation, unless that is undone.
detached = Table(
    "detached", metadata, Column("attachment", Integer, ForeignKey("attachment.id"), primary_key=True),
    Column("operation", Integer, ForeignKey("operation.seq"), primary_key=True),
    Index("detached_by_operation", "operation"),
)

# ---------------------------------------------------------------- what was decided and issued

# no: null for all measures of the unit; period: null for the whole year of the unit's plan. Of one kind and place the newest
# counts whose operation is not undone; lifted takes it back. document: {"reason": "…", "until": "2021-07-30", …}.
ruling = Table(
    "ruling", metadata, _key(), _to("operation", "operation.seq"), _to("unit", "unit.id"), _number("no", null=True),
    _number("period", null=True), _text("kind"), _number("lifted"), _text("document"),
    Index("ruling_by_period", "period"), Index("ruling_by_operation", "operation"),
)
# figures: a frozen document, only ever read whole. sha256: the file that went out.
bulletin = Table(
    "bulletin", metadata, _key(), _to("operation", "operation.seq"), _number("period"), _text("issued"), _text("title"),
    _text("figures"), _text("name", null=True), Column("sha256", Text, ForeignKey("blob.sha256"), nullable=True),
    Index("bulletin_by_period", "period"), Index("bulletin_by_operation", "operation"),
)
