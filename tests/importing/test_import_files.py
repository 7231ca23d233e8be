"""`bridgewright import FILE… --into DIR`: files in, a contracts folder that generates out; all of it, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bridgewright.cli import main

ROOT = Path(__file__).parents[2]
LINE = {
    "type": "object",
    "required": ["sku"],
    "properties": {"sku": {"type": "string"}, "next": {"$ref": "#/definitions/Line"}},
}
ORDER = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Order placed",
    "type": "object",
    "required": ["lines"],
    "properties": {"lines": {"type": "array", "items": {"$ref": "common/parts.yaml#/definitions/Line"}}},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, content: Any) -> None:
    """Writes a file as JSON, which YAML reads too."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content if isinstance(content, str) else json.dumps(content, indent=1), "utf-8")


def files_below(folder: Path) -> list[str]:
    """The files of a folder, as paths relative to it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def found(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int]]:
    """(rule, path, line) of each finding that was printed as JSON, but for a detail-type that nobody says."""
    printed = capsys.readouterr().out
    told = json.loads(printed[printed.index("[") :])
    return [(one["rule"], one["path"], one["line"]) for one in told if one["rule"] != "detail-type-assumed"]


def test_a_new_project_that_lints_and_generates(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An import into a folder that isn't there makes a project; lint and generate then work on it."""
    put("order.placed.json", ORDER)
    put("common/parts.yaml", {"definitions": {"Line": LINE}})
    codes = [
        main(
            ["import", "order.placed.json", "--into", "contracts", "--source", "acme.shop", "--package", "shop_events"]
        ),
        main(["lint"]),
        main(["generate"]),
        main(["generate", "--check"]),
    ]

    assert codes == [0, 0, 0, 0], capsys.readouterr()
    assert files_below(folder / "contracts") == ["bridgewright.toml", "events/order.placed/1.0.0.yaml"]
    assert (folder / "generated/src/shop_events/order_placed/v1.py").is_file()


def test_what_is_already_there_stays(folder: Path) -> None:
    """The same import again writes nothing; settings and contracts of the project are as they were."""
    put("order.placed.json", {"type": "object"})
    arguments = ["import", "order.placed.json", "--into", "contracts", "--source", "acme.shop"]
    main(arguments)
    before = {path: (folder / path).stat().st_mtime_ns for path in files_below(folder)}
    code = main(arguments)

    assert code == 0
    assert {path: (folder / path).stat().st_mtime_ns for path in files_below(folder)} == before


def test_no_other_content_is_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A contract of the same name and version that says something else stops the whole import."""
    put("a.json", {"type": "object"})
    main(["import", "a.json", "--into", "contracts", "--source", "acme.shop"])
    before = (folder / "contracts/events/a/1.0.0.yaml").read_text("utf-8")
    put("a.json", {"type": "object", "required": ["id"]})
    put("b.json", {"type": "object"})
    capsys.readouterr()
    code = main(["import", "a.json", "b.json", "--into", "contracts", "--source", "acme.shop", "--format", "json"])

    assert (code, found(capsys)) == (1, [("contract-differs", "a.json", 1)])
    assert (folder / "contracts/events/a/1.0.0.yaml").read_text("utf-8") == before
    assert not (folder / "contracts/events/b").exists()


def test_one_mistake_and_nothing_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What can't be said in one of two files is found at its line in that file, and not even settings are written."""
    put("a.json", {"type": "object"})
    put("b.yaml", "type: object\npatternProperties:\n  ^x-:\n    type: string\n")
    code = main(["import", "a.json", "b.yaml", "--into", "contracts", "--source", "acme.shop", "--format", "json"])

    assert (code, found(capsys)) == (1, [("keyword-inexpressible", "b.yaml", 2)])
    assert files_below(folder) == ["a.json", "b.yaml"]


