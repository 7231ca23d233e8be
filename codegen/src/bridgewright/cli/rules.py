"""`rules`: what a finding's id means, what breaks it, and what lets it pass."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bridgewright.findings import BridgewrightError

if TYPE_CHECKING:
    from bridgewright.findings.examples import Example

_FORMATS = ("text", "json", "markdown")


def add_arguments(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    words = "list every rule, or show one with an example that breaks it"
    added = verbs.add_parser("rules", help=words, description=words[0].upper() + words[1:] + ".")
    added.add_argument("rule", nargs="?", metavar="ID", help="as a finding names it: array-unbounded")
    added.add_argument("--format", choices=_FORMATS, default="text", help="of the output (default: %(default)s)")
    added.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """`bridgewright rules [ID]`.

    As JSON, one rule is an object, and all are an array of such objects; `printing.data` says what is in it.
    """
    from bridgewright.findings.rules import RULES, TABLE, printing

    if options.rule is None:
        if options.format == "text":
            print(printing.listing())
        elif options.format == "json":
            print(printing.as_json(TABLE, _examples()))
        else:
            print(printing.as_markdown(_examples()), end="")
        return 0
    rule = RULES.get(options.rule)
    if rule is None:
        raise BridgewrightError(_unknown(options.rule, tuple(RULES)))
    example = _examples()[rule.id]
    if options.format == "json":
        import json

        print(json.dumps(printing.data(rule, example), indent=2, ensure_ascii=False))
    elif options.format == "text":
        print(printing.told(rule, example))
    else:
        raise BridgewrightError("--format markdown is for all rules: leave the id out")
    return 0


def _unknown(wanted: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    from bridgewright.findings.report import printable

    near = get_close_matches(wanted, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`bridgewright rules` lists them"
    return f"there is no rule {printable(wanted):.60}; {hint}"


def _examples() -> Mapping[str, Example]:
    """The examples of every rule, from the texts in the package."""
    from importlib.resources import files

    from bridgewright.findings.examples import examples
    from bridgewright.findings.rules import GROUPS

    folder = files("bridgewright.findings.examples")
    texts = (folder.joinpath(f"{group.name}.txt").read_text("utf-8") for group in GROUPS)
    return {rule: example for text in texts for rule, example in examples(text).items()}
