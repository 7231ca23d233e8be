"""Field names by datamodel-code-generator: snake case, keywords, clashes with pydantic and between properties.

It is given the bare classes of a plan, under neutral names, and writes them as pydantic models; their field
names are read off.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bridgewright.emit.bindings.names import TAKEN_FIELDS, snake_name
from bridgewright.emit.bindings.plan import ClassPlan

FieldNames = Mapping[tuple[str, str], str]
"""(class, name in JSON) -> Python name."""


def named(plans: Iterable[ClassPlan]) -> dict[str, ClassPlan]:
    """The plans, by class name, with a Python name for every field."""
    classes = {f"Class{index}": plan for index, plan in enumerate(plans)}
    names = _field_names(_generated(classes)) if any(plan.fields for plan in classes.values()) else {}
    return {plan.name: _named(neutral, plan, names) for neutral, plan in classes.items()}


def _named(neutral: str, plan: ClassPlan, names: FieldNames) -> ClassPlan:
    taken: set[str] = set()
    fields = []
    for field in plan.fields:
        name = names.get((neutral, field.json)) or snake_name(field.json)
        while name in taken or name in TAKEN_FIELDS or keyword.iskeyword(name):
            name += "_"
        taken.add(name)
        fields.append(replace(field, name=name))
    return replace(plan, fields=tuple(fields))


def _generated(classes: Mapping[str, ClassPlan]) -> str:
    """datamodel-code-generator's own text for the bare classes; no formatter, so nothing is read from disk."""
    from datamodel_code_generator import generate  # noqa: PLC0415
    from datamodel_code_generator.enums import DataModelType, InputFileType  # noqa: PLC0415
    from datamodel_code_generator.format import PythonVersion  # noqa: PLC0415

    schemas = {
        neutral: {"type": "object", "properties": {field.json: {"type": "string"} for field in plan.fields}}
        for neutral, plan in classes.items()
        if plan.fields
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Bindings", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    text = generate(
        document,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        formatters=[],
        disable_timestamp=True,
        snake_case_field=True,
        use_annotated=True,
        treat_dot_as_module=False,
    )
    return str(text)


def _field_names(text: str) -> dict[tuple[str, str], str]:
    """Reads the classes: `payslip_id: Annotated[str | None, Field(alias='payslipId')] = None`."""
    return {
        (statement.name, _alias(field) or field.target.id): field.target.id
        for statement in ast.parse(text).body
        if isinstance(statement, ast.ClassDef)
        for field in statement.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def _alias(field: ast.AnnAssign) -> str | None:
    for node in ast.walk(field.annotation):
        if isinstance(node, ast.keyword) and node.arg == "alias" and isinstance(node.value, ast.Constant):
            return str(node.value.value)
    return None
