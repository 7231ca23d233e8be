"""`exists`."""

from bridgewright.patterns.operators.exists import Exists


def test_any_value_is_presence_and_none_is_absence() -> None:
    """Absence is decided where there is no value, never by one."""
    assert Exists(True).matches(None)
    assert not Exists(False).matches("x")
    assert Exists(False).spell() == {"exists": False}
    assert (Exists(True).describe(), Exists(False).describe()) == ("any value", "no value at all")
