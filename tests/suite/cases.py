"""The cases of the official suite, as its folders hold them.

https://github.com/json-schema-org/JSON-Schema-Test-Suite
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DRAFTS = {
    "draft4": "draft-04",
    "draft6": "draft-06",
    "draft7": "draft-07",
    "draft2019-09": "2019-09",
    "draft2020-12": "2020-12",
}
"""The suite's name of a draft -> ours."""
GROUPS = {"required": "", "format": "optional/format"}
"""What a draft's cases are held to -> their folder: `required` of every validator, where formats are annotations;
`format` of those that assert them."""
HOST = "http://localhost:1234/"
"""Where the suite's `remotes` are served, so their URIs say."""


@dataclass(frozen=True, slots=True)
class Case:
    """One instance, and whether it follows the schema."""

    draft: str
    group: str
    name: str
    """File, description of the schema and of the test: no two cases have one name."""
    schema: Any = field(compare=False)
    instance: Any = field(compare=False)
    valid: bool

    @property
    def asserts_formats(self) -> bool:
        """Whether a format refuses what doesn't follow it."""
        return self.group == "format"


def cases(tests: Path) -> Iterator[Case]:
    """The cases of every draft that we know, in the order of their names; `tests` is the suite's folder of them."""
    for draft in DRAFTS:
        for group, folder in GROUPS.items():
            for path in sorted((tests / draft / folder).glob("*.json")):
                yield from _of_file(path, draft, group, path.relative_to(tests).as_posix())


def _of_file(path: Path, draft: str, group: str, name: str) -> Iterator[Case]:
    for schema in json.loads(path.read_text("utf-8")):
        for test in schema["tests"]:
            full = f"{name} > {schema['description']} > {test['description']}"
            yield Case(draft, group, full, schema["schema"], test["data"], test["valid"])


def remotes(folder: Path) -> dict[str, Any]:
    """The documents that schemas of the suite refer to, by the URIs at which it serves them."""
    paths = sorted(folder.rglob("*.json"))
    return {HOST + path.relative_to(folder).as_posix(): json.loads(path.read_text("utf-8")) for path in paths}
