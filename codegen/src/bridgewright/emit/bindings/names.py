"""Names in generated Python: class names from components, module names from contracts. Stable and never clashing."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container

TAKEN_CLASSES = frozenset(
    {
        *("Annotated", "Any", "ClassVar", "ConfigDict", "Event", "Field", "Literal", "Model", "TypeAlias"),
        *("None", "True", "False"),
        *("DETAIL_TYPE", "ENVELOPE", "HELD", "NULLABLE", "OPEN", "SENSITIVE", "SOURCE", "VERSION"),
    }
)
"""Names that every generated module, or a class in it, uses for itself."""

TAKEN_FIELDS = frozenset(
    {
        *("str", "int", "float", "bool", "list", "dict"),
        *(
            "from_json",
            "from_data",
            "to_json",
            "to_data",
            "declared",
            "example",
            "replace",
            "to_entry",
            "from_eventbridge",
            "from_sqs_body",
        ),
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate", "model_computed_fields", "model_config", "model_construct"),
        *("model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set"),
        *("model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate"),
        *("model_validate_json", "model_validate_strings"),
    }
)
"""Names that annotations read, or that every model has: a property so named gets an underscore."""


TAKEN_MODULES = frozenset({"apis", "consumers", "errors", "publishing"})
"""Modules of the package itself: a contract so named gets an underscore."""


def class_name(text: str) -> str:
    """`payslip-line` -> `PayslipLine`; capitals inside are kept; `3d` -> `Type3d`."""
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", text) if part]
    name = "".join(part[0].upper() + part[1:] for part in parts) or "Unnamed"
    return f"Type{name}" if name[0].isdigit() else name


def free_class_name(text: str, taken: Container[str]) -> str:
    """`class_name(text)`, with `_` until nobody has it."""
    name = class_name(text)
    while name in TAKEN_CLASSES or name in taken:
        name += "_"
    return name


def module_name(text: str) -> str:
    """`payslip.uploaded` -> `payslip_uploaded`."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "unnamed"
    if name[0].isdigit():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in TAKEN_MODULES else name
