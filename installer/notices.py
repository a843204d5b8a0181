"""The folder `licences/` of a bundle: every license text, NOTICES.txt for people, sbom.cdx.json for programs.

The bill of materials is CycloneDX 1.6, held against the schema of its makers. It holds no time and no
random number: the same bundle gives the same file.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from installer.components import Component, Inventory, Unaccounted, inventory
from installer.plan import PRODUCT, PUBLISHER, Build, BuildFailed, Step

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int"

SBOM = "sbom.cdx.json"
NOTICES = "NOTICES.txt"
_HEAD = """{title}, version {version}

This folder has the license of everything that is delivered. The program itself is under the Apache License 2.0
(LICENSE), its questions under CC BY 4.0 (LICENSE-ITEMS). Nothing delivered was changed. Qt, under the LGPL, consists of
libraries of its own that you may replace, and comes with an offer of its source text: Qt.txt.
The same list for programs: {sbom} (CycloneDX 1.6).
"""


def licence_steps(_: Build) -> tuple[Step, ...]:
    """The steps that write the folder, for the program and for the camera part."""
    return (
        Step(
            "Write licences, notices and the bill of materials of the program",
            lambda build: _write(build, build.bundle),
        ),
        Step(
            "Write licences, notices and the bill of materials of the camera part",
            lambda build: _write(build, build.camera or build.bundle, camera=True),
            skipped=lambda build: None if build.camera else "no camera part",
        ),
    )


def _write(build: Build, bundle: Path, *, camera: bool = False) -> None:
    try:
        found = inventory(bundle, camera=camera)
    except Unaccounted as error:
        raise BuildFailed(f"A file of the bundle cannot be accounted for: {error}.") from error
    folder = bundle / "licences" / "camera" if camera else bundle / "licences"
    _copy_texts(build.root, folder, found)
    title = f"{PRODUCT}, camera part" if camera else PRODUCT
    (folder / NOTICES).write_text(notices(title, build.version, found), encoding="utf-8")
    document = bill_of_materials(title, build, bundle, found)
    check_bill(document)
    (folder / SBOM).write_text(document, encoding="utf-8")
    build.tell(f"{len(found.components)} components, {len(found.files)} files, each accounted for")


def notices(title: str, version: str, found: Inventory) -> str:
    """What is delivered, under which license, and where its text is."""
    parts = [_HEAD.format(title=title, version=version, sbom=SBOM)]
    for one in found.components:
        lines = [f"{one.name} {one.version}".strip(), f"  License: {one.license}", f"  Texts: {', '.join(one.texts)}"]
        parts.append("\n".join([*lines, *([f"  {one.home}"] if one.home else [])]) + "\n")
    return "\n".join(parts)


def bill_of_materials(title: str, build: Build, bundle: Path, found: Inventory) -> str:
    """CycloneDX 1.6 as JSON: every component, with the hash of each of its files."""
    top: dict[str, Json] = {
        "type": "application",
        "bom-ref": "bundle",
        "name": title,
        "version": build.version,
        "supplier": {"name": PUBLISHER},
        "properties": [
            {"name": "commit", "value": build.commit},
            {"name": "system", "value": build.target},
        ],
    }
    document: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"{title} {build.version} {build.commit} {build.target}").urn,
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(build.committed, UTC).isoformat(timespec="seconds"),
            "component": top,
        },
        "components": [_listed(one, bundle, found) for one in found.components],
        "dependencies": [{"ref": "bundle", "dependsOn": [one.id for one in found.components]}],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _listed(one: Component, bundle: Path, found: Inventory) -> Json:
    files: list[Json] = [
        {
            "type": "file",
            "bom-ref": f"file:{place}",
            "name": place,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256((bundle / place).read_bytes()).hexdigest()}],
        }
        for place, owner in found.files.items()
        if owner == one.id and not (bundle / place).is_symlink()
    ]
    return {
        "type": "application" if one.id == "program" else "library",
        "bom-ref": one.id,
        "name": one.name,
        **({"version": one.version} if one.version else {}),
        "licenses": [{"expression": one.license}],
        **({"purl": one.purl} if one.purl else {}),
        **({"externalReferences": [{"type": "website", "url": one.home}]} if one.home else {}),
        **({"components": files} if files else {}),
    }


def check_bill(document: str) -> None:
    """Hold it against the schema. Raises `BuildFailed`."""
    validation = import_module("cyclonedx.validation.json")
    schema = import_module("cyclonedx.schema")
    wrong: object = validation.JsonStrictValidator(schema.SchemaVersion.V1_6).validate_str(document)
    if wrong is not None:
        raise BuildFailed(f"The bill of materials does not fit the schema of CycloneDX 1.6: {wrong}")


def _copy_texts(root: Path, folder: Path, found: Inventory) -> None:
    """The texts that no package brought along; one that is missing everywhere is an error."""
    folder.mkdir(parents=True, exist_ok=True)
    for text in sorted({text for one in found.components for text in one.texts}):
        if (folder / text).exists():
            continue
        sources = (root / "packaging" / "licences" / text, root / text, root / "resources" / "fonts" / text)
        source = next((source for source in sources if source.is_file()), None)
        if source is None:
            owners = [one.id for one in found.components if text in one.texts]
            raise BuildFailed(f"The license text {text} of {', '.join(owners)} is neither in the bundle nor here.")
        shutil.copyfile(source, folder / text)
