"""`codegen/docs/patterns.md` is the specification, so every row and the example in it run."""

import re
from pathlib import Path

import pytest

from bridgewright.patterns import InvalidPattern, Pattern

PAGE = (Path(__file__).parents[2] / "codegen/docs/patterns.md").read_text(encoding="utf-8")
LINKS = set(re.findall(r"^\[([a-z-]+)\]: https://", PAGE, re.MULTILINE))
ROW = re.compile(r"^\| `(?P<pattern>.+?)` \| (?:`(?P<event>.+?)` )?\| (?P<result>.+?) \| \[(?P<source>[a-z-]+)\] \|$")
ROWS = [
    pytest.param(*match.group("pattern", "event", "result", "source"), id=f"line-{number}")
    for number, line in enumerate(PAGE.splitlines(), 1)
    if (match := ROW.match(line))
]


@pytest.mark.parametrize(("pattern", "event", "result", "source"), ROWS)
def test_a_row_of_the_page_holds(pattern: str, event: str | None, result: str, source: str) -> None:
    """The engine says what the page says, and the page links where AWS says it."""
    try:
        parsed = Pattern.parse(pattern)
        found = "match" if parsed.matches(event or "") else "no match"
    except InvalidPattern as error:
        found = f"invalid: {error.reason}"

    assert source in LINKS
    assert result.replace("\\|", "|") == found


def test_every_table_row_is_run() -> None:
    """A row that the test can't read would be a claim that nothing checks."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]

    assert len(lines) == len(ROWS) > 80


def test_the_example_runs() -> None:
    """The code on the page does what its assertions say."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

    exec(compile(code, "patterns.md", "exec"), {})
