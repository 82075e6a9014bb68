"""What a package's own bill of materials (PEP 770) says is compiled into it: Rust crates, and OpenSSL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution
from typing import Any


@dataclass(frozen=True, slots=True)
class Crate:
    """``makers``: who holds the rights, "" where it doesn't say."""

    name: str
    version: str
    spdx: str
    purl: str
    makers: str


def crates_of(distribution: Distribution) -> tuple[Crate, ...]:
    """Those of CycloneDX files in the package's dist-info that are crates, or an OpenSSL.

    The rest of such files (what might have been built in) is told by components.toml.
    """
    return tuple(_crates(distribution))


def notice(crates: tuple[Crate, ...]) -> str:
    """A line for each, before the licences themselves."""
    lines = [f"{each.name} {each.version}, {each.spdx}{f', copyright {each.makers}' if each.makers else ''}" for each in crates]
    return "\n".join(["Compiled in, by the package's own bill of materials:", "", *lines]) if lines else ""


def _crates(distribution: Distribution) -> Iterator[Crate]:
    for path in distribution.files or ():
        name = str(path).replace("\\", "/")
        if "/sboms/" not in name or not name.endswith(".json"):
            continue
        for row in json.loads(distribution.read_text(name.split("/", 1)[1]) or "{}").get("components", []):
            purl = str(row.get("purl", "")).split("?")[0]
            if row.get("scope") != "excluded" and purl.startswith(("pkg:cargo/", "pkg:generic/openssl")):
                makers = row.get("author") or f"the {row['name']} contributors"
                yield Crate(row["name"], row.get("version", ""), _licence(row), purl, makers)


def _licence(row: dict[str, Any]) -> str:
    for each in row.get("licenses") or ():
        if spdx := each.get("expression") or each.get("license", {}).get("id"):
            return str(spdx).replace("/", " OR ")
    return "Apache-2.0" if row["name"] == "openssl" else ""
