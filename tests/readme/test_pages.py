"""What holds of every page: links lead somewhere, and a newcomer's page stays short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "codegen/docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def links(page: Path) -> set[str]:
    """The relative links of a page, anchors included."""
    text = CODE.sub("", page.read_text("utf-8"))
    return {link for found in LINK.findall(text) if not (link := "".join(found)).startswith(("https:", "http:"))}


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub(lambda m: m[0].strip("`"), page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link names a file that is there, and a heading in it."""
    dead = []
    for link in sorted(links(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            dead.append(link)

    assert dead == []


def test_the_docs_stand_alone() -> None:
    """The source distribution holds the docs without the repository: no page of theirs links out of their folder."""
    outside = [
        (page.name, link)
        for page in DOCS.rglob("*.md")
        for link in links(page)
        if not (page.parent / link.partition("#")[0]).resolve().is_relative_to(DOCS)
    ]

    assert outside == []


def test_an_index_shows_no_dead_link() -> None:
    """An index shows the distribution's README alone: relative links lead nowhere there."""
    assert links(ROOT / "codegen/README.md") == set()


def test_what_an_index_shows_runs() -> None:
    """The lines that work without a project do, and the last of them gives what its comment says."""
    text = (ROOT / "codegen/README.md").read_text("utf-8")
    *_, block = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    imports, expression = block.strip().split("\n\n")
    names: dict[str, object] = {}
    exec(imports, names)

    assert str(eval(expression, names)) == expression.rpartition("# ")[2]


def test_the_readme_is_what_a_newcomer_reads() -> None:
    """It has at most 150 lines; what is longer stands on a page of its own."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_every_page_can_be_found() -> None:
    """Whoever starts at README reaches every page."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting.extend((page.parent / link.partition("#")[0]).resolve() for link in links(page))

    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []
