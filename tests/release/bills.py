"""A bill of materials, read and held against CycloneDX's own schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource

_SCHEMAS = Path(__file__).with_name("cyclonedx")
_NAMES = ("bom-1.6", "spdx", "jsf-0.82")
_PLACE = "http://cyclonedx.org/schema/"
Json = dict[str, Any]


def problems_of(document: Json) -> list[str]:
    """What CycloneDX 1.6 does not allow in it."""
    schemas = {name: json.loads((_SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")) for name in _NAMES}
    named = [(f"{_PLACE}{name}.SNAPSHOT.schema.json", Resource.from_contents(schema)) for name, schema in schemas.items()]
    validator = Draft7Validator(schemas["bom-1.6"], registry=Registry().with_resources(named))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def files_in(document: Json) -> dict[str, str]:
    """Path below the program's folder → SHA-256; AssertionError for one that is told twice."""
    found: dict[str, str] = {}
    for row in _rows([document["metadata"]["component"], *document["components"]]):
        if row["type"] == "file":
            assert row["name"] not in found, f"{row['name']} is told twice"
            found[row["name"]] = row["hashes"][0]["content"]
    return found


def _rows(components: list[Json]) -> Iterator[Json]:
    for row in components:
        yield row
        yield from _rows(row.get("components", []))
