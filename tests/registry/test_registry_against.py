"""`breaking --against registry`: the contracts here against those that the (local) Schema Registry holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridgewright.cli import main
from bridgewright.local import LocalAws
from registry.conftest import Publish
from registry.gateway import Fault, Gateway

pytestmark = pytest.mark.aws

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
UPLOADED = "events/payslip.uploaded"
V1, V2 = (f"leejames.payroll@PayslipUploaded-v{major}" for major in (1, 2))
GENERATED, REGENERATE = "leejames.documents@PayslipGenerated-v1", "leejames.payroll@RegeneratePayslip-v1"


@pytest.fixture
def project(tmp_path: Path, registry: str) -> Path:
    """The repository's contracts, for a registry of the test's own; the contracts folder."""
    folder = tmp_path / "contracts"
    shutil.copytree(CONTRACTS, folder)
    settings = folder / "bridgewright.toml"
    settings.write_text(
        settings.read_text().replace('[registry]\nname = "leejames-hr"', f'[registry]\nname = "{registry}"')
    )
    return folder


Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def against(project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `breaking --against registry`: the exit code, the findings, and all that is said."""

    def run(*arguments: str) -> tuple[int, list[str], str]:
        command = ["breaking", "--against", "registry", "--contracts", str(project), "--endpoint-url", gateway.url]
        code = main([*command, "--format", "json", *arguments])
        out, err = capsys.readouterr()
        found = json.loads(out)["findings"] if out else []
        told = [f"{f['severity']} {f['rule']} {f['path'].partition('/')[2]}" for f in found]
        return code, told, err + "".join(f"{f['message']}\n" for f in found)

    return run


