"""sbom.cdx.json: the bill of materials, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/).

The same content has the same bytes: no time, and a serial number made of what is told.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qcapp import __version__
from tools.release.bundle import Bundle
from tools.release.components import Component, Part
from tools.release.names import PRODUCT, ROOT

Json = dict[str, Any]
_NAMESPACE = uuid.UUID("8d1f7d0e-5f7c-5c7e-9c52-0d9a3d4f1b60")
_OURS = "pkg:generic/yingshang-ledger"


def write_sbom(path: Path, bundle: Bundle, components: Iterable[Component]) -> None:
    text = json.dumps(bill(bundle, components), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def bill(bundle: Bundle, components: Iterable[Component]) -> Json:
    """The whole document; each file of the build is in it once, with its SHA-256."""
    told = list(components)
    locked = locked_hashes((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    rows = [_component(bundle, each, locked.get(each.package, ())) for each in told]
    named = {name for each in told for name in (*each.files, *(file for part in each.parts for file in part.files))}
    own = _application(bundle, [name for name in bundle.files if name not in named])
    depends = [{"ref": own["bom-ref"], "dependsOn": sorted(row["bom-ref"] for row in rows)}]
    document: Json = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
                      "metadata": {"component": own}, "components": rows, "dependencies": depends}  # fmt: skip
    serial = uuid.uuid5(_NAMESPACE, json.dumps(document, ensure_ascii=False, sort_keys=True))
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "serialNumber": f"urn:uuid:{serial}", **document}


def locked_hashes(lock: str) -> dict[str, tuple[str, ...]]:
    """Package → the SHA-256 of the files that requirements.lock allows for it."""
    blocks = re.findall(r"^([a-z0-9-]+)==\S+ \\\n((?:    --hash=sha256:\w+(?: \\)?\n)+)", lock, flags=re.MULTILINE)
    return {name: tuple(re.findall(r"sha256:(\w+)", hashes)) for name, hashes in blocks}


def _application(bundle: Bundle, files: list[str]) -> Json:
    version = f"{_OURS}@{__version__}"
    programs = [_file(version, path.name, path) for path in bundle.programs]
    inner = [_file(version, f"{bundle.contents.name}/{name}", bundle.contents / name) for name in files]
    return {"type": "application", "bom-ref": version, "name": PRODUCT, "version": __version__, "purl": version,
            "licenses": [{"expression": "MIT"}], "components": [*programs, *inner]}  # fmt: skip


def _component(bundle: Bundle, each: Component, locked: tuple[str, ...]) -> Json:
    row: Json = {"type": "library", "bom-ref": each.purl, "name": each.name, "licenses": [{"expression": each.spdx}],
                 "purl": each.purl, "description": each.purpose}  # fmt: skip
    if each.version:
        row["version"] = each.version
    references: list[Json] = []
    if each.home.startswith("http"):
        references.append({"type": "website", "url": each.home})
    if locked:  # the wheel that was installed is one of these
        hashes = [{"alg": "SHA-256", "content": value} for value in locked]
        references.append({"type": "distribution", "url": each.purl, "comment": "requirements.lock", "hashes": hashes})
    if references:
        row["externalReferences"] = references
    inner = [_part(bundle, each.purl, number, part) for number, part in enumerate(each.parts, start=1)]
    inner += _files(bundle, each.purl, each.files)
    return row | ({"components": inner} if inner else {})


def _part(bundle: Bundle, of: str, number: int, part: Part) -> Json:
    reference = f"{of}#{number}"
    row: Json = {"type": "library", "bom-ref": reference, "name": part.name}
    if part.version:
        row["version"] = part.version
    if part.spdx:
        row["licenses"] = [{"expression": part.spdx}]
    if part.purl:
        row["purl"] = part.purl
    files = _files(bundle, reference, part.files)
    return row | ({"components": files} if files else {})


def _files(bundle: Bundle, of: str, files: Iterable[str]) -> list[Json]:
    return [_file(of, f"{bundle.contents.name}/{name}", bundle.contents / name) for name in files]


def _file(of: str, name: str, path: Path) -> Json:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"type": "file", "bom-ref": f"{of}:{name}", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}
