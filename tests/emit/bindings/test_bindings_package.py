"""The package around the modules: the same bytes everywhere, its version, its consumers, its names."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import ContractFile, Sources
from bridgewright.documents.document import Document
from bridgewright.emit.bindings import emit_bindings
from bridgewright.emit.bindings.version import bindings_version
from bridgewright.project.folder import load_sources

ROOT = Path(__file__).resolve().parents[3]
_DIGEST = """
import hashlib, sys
from pathlib import Path
from bridgewright.contracts.catalog import build_catalog
from bridgewright.emit.bindings import emit_bindings
from bridgewright.project.folder import load_sources
catalog, _ = build_catalog(load_sources(Path(sys.argv[1]))[0])
text = "\\0".join(f"{item.path}\\0{item.text}" for item in emit_bindings(catalog))
print(hashlib.sha256(text.encode()).hexdigest())
"""


def project(*files, subscriptions=(), released=None):
    """The catalog of contract files (`folder`, name, version, content) and subscription documents."""
    settings = {
        "bindings": {"package": "shop_events", "output": "../generated"},
        "bus": {"name": "shop"},
        "registry": {"name": "shop"},
    }
    contracts = tuple(
        ContractFile(folder, name, version, Document(f"contracts/{folder}/{name}/{version}.yaml", content))
        for folder, name, version, content in files
    )
    lock = Document("contracts/bridgewright.lock.json", released) if released is not None else None
    documents = tuple(Document(f"contracts/subscriptions/{s['consumer']}.yaml", s) for s in subscriptions)
    catalog, findings = build_catalog(
        Sources(Document("contracts/bridgewright.toml", settings), lock, contracts, documents)
    )

    assert () == tuple(findings)
    return catalog


def order(version, schema):
    """`order.placed` in some version."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "OrderPlaced", "version": version},
        "paths": {},
        "components": {
            "schemas": {
                "AWSEvent": {
                    "type": "object",
                    "x-amazon-events-source": "shop.orders",
                    "x-amazon-events-detail-type": "order.placed",
                    "properties": {"detail": {"$ref": "#/components/schemas/Order"}},
                },
                "Order": {"type": "object", "properties": schema},
            }
        },
    }


def test_the_same_bytes_in_every_process(tmp_path):
    """Whatever the hash seed, the locale and the working folder, even one with formatter settings in it."""
    (tmp_path / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 20\n[tool.datamodel-codegen]\nsnake-case-field = false\n", encoding="utf-8"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST, str(ROOT / "contracts")],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for folder, seed, locale, zone in ((tmp_path, "1", "C", "UTC"), (ROOT, "4242", "C.UTF-8", "Asia/Tokyo"))
    }

    assert 1 == len(digests)
    assert len(hashlib.sha256().hexdigest()) + 1 == len(digests.pop())


def test_the_committed_bindings_are_those_of_the_contracts():
    """Nobody edited them, and nobody forgot to generate."""
    catalog, _ = build_catalog(load_sources(ROOT / "contracts")[0])
    generated = {item.path: item.text for item in emit_bindings(catalog)}
    package = ROOT / "generated" / "src"

    committed = {
        f"src/{path.relative_to(package).as_posix()}": path.read_text(encoding="utf-8")
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(committed) == sorted(generated)
    assert [] == [path for path, text in generated.items() if committed[path] != text]


def test_nothing_in_the_output_names_a_place_or_a_time():
    """No absolute path, no date of generation."""
    catalog, _ = build_catalog(load_sources(ROOT / "contracts")[0])

    texts = [item.text for item in emit_bindings(catalog)]
    assert [] == [text[:80] for text in texts if str(ROOT) in text or str(Path.home()) in text]


def test_the_version_counts_contract_versions_and_never_goes_down():
    """A release adds one; a contract that was deleted stays in the lock, so it still counts."""
    v1, v2 = (
        order("1.0.0", {"a": {"type": "string"}}),
        order("1.1.0", {"a": {"type": "string"}, "b": {"type": "string"}}),
    )
    hashes = {f"order.placed/{version}": f"sha256:{'0' * 64}" for version in ("1.0.0", "1.1.0")}
    one = project(
        ("events", "order.placed", "1.0.0", v1), released={"order.placed/1.0.0": hashes["order.placed/1.0.0"]}
    )
    draft = project(
        ("events", "order.placed", "1.0.0", v1), ("events", "order.placed", "1.1.0", v2), released=one.released
    )
    two = project(("events", "order.placed", "1.0.0", v1), ("events", "order.placed", "1.1.0", v2), released=hashes)
    retired = project(("events", "order.placed", "1.1.0", v2), released=hashes)

    assert ["1.1.0", "1.2.0.dev0", "1.2.0", "1.2.0"] == [bindings_version(c) for c in (one, draft, two, retired)]


def test_a_major_has_the_bindings_of_its_newest_minor():
    """And majors stand side by side."""
    files = {
        item.path: item.text
        for item in emit_bindings(
            project(
                ("events", "order.placed", "1.0.0", order("1.0.0", {"a": {"type": "string"}})),
                ("events", "order.placed", "1.10.0", order("1.10.0", {"b": {"type": "string"}})),
                ("events", "order.placed", "1.9.0", order("1.9.0", {"c": {"type": "string"}})),
                ("events", "order.placed", "2.0.0", order("2.0.0", {"d": {"type": "string"}})),
            )
        )
    }

    assert 'VERSION: ClassVar[str] = "1.10.0"' in files["src/shop_events/order_placed/v1.py"]
    assert 'VERSION: ClassVar[str] = "2.0.0"' in files["src/shop_events/order_placed/v2.py"]


@pytest.fixture
def both_majors(tmp_path, monkeypatch):
    """The `parse` of a consumer that gets 1.x and 2.x of one event."""
    catalog = project(
        ("events", "order.placed", "1.0.0", order("1.0.0", {"a": {"type": "string"}})),
        ("events", "order.placed", "2.0.0", order("2.0.0", {"metadata": {"type": "object"}})),
        subscriptions=[
            {
                "consumer": "billing",
                "target": {"kind": "sqs", "name": "billing"},
                "subscriptions": [{"event": "order.placed", "major": 1}, {"event": "order.placed", "major": 2}],
            }
        ],
    )
    for item in emit_bindings(catalog):
        place = tmp_path / item.path.removeprefix("src/").replace("shop_events", "both_majors_events")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(item.text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import both_majors_events.consumers.billing as billing  # noqa: PLC0415

    yield billing
    for name in [name for name in sys.modules if name.startswith("both_majors_events")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("detail", "version"),
    [
        ('{"a": "x"}', "1.0.0"),
        ('{"metadata": {"schemaVersion": "2.7.1"}}', "2.0.0"),
        ('{"metadata": {"schemaVersion": "3.0.0"}}', None),
        ('{"metadata": {"schemaVersion": "two"}}', None),
        ('{"metadata": 1}', "1.0.0"),
    ],
)
def test_a_consumer_of_two_majors_tells_them_apart(both_majors, detail, version):
    """`detail.metadata.schemaVersion` names the major; flat 1.x events have none."""
    body = f'{{"source": "shop.orders", "detail-type": "order.placed", "detail": {detail}}}'

    if version is None:
        with pytest.raises(both_majors.NotThisEvent):
            both_majors.parse(body)
    else:
        assert version == both_majors.parse(body).VERSION
