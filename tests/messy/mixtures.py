"""All mutations, and which of them go together."""

from __future__ import annotations

from collections.abc import Sequence

from tests.messy import (
    cell_mutations,
    file_mutations,
    identity_mutations,
    layout_mutations,
    row_mutations,
    word_mutations,
)
from tests.messy.model import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *identity_mutations.MUTATIONS, *word_mutations.MUTATIONS, *cell_mutations.MUTATIONS, *row_mutations.MUTATIONS,
    *layout_mutations.MUTATIONS, *file_mutations.MUTATIONS,
)
BY_NAME = {mutation.name: mutation for mutation in MUTATIONS}


def compatible(names: Sequence[str]) -> list[Mutation]:
    """The mutations of that name, in the order of their stages; one that shares a tag with an earlier one is left out."""
    taken: set[str] = set()
    chosen = []
    for mutation in sorted((BY_NAME[name] for name in dict.fromkeys(names)), key=lambda each: each.stage.value):
        if not mutation.tags & taken:
            chosen.append(mutation)
            taken |= mutation.tags
    return chosen
