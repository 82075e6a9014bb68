"""From a unit, a seed and a mix of mutations to a finished return."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from qcapp.domain.plan import Plan
from tests.forms.tables import plan
from tests.messy import values
from tests.messy.model import Go, Inapplicable, Mutation, Return, Stage, Want
from tests.messy.table import FILLABLE
from tests.messy.world import World

# How often a unit fills a cell in; what is known already it mostly leaves.
_OFTEN = {"progress": 0.95, "problems": 0.8, "deadline": 0.4}
_CONTACTS = 0.35


def make(world: World, unit: str, suffix: str, seed: int, mutations: Sequence[Mutation]) -> tuple[Return, list[Mutation]]:
    """The return, and those of the mutations that found something to change."""
    rng = Random(seed)
    made = Return(rng, unit, suffix, world.forms, world.texts.shown, plan().measures_of[unit])
    applied: list[Mutation] = []
    for stage in Stage:
        _enter(made, stage, rng, plan())
        for mutation in mutations:
            if mutation.stage is stage and suffix in mutation.kinds:
                try:
                    mutation.act(made)
                except Inapplicable:
                    continue
                applied.append(mutation)
    if not made.carriers & {"id", "caption"}:
        for key, text in made.others.items():
            made.wants[key] = Want({made.before.get(key, ""), text})
    return made, applied


def _enter(made: Return, stage: Stage, rng: Random, listed: Plan) -> None:
    """What lies between the stages."""
    if stage is Stage.WORDS:
        made.open(made.form_bytes)
        say_something(made, rng, listed)
    elif stage is Stage.CELLS:
        type_in(made)
    elif stage is Stage.DRESS and {"numbers lost", "words changed"} <= made.reserved:
        for no in made.owned:  # two measures may be alike by then
            made.may_wait(no)
    elif stage is Stage.BYTES:
        made.data = made.form.save()
    elif stage is Stage.FOLDER:
        made.goes = [Go([(f"{made.name}.{made.suffix}", made.data)])]


def say_something(made: Return, rng: Random, listed: Plan) -> None:
    """The unit's month: most of its measures are reported, some contacts and deadlines are new."""
    for no in made.table.numbers:
        if no not in made.owned or rng.random() < 0.1:
            continue
        if made.official and len(listed.units_of[no]) > 1:
            continue  # there the cell holds both units' words, and is not simply typed over
        for key in FILLABLE:
            if rng.random() < _OFTEN[key]:
                made.say(no, key, values.of_field(key, rng))
        for row in made.table.rows_of(no):
            for part in ("name", "phone"):
                if rng.random() < _CONTACTS:
                    key = f"{row.contact}.{part}"
                    made.say(no, key, values.of_field(key, rng))


def type_in(made: Return) -> None:
    """What is said goes into the cells; a name behind its label."""
    for (no, key), text in made.said.items():
        cell = made.table.cell(no, key)
        if cell is None:
            continue
        if key.endswith(".name"):
            row = next(row for row in made.table.rows_of(no) if row.contact == key.partition(".")[0])
            cell.value = f"{row.label}：{text}"
        else:
            cell.value = text
