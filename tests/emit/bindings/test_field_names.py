"""Field names are datamodel-code-generator's, though most are found without it."""

from __future__ import annotations

import ast
import builtins
import keyword
import subprocess
import sys
import typing
import unicodedata
from pathlib import Path
from random import Random

from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.model.field_name import PYDANTIC_BASE_MODEL_ATTRIBUTES

from bridgewright.emit.bindings.field_names import field_names
from thorough import samples

_ODD = (
    *("_links", "+1", "@timestamp", "$ref", "3d", "#x", "a..b", "a b", "HTTPServer", "detail-type"),
    *("ünï", "日本", "ﬁ", "²"),
)


def test_names_are_those_of_the_generator() -> None:
    """Whatever the properties of a class are called, their names are what datamodel-code-generator writes."""
    rng = Random(5)
    words = [*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *dir(typing), *PYDANTIC_BASE_MODEL_ATTRIBUTES, *_ODD]
    words += ["".join(rng.choices("abcXYZ019_-. $éß@", k=rng.randrange(1, 9))) for _ in range(samples(1_000, 200))]
    words.remove("str")  # the type of every property here: the generator avoids it, and so do we, a step later
    classes: list[tuple[str, ...]] = [(word,) for word in dict.fromkeys(words)]
    classes += [tuple(dict.fromkeys(rng.choices(words, k=rng.randrange(2, 12)))) for _ in range(samples(500, 150))]

    assert _generated(classes) == [field_names(properties) for properties in classes]


def test_names_that_meet_are_kept_apart_as_the_generator_does() -> None:
    """`fooBar` beside `foo_bar` gets a number, the second of the two."""
    assert field_names(("fooBar", "foo_bar", "FooBar")) == ("foo_bar", "foo_bar_1", "foo_bar_2")


def test_plain_names_need_no_generator() -> None:
    """A fresh interpreter that names `payslipId` and `detail-type` has not imported datamodel-code-generator."""
    program = (
        "import sys; from bridgewright.emit.bindings.field_names import field_names\n"
        "print(*field_names(('payslipId', 'detail-type')), 'datamodel_code_generator' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout == "payslip_id detail_type False\n"


def test_nobodys_formatter_settings_are_read(tmp_path: Path) -> None:
    """A `[tool.black]` or `ruff.toml` in the working folder changes nothing, not even when they can't be read."""
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 'wide'\n[tool.isort]\nprofile = 1\n[[[")
    (tmp_path / "ruff.toml").write_text("line-length = -1\n")
    program = "from bridgewright.emit.bindings.field_names import field_names; print(*field_names(('class', '+1')))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert ran.stdout == "class_ field_1\n"


def _generated(classes: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The names in the models that datamodel-code-generator writes, as Python reads them."""
    schemas = {
        f"Class{index}": {"type": "object", "properties": {name: {"type": "string"} for name in properties}}
        for index, properties in enumerate(classes)
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
    found = {node.name: node for node in ast.parse(str(text)).body if isinstance(node, ast.ClassDef)}
    return [
        tuple(
            unicodedata.normalize("NFKC", field.target.id)
            for field in found[f"Class{index}"].body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        )
        for index in range(len(classes))
    ]
