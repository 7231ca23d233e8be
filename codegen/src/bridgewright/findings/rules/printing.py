"""Rules for a person, for a program, and as the page `codegen/docs/rules.md`. Printing itself is the CLI's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from bridgewright.findings.examples import APPENDED, MERGED, UNTOUCHED, Example, File
from bridgewright.findings.rules import GROUPS, Rule, rules_of

_HEAD = """# Rules

Every finding has the id of a rule. An error fails the command (exit 1), a warning is shown. This page is what
`bridgewright rules --format markdown` prints; `bridgewright rules ID` prints one rule. The examples are run by a test.
Where one stands in a project, it is the one that `bridgewright init` writes, and YAML that is merged into a file of it
is a JSON Merge Patch (RFC 7396): null takes a key away.
"""


def listing() -> str:
    """A line a rule: id, severity, purpose; under a line for each group."""
    lines: list[str] = []
    for group in GROUPS:
        rules = rules_of(group)
        widths = [max(len(cell) for cell in column) for column in zip(*map(_cells, rules), strict=True)]
        lines += ["", group.title]
        lines += [f"  {id_:{widths[0]}}  {weight:{widths[1]}}  {words}" for id_, weight, words in map(_cells, rules)]
    return "\n".join(lines[1:])


def told(rule: Rule, example: Example) -> str:
    """A rule with its example, and how to let it pass."""
    lines = [f"{rule.id}: {_weight(rule)}; said by {', '.join(rule.verbs)}", rule.purpose, ""]
    if example.commands and example.in_project:
        lines += ["In the project that `bridgewright init` writes:", ""]
    for words, block in _parts(example):
        lines += [words, *([""] + [f"    {line}".rstrip() for line in block.splitlines()] + [""] if block else [])]
    return "\n".join([*lines, *([""] if lines[-1] else []), rule.waiving])


def data(rule: Rule, example: Example) -> dict[str, object]:
    """A rule as JSON.

    `id`, `group` (`lint`, `breaking`, …), `verbs` (a list), `severity` (`error`, `warning`, `by direction`, or
    `by direction, at least a warning`), `purpose`, `firm` (true where it can't be weighed or waived), `settings` (the
    table of `bridgewright.toml` in which it can, or empty), `waiving` (a sentence), `situation` (a sentence, or empty)
    and `example`: null, or an object of `commands` (run one after the other), `files` (`path`, `manner`: `whole`,
    `merged`, `merged into PATH` or `appended`; `text`) and `says`, what the last command prints without file and line.
    """
    shown = {
        "commands": list(example.commands),
        "files": [{"path": file.path, "manner": file.manner, "text": file.text} for file in example.files],
        "says": example.says,
    }
    return {
        "id": rule.id,
        "group": rule.group.name,
        "verbs": list(rule.verbs),
        "severity": rule.weight,
        "purpose": rule.purpose,
        "firm": rule.firm,
        "settings": "" if rule.firm else rule.group.settings,
        "waiving": rule.waiving,
        "situation": example.situation,
        "example": shown if example.commands else None,
    }


def as_json(rules: Iterable[Rule], examples: Mapping[str, Example]) -> str:
    """An array with one object a rule, as `data` describes it."""
    return json.dumps([data(rule, examples[rule.id]) for rule in rules], indent=2, ensure_ascii=False)


def as_markdown(examples: Mapping[str, Example]) -> str:
    """The page of all rules: a table a group, then a section a rule, to be linked to by its id."""
    parts = [_HEAD]
    for group in GROUPS:
        parts.append(f"\n## {group.title}\n\n" + (f"{group.about}\n\n" if group.about else ""))
        parts.append("| rule | severity | what changed |\n" if group.proved else "| rule | severity | why |\n")
        parts.append("|---|---|---|\n")
        for rule in rules_of(group):
            purpose = rule.purpose.replace("|", "\\|")
            parts.append(f"| [`{rule.id}`](#{rule.id}) | {_weight(rule)} | {purpose} |\n")
    for group in GROUPS:
        parts.append(f"\n## {group.title.partition(':')[0]}, by example\n")
        parts += ("\n" + "\n".join(_section(rule, examples[rule.id])) + "\n" for rule in rules_of(group))
    return "".join(parts)


def _section(rule: Rule, example: Example) -> Iterator[str]:
    yield from (f"### `{rule.id}`", "", f"{rule.purpose} ({_weight(rule)})")
    for words, block in _parts(example):
        yield from ("", words)
        if block:
            yield from ("", "```", block, "```")


def _parts(example: Example) -> Iterator[tuple[str, str]]:
    """An example as sentences, each with the text that it introduces, or none."""
    if example.situation:
        yield example.situation, ""
        return
    for file in example.files:
        yield _introduced(file), file.text
    run = ", then ".join(f"`{command}`" for command in example.commands)
    beside = f" (`{UNTOUCHED}` is the project as `bridgewright init` writes it)" if example.beside_untouched else ""
    yield f"{run}{beside} says:", example.says


def _introduced(file: File) -> str:
    if file.manner == APPENDED:
        return f"`{file.path}`, these lines at its end:"
    if file.manner == MERGED:
        return f"`{file.path}`, this merged into it:"
    if file.manner.startswith(MERGED):
        return f"`{file.path}`, made of `{file.base}` with this merged into it:"
    return f"`{file.path}`:"


def _weight(rule: Rule) -> str:
    return ", ".join((rule.weight, *rule.notes))


def _cells(rule: Rule) -> tuple[str, str, str]:
    return rule.id, _weight(rule), rule.purpose
