"""The measure of wildcards (event-ruler `MachineComplexityEvaluatorTest`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.complexity import bound, complexity
from bridgewright.patterns.operators.wildcard import Wildcard


@pytest.mark.parametrize(
    ("wildcards", "expected"),
    [
        (["abc"], 1),
        (["*ab"], 2),
        (["*aa"], 3),
        (["a*b"], 2),
        (["aa*"], 2),
        (["a*bb"], 3),
        (["a*bcb"], 3),
        (["*ab*ad"], 4),
        (["*aba*"], 4),
        (["a*b*bb"], 5),
        (["a*b*b"], 4),
        (["*ab*b*b*"], 7),
        (["*a*a*a*a*a*a*a*a*"], 17),
        (["*abc", "*abcde"], 4),
        (["a*aaa", "aa*aa"], 7),
        (["a*aax", "aaa*x"], 5),
        (["ab*cd", "ab*wx", "ab*yz"], 6),
        (["ab*c", "ab*c"], 2),
        (["*:*:*:*:*:event-bus/*"], 11),
        (["/Users/*/dir/dir/dir/dir/dir/doc.txt"], 7),
        (["*:stack/SharedStack/*", "*:stack/TrackerStack/*", "*:stack/WorkerStack/*"], 9),
    ],
)
def test_it_is_the_most_prefixes_that_one_value_matches(wildcards: list[str], expected: int) -> None:
    """The rows of the engine's own test, and localstack's AWS-validated content_wildcard_complex_EXC."""
    assert expected == complexity([Wildcard(text) for text in wildcards], 100)


@given(st.lists(st.text(alphabet="ab*", max_size=8).filter(lambda text: "**" not in text), min_size=1, max_size=3))
def test_the_bound_is_never_too_low(texts: list[str]) -> None:
    """What the quick bound lets pass, the measure would let pass too."""
    wildcards = [Wildcard(text) for text in texts]

    assert complexity(wildcards, 100) <= sum(map(bound, wildcards))


def test_it_stops_at_the_cap() -> None:
    """Nobody waits for the exact measure of something hopeless."""
    assert complexity([Wildcard(f"*{'ab' * n}*") for n in range(1, 40)], 11) == 11