def push(project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    """Publishes what is released."""
    assert 0 == main(["push", "--contracts", str(project), "--endpoint-url", gateway.url])
    capsys.readouterr()


def content(project: Path, version: str = "2.1.0") -> dict[str, Any]:
    """A version of payslip.uploaded as data."""
    text = json.dumps(yaml.safe_load((project / UPLOADED / f"{version}.yaml").read_text()), default=str)
    read: dict[str, Any] = json.loads(text)
    return read


def draft(project: Path, version: str, *edits: tuple[str, str]) -> None:
    """A further version of payslip.uploaded: 2.1.0 with some texts replaced."""
    text = (project / UPLOADED / "2.1.0.yaml").read_text().replace("2.1.0", version)
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    (project / UPLOADED / f"{version}.yaml").write_text(text)


BREAK = ("enum: [GBP, EUR]", "enum: [GBP]")


def test_a_registry_without_the_schemas_has_nothing_to_compare(against: Run) -> None:
    """New events are no finding: each is named, so that nobody takes silence for a proof."""
    code, found, said = against()

    assert (0, []) == (code, found)
    assert 4 == said.count("yet, so there is nothing to compare with")


def test_what_was_pushed_is_the_same(
    against: Run, project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """Right after a push there is no difference, and nothing was written by asking."""
    push(project, gateway, capsys)
    gateway.requests.clear()

    assert (0, [], "no findings\n") == against()
    assert [] == gateway.writes


def test_a_break_is_found_with_the_published_version(
    against: Run, project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """The draft is held against what the registry holds; the version must say what the change is."""
    push(project, gateway, capsys)
    draft(project, "2.2.0", BREAK)
    code, found, said = against()

    assert 1 == code
    assert [
        f"error version-bump-too-small {UPLOADED}/2.2.0.yaml",
        f"error enum-value-removed {UPLOADED}/2.2.0.yaml",
    ] == found
    assert "payslip.uploaded 2.1.0 (registry) -> 2.2.0: backward: breaking" in said


@pytest.mark.parametrize(("mode", "compared"), [("FULL", ["2.1.0"]), ("FULL_TRANSITIVE", ["2.0.0", "2.1.0"])])
def test_a_transitive_mode_takes_every_version(
    against: Run, project: Path, publish: Publish, mode: str, compared: list[str]
) -> None:
    """The registry keeps each version that was pushed; otherwise only the current one is asked for."""
    for version in ("2.0.0", "2.1.0"):
        publish(V2, json.dumps(content(project, version)))
    draft(project, "2.2.0")
    _, _, said = against("--mode", mode)

    assert [f"payslip.uploaded {version} (registry) -> 2.2.0" for version in compared] == [
        line.partition(": ")[0] for line in said.splitlines() if "(registry) ->" in line
    ]


def test_a_published_version_must_not_change(against: Run, project: Path, publish: Publish) -> None:
    """The registry is the last word on what was published, whatever the lock says."""
    changed = content(project)
    changed["components"]["schemas"]["Payslip"]["properties"]["currency"]["enum"].append("USD")
    publish(V2, json.dumps(changed))
    code, found, _ = against()

    assert (1, True) == (code, f"error published-version-changed {UPLOADED}/2.1.0.yaml" in found)


def test_a_registry_that_is_ahead_says_so(against: Run, project: Path, publish: Publish) -> None:
    """Somebody pushed 2.2.0 from elsewhere: this checkout is older."""
    ahead = content(project)
    ahead["info"]["version"] = "2.2.0"
    publish(V2, json.dumps(ahead))

    assert (1, [f"error version-decreased {UPLOADED}/2.1.0.yaml"]) == against()[:2]


def test_a_lock_that_is_gone_is_missed(
    against: Run, project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what was released was ever pushed: the registry knows what the lock forgot."""
    push(project, gateway, capsys)
    (project / "bridgewright.lock.json").unlink()
    code, found, said = against()

    assert (1, ["error lock-entry-removed bridgewright.toml"]) == (code, found)
    assert "the lock holds nothing any more, and registry knows of 4 released" in said


def test_a_major_that_is_gone_here_and_not_there_is_found(
    against: Run, project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a push put into the registry carries the contract's name and major."""
    push(project, gateway, capsys)
    for version in ("1.0.0", "1.1.0"):
        (project / UPLOADED / f"{version}.yaml").unlink()
    lock = project / "bridgewright.lock.json"
    kept = {name: told for name, told in json.loads(lock.read_text()).items() if "uploaded/1." not in name}
    lock.write_text(json.dumps(kept))

    assert (1, ["error published-version-changed bridgewright.toml"]) == against()[:2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda document: document["info"].pop("version"), "its info.version is missing"),
        (lambda document: document["info"].update(version="7.0.0"), "no version of major 2"),
        (lambda document: document["info"].update(version=2), "its info.version is 2"),
        (lambda document: document.update(openapi="3.0.3", components=[]), "`components` must be an object"),
        (lambda document: document["components"]["schemas"].pop("AWSEvent"), "no AWSEvent schema"),
        (
            lambda document: document["components"]["schemas"].update(Payslip={"type": "gibberish"}),
            "/components/schemas/Payslip/type: `type` must be one of",
        ),
        (
            lambda document: document["components"]["schemas"].update(Payslip={"$ref": "#/components/schemas/Payslip"}),
            "/components/schemas/Payslip/$ref: ",
        ),
    ],
    ids=["no version", "another major", "a number", "no components", "no event", "no type", "a loop"],
)
def test_garbage_in_the_registry_is_a_finding(
    against: Run, project: Path, publish: Publish, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    """Somebody wrote it by hand: it is said which version of which schema, and what is wrong with it."""
    document = content(project)
    change(document)
    publish(V2, json.dumps(document))
    code, found, said = against()

    assert (1, [f"error registry-content-invalid {UPLOADED}/2.1.0.yaml"]) == (code, found)
    assert f"{V2}, version 1 in the registry " in said
    assert words in said


def test_text_that_is_no_json_is_a_finding(
    against: Run, project: Path, publish: Publish, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """The registry's API checks content today; what was stored before may be anything."""
    publish(V2, json.dumps(content(project)))
    answer = json.dumps({"Content": "{nonsense", "Type": "OpenApi3", "SchemaVersion": "1", "SchemaName": V2}).encode()
    gateway.faults.append(Fault("GET", f"/schemas/name/{V2}", 200, "", times=9, body=answer))

    assert (1, [f"error registry-content-invalid {UPLOADED}/2.1.0.yaml"]) == against("--mode", "FULL")[:2]


def test_old_garbage_is_a_warning(against: Run, project: Path, publish: Publish) -> None:
    """What is current counts; an unreadable older version is worth knowing."""
    publish(V2, json.dumps({"openapi": "3.0.0", "info": {}}))
    publish(V2, json.dumps(content(project)))

    assert (0, [f"warning registry-content-invalid {UPLOADED}/2.1.0.yaml"]) == against()[:2]


@pytest.mark.parametrize(
    ("currencies", "expected"),
    [
        (["GBP", "EUR"], [f"warning registry-content-foreign {UPLOADED}/2.1.0.yaml"]),
        (
            ["GBP", "EUR", "USD"],
            [
                f"warning registry-content-foreign {UPLOADED}/2.1.0.yaml",
                f"error enum-value-removed {UPLOADED}/2.1.0.yaml",
            ],
        ),
    ],
    ids=["the same", "a value more"],
)
def test_a_draft_4_document_is_compared_as_a_schema(
    against: Run,
    project: Path,
    registry: str,
    aws: LocalAws,
    publish: Publish,
    currencies: list[str],
    expected: list[str],
) -> None:
    """JSONSchemaDraft4, as discovery and export write it, says the same in another spelling; it has no version."""
    document = content(project)
    document["components"]["schemas"]["Payslip"]["properties"]["currency"]["enum"] = currencies
    publish(V2, json.dumps(document))
    client = aws.client("schemas")
    exported = client.export_schema(RegistryName=registry, SchemaName=V2, Type="JSONSchemaDraft4")["Content"]
    client.delete_schema(RegistryName=registry, SchemaName=V2)
    client.create_schema(RegistryName=registry, SchemaName=V2, Type="JSONSchemaDraft4", Content=exported)
    code, found, _ = against()

    assert (int("USD" in currencies), expected) == (code, found)


@pytest.mark.parametrize(
    "document",
    [
        {"definitions": {"A": {"$ref": "#/definitions/A"}}, "properties": {"detail": {"$ref": "#/definitions/A"}}},
        {"properties": {"detail": {"patternProperties": {"(": {}}}}},
        {"properties": {"detail": {"properties": []}}},
        {"definitions": [], "properties": {"detail": {"type": ["string", "null"]}}},
    ],
    ids=["a loop", "a broken pattern", "no properties", "no definitions"],
)
def test_hostile_draft_4_documents_end_in_findings(
    against: Run, registry: str, aws: LocalAws, document: dict[str, Any]
) -> None:
    """No hang, no traceback: something is said, and nothing is called compatible."""
    client = aws.client("schemas")
    client.create_schema(RegistryName=registry, SchemaName=V2, Type="JSONSchemaDraft4", Content=json.dumps(document))
    code, found, said = against()

    assert (1, True) == (code, len(found) > 1)
    assert "internal error" not in said


def test_a_registry_that_does_not_exist_is_one_line(
    project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and what to do."""
    settings = project / "bridgewright.toml"
    settings.write_text(settings.read_text().replace('[registry]\nname = "', '[registry]\nname = "no-'))
    code = main(["breaking", "--against", "registry", "--contracts", str(project), "--endpoint-url", gateway.url])
    out, err = capsys.readouterr()

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "doesn't exist: deploy the messaging stack first" in err


def test_no_credentials_are_one_line(
    project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, and what to set."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    code = main(["breaking", "--against", "registry", "--contracts", str(project), "--endpoint-url", gateway.url])
    out, err = capsys.readouterr()

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "no usable AWS credentials" in err


def test_the_changelog_tells_what_is_new_since_the_registry(
    project: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was pushed is known; what comes after is told."""
    push(project, gateway, capsys)
    draft(project, "2.2.0", BREAK)
    code = main(["changelog", "--against", "registry", "--contracts", str(project), "--endpoint-url", gateway.url])
    out, _ = capsys.readouterr()

    assert (0, ["## payslip.uploaded 2.1.0 -> 2.2.0"]) == (
        code,
        [line for line in out.splitlines() if line.startswith("## payslip.uploaded 2")],
    )
