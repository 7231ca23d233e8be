import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from pdf_service.fonts import coverage
from pdf_service.render import render
from pdf_service.view import Issue, amount
from thorough import law

LETTERS = st.one_of(st.characters(), *(st.sampled_from([chr(code) for code in sorted(font)]) for font in coverage()))


def instances(schema: dict[str, Any], components: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Everything that a schema of these contracts allows; each keyword that they use, and no other, is understood."""
    if "$ref" in schema:
        return instances(components[schema["$ref"].rsplit("/", 1)[1]], components)
    known = {"type", "description", "example", "x-sensitive"}
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "object":
        assert set(schema) <= known | {"required", "properties"}
        fields = {name: instances(field, components) for name, field in schema["properties"].items()}
        required = {name: fields.pop(name) for name in schema["required"]}
        return st.fixed_dictionaries(required, optional=fields)
    if schema["type"] == "array":
        assert set(schema) <= known | {"items", "minItems", "maxItems"}
        return st.lists(
            instances(schema["items"], components), min_size=schema.get("minItems", 0), max_size=schema["maxItems"]
        )
    assert schema["type"] == "string"
    assert set(schema) <= known | {"pattern", "format", "minLength", "maxLength"}
    if schema.get("format") == "date":
        return st.dates().map(str)
    if "pattern" in schema:
        pattern = re.compile(schema["pattern"].removeprefix("^").removesuffix("$"), re.ASCII)
        return st.from_regex(pattern, fullmatch=True).filter(lambda text: len(text) <= schema["maxLength"])
    return st.text(LETTERS, min_size=schema["minLength"], max_size=schema["maxLength"])


@pytest.mark.slow
@pytest.mark.parametrize("contract", ["uploaded", "regenerate"])
def test_every_payslip_that_the_contract_allows_is_rendered(
    contract: str, request: pytest.FixtureRequest, logo: bytes, issue: Issue, pages: Callable[[bytes], list[str]]
) -> None:
    """No valid payslip ends in the dead-letter queue for what it says: each gives a PDF with its net pay on it."""
    schemas = request.getfixturevalue(contract)["schemas"]

    # Shrinking a whole payslip takes minutes: the failing one is shown as it is.
    @law(whole=40, few=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
    @given(instances(schemas["Payslip"], schemas), st.integers(1, 999))
    def check(payslip: dict[str, Any], revision: int) -> None:
        pdf = render(payslip, logo, Issue(issue.document_id, revision, issue.issued_at))

        assert amount(payslip["totals"]["netPay"]) in "\n".join(pages(pdf))

    check()
