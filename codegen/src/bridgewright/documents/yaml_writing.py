"""JSON values as YAML text that people like to read, and that reads back as the same value."""

from __future__ import annotations

import json
import re

import yaml

from bridgewright.documents.document import JsonValue
from bridgewright.documents.yaml_reading import UnreadableDocument, parse_yaml

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
"""Numbers of YAML 1.2's core schema: the library follows YAML 1.1, where `1e5` and `0o17` are texts."""


class _Dumper(yaml.CSafeDumper):
    """Writes every value out where it stands: contracts have no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML calls it
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if _NUMBER.fullmatch(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def spelled_yaml(value: JsonValue) -> str:
    """The YAML text of a JSON value, keys in their order; JSON where YAML's own spelling would be read otherwise.

    Raises:
        UnreadableDocument: no text of it could be read back (nested too deeply, too many values).
    """
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    try:
        if parse_yaml(text)[0] == value:
            return text
    except UnreadableDocument as problem:
        if problem.rule in ("document-too-deep", "document-too-large"):
            raise
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