def test_what_bindings_cannot_enforce_is_found_in_the_original(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `generate` would refuse is refused at once, where the original says it."""
    put("a.yaml", "type: object\nproperties:\n  host:\n    type: string\n    pattern: '(?m)^a$'\n")
    code = main(["import", "a.yaml", "--into", "contracts", "--source", "acme.shop", "--format", "json"])

    assert (code, [(path, line) for _, path, line in found(capsys)]) == (1, [("a.yaml", 5)])
    assert files_below(folder) == ["a.yaml"]


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"type": "string", "enum": ["on", "off"]}, 1),
        ({"type": "array", "items": {"type": "object"}}, 1),
        ({"type": ["object", "null"], "properties": {"a": {"type": "string"}}}, 0),
        ({"anyOf": [{"type": "object"}, {"type": "string"}]}, 0),
        ({"properties": {"a": {"type": "string"}}}, 0),
    ],
)
def test_a_part_of_events_is_no_event(folder: Path, capsys: pytest.CaptureFixture[str], schema: Any, code: int) -> None:
    """PutEvents takes objects as details, and nothing else: what accepts none was never sent."""
    put("state.json", schema)

    assert code == main(["import", "state.json", "--into", "contracts", "--source", "acme.shop", "--format", "json"])
    assert found(capsys) == [("detail-not-object", "state.json", 1)] * code
    assert 0 == code or ["state.json"] == files_below(folder)


@pytest.mark.parametrize(
    ("ref", "rule"),
    [
        ("../outside.json", "ref-outside"),
        ("nowhere.json#/definitions/x", "ref-dangling"),
        ("parts.json#/definitions/x", "ref-dangling"),
        ("https://acme.test/parts.json", "ref-remote"),
        ("link.json", "ref-outside"),
        ("file:///etc/passwd", "ref-remote"),
    ],
)
def test_refs_stay_in_the_folder(folder: Path, capsys: pytest.CaptureFixture[str], ref: str, rule: str) -> None:
    """A ref reads no file outside of the folder of the file that was named, and nothing from a network."""
    put("outside.json", {"type": "string"})
    put("in/parts.json", {"definitions": {}})
    (folder / "in/link.json").symlink_to(folder / "outside.json")
    put("in/order.json", {"type": "object", "properties": {"a": {"$ref": ref}}})
    code = main(["import", "in/order.json", "--into", "contracts", "--source", "acme.shop", "--format", "json"])

    assert (code, found(capsys)) == (1, [(rule, "in/order.json", 5)])


def test_a_root_lets_refs_further(folder: Path) -> None:
    """`--root` names the folder that holds all files."""
    put("parts/money.json", {"type": "string", "maxLength": 3})
    put("events/paid.json", {"type": "object", "properties": {"in": {"$ref": "../parts/money.json"}}})
    code = main(["import", "events/paid.json", "--root", ".", "--into", "contracts", "--source", "acme.shop"])

    assert code == 0
    assert "maxLength: 3" in (folder / "contracts/events/paid/1.0.0.yaml").read_text("utf-8")


def test_a_file_url_without_a_folder_is_the_file_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`file://money.json` is how some write `money.json`, in that very file, too; `file:///…` leads out."""
    put(
        "money.json",
        {
            "$ref": "file://money.json#/$defs/A",
            "$defs": {"A": {"type": "object", "properties": {"c": {"type": "string", "maxLength": 3}}}},
        },
    )
    put("paid.json", {"type": "object", "properties": {"in": {"$ref": "file://money.json"}}})
    put("lost.json", {"type": "object", "properties": {"in": {"$ref": f"file://{folder.as_posix()}/money.json"}}})
    code = main(["import", "paid.json", "money.json", "--into", "contracts", "--source", "acme.shop"])
    capsys.readouterr()

    assert code == 0
    assert "maxLength: 3" in (folder / "contracts/events/paid/1.0.0.yaml").read_text("utf-8")
    assert main(["import", "lost.json", "--into", "contracts", "--source", "acme.shop", "--format", "json"]) == 1
    assert found(capsys) == [("ref-remote", "lost.json", 5)]


def test_files_that_refer_to_each_other_by_id(folder: Path) -> None:
    """Files that are imported together find each other by `$id`, in circles too."""
    put("a.json", {"$id": "https://acme.test/a.json", "type": "object", "properties": {"b": {"$ref": "b.json"}}})
    put(
        "b.json",
        {
            "$id": "https://acme.test/b.json",
            "type": "object",
            "properties": {"a": {"$ref": "https://acme.test/a.json"}},
        },
    )
    code = main(["import", "a.json", "b.json", "--into", "contracts", "--source", "acme.shop"])

    assert code == 0
    assert files_below(folder / "contracts/events") == ["a/1.0.0.yaml", "b/1.0.0.yaml"]


@pytest.mark.parametrize("called", [None, "https://acme.test/parts/money.json"])
def test_a_url_beside_the_files_own_is_the_file_beside_it(folder: Path, called: str | None) -> None:
    """A file that calls itself by a URL finds its siblings by theirs, where they stand as the URLs say."""
    put("parts/money.json", {"type": "string", "maxLength": 3} | ({"$id": called} if called else {}))
    refs = {"in": {"$ref": "https://acme.test/parts/money.json"}}
    put("events/paid.json", {"$id": "https://acme.test/events/paid.json", "type": "object", "properties": refs})
    code = main(["import", "events/paid.json", "--root", ".", "--into", "contracts", "--source", "acme.shop"])

    assert code == 0
    assert "maxLength: 3" in (folder / "contracts/events/paid/1.0.0.yaml").read_text("utf-8")


def test_a_url_isnt_the_file_beside_it_that_is_called_otherwise(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a sibling calls itself by another URL, the ref leads nowhere."""
    put("money.json", {"$id": "https://acme.test/v2/money.json", "type": "string"})
    refs = {"in": {"$ref": "https://acme.test/v1/money.json"}}
    put("paid.json", {"$id": "https://acme.test/v1/paid.json", "type": "object", "properties": refs})
    code = main(["import", "paid.json", "--into", "contracts", "--source", "acme.shop", "--format", "json"])

    assert code == 1
    assert found(capsys) == [("ref-remote", "paid.json", 6)]


def test_ids_without_a_suffix_name_files(folder: Path) -> None:
    """A ref is read in the light of the file's `$id`, whatever the files are called; `.schema` is no part of a name."""
    put("Account.schema.json", {"$id": "https://acme.test/Account", "properties": {"in": {"$ref": "Money#/$defs/A"}}})
    put(
        "Money.schema.json",
        {
            "$id": "https://acme.test/Money",
            "$defs": {"A": {"type": "object", "properties": {"c": {"type": "string", "maxLength": 3}}}},
        },
    )
    code = main(["import", *files_below(folder), "--into", "contracts", "--source", "acme.shop"])

    assert code == 0
    assert "maxLength: 3" in (folder / "contracts/events/account/1.0.0.yaml").read_text("utf-8")


def test_a_registry_answer(folder: Path) -> None:
    """The answer of `aws schemas describe-schema` is taken as it is: its Content is the document."""
    content: dict[str, Any] = {
        "type": "object",
        "x-amazon-events-source": "acme.shop",
        "x-amazon-events-detail-type": "Order Paid",
    }
    content["properties"] = {"detail": {"type": "object"}}
    content["$schema"] = "http://json-schema.org/draft-04/schema#"
    answer = {
        "Content": json.dumps(content),
        "SchemaName": "acme.shop@OrderPaid",
        "SchemaVersion": "3",
        "Type": "JSONSchemaDraft4",
    }
    put("answer.json", answer)
    code = main(["import", "answer.json", "--into", "contracts"])

    assert code == 0
    assert files_below(folder / "contracts/events") == ["order-paid/3.0.0.yaml"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version", "one"],
        ["--root", "nowhere"],
        ["--package", "9events"],
        ["--into", "no/such/folder/contracts"],
    ],
)
def test_wrong_options(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """What no import could do is one line, and exit code 2."""
    put("a.json", {"type": "object"})
    code = main(["import", "a.json", "--into", "contracts", "--source", "acme.shop", *arguments])

    assert (code, len(capsys.readouterr().err.splitlines())) == (2, 1)
    assert files_below(folder) == ["a.json"]


def test_text_that_yaml_might_misread(folder: Path) -> None:
    """Whatever texts a schema holds, the contract that was written reads back as the same."""
    texts = [
        "no",
        "1e5",
        "0o17",
        "2026-11-23",
        "null",
        "~",
        "",
        " x",
        "a: b",
        "# x",
        "x\ny\n",
        "\u2028",
        "'",
        '"',
        "<<",
        "1_0",
    ]
    put("a.json", {"type": "object", "properties": {text: {"enum": texts} for text in texts}})
    main(["import", "a.json", "--into", "contracts", "--source", "acme.shop"])
    code = main(["import", "a.json", "--into", "contracts", "--source", "acme.shop"])

    assert code == 0


def test_the_system_that_bridgewright_describes(folder: Path) -> None:
    """The AsyncAPI document that `generate` writes of a system gives the newest version of each of its majors again."""
    code = main(["import", str(ROOT / "generated/asyncapi.json"), "--into", "contracts"])
    newest = ["generated/1.0.0", "regenerate/1.0.0", "uploaded/1.1.0", "uploaded/2.1.0"]

    assert code == 0
    assert files_below(folder / "contracts/events") == [f"payslip.{version}.yaml" for version in newest]


def test_a_contract_imports_as_itself(folder: Path) -> None:
    """A contract that was imported is itself a document that can be imported: nothing more changes."""
    put("a.json", ORDER | {"properties": {"lines": {"type": ["array", "null"], "contains": {"type": "string"}}}})
    main(["import", "a.json", "--into", "contracts", "--source", "acme.shop"])
    first = (folder / "contracts/events/a/1.0.0.yaml").read_text("utf-8")
    put("again.yaml", first)
    main(["import", "again.yaml", "--into", "again"])
    second = (folder / "again/events/a/1.0.0.yaml").read_text("utf-8")

    assert second == first.replace("x-imported-from: a.json", "x-imported-from: again.yaml")


@pytest.mark.parametrize("name", ["../../order.placed", "a/b", "Order Placed", "."])
def test_a_name_is_the_name_of_a_folder(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """`--name` leads nowhere else: all that is written lies in the contracts folder."""
    put("order.json", LINE)
    code = main(["import", "order.json", "--into", "contracts", "--source", "acme.shop", "--name", name])

    assert 2 == code
    assert f"--name {name}: not lower-case words" in capsys.readouterr().err
    assert ["order.json"] == files_below(folder)


def test_a_folder_is_no_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What to name instead is said: which of its files are events, and which are parts of them, nobody else knows."""
    put("schemas/order.json", LINE)
    code = main(["import", "schemas", "--into", "contracts", "--source", "acme.shop"])

    assert 1 == code
    assert capsys.readouterr().out == (
        "schemas: error[file-unreadable]: can't be read: Is a directory\n    name the files in it\n"
    )


def test_a_document_may_hold_all_of_a_vendor_s_events(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may be larger than a contract, whose size the registry bounds: GitHub's has 5 MB. The endless is refused."""
    hook = {
        "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Line"}}}}}
    }
    unused = {f"Unused{number}": {"description": "x" * 1_000} for number in range(1_500)}
    schemas = {"Line": {"type": "object", "properties": {"sku": {"type": "string"}}}, **unused}
    info = {"title": "Acme", "version": "2.1.0"}
    document = {"openapi": "3.1.0", "info": info, "webhooks": {"sold": hook}, "components": {"schemas": schemas}}
    put("acme.json", document)
    code = main(["import", "acme.json", "--into", "contracts", "--source", "acme.shop"])

    assert 0 == code, capsys.readouterr().out
    assert "Unused" not in (folder / "contracts/events/sold/2.1.0.yaml").read_text("utf-8")

    put("endless.json", '{"description": "' + "x" * 20_000_000 + '"}')
    code = main(["import", "endless.json", "--into", "contracts", "--source", "acme.shop"])

    assert 1 == code
    assert "endless.json: error[document-too-large]" in capsys.readouterr().out
