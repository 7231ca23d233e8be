"""What plain datamodel-code-generator makes of documents, and what its models say of values: run by `corpora.py`.

Reads a line for each document, `{"name", "content", "whole", "values"}`, and writes one for each: `{"name",
"practical": [true, …] or null, "strict": …}`. It imports nothing of ours: only the generator is installed there.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import types
import warnings
from pathlib import Path
from typing import Any

from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.enums import DataModelType, StrictTypes
from pydantic import TypeAdapter, ValidationError

PRACTICAL = {
    "output_model_type": DataModelType.PydanticV2BaseModel,
    "snake_case_field": True,
    "allow_population_by_field_name": True,
    "field_constraints": True,
    "use_annotated": True,
    "use_standard_collections": True,
    "use_union_operator": True,
    "treat_dot_as_module": False,
    "formatters": [],
}
SECONDS = 20
"""For the model of one document: of a few large ones it makes none in minutes."""
STRICT = PRACTICAL | {"strict_types": list(StrictTypes), "allow_population_by_field_name": False}


def adapter(content: dict[str, Any], options: dict[str, Any], *, whole: bool) -> TypeAdapter[Any]:
    """The type of the event (or of its detail) in the module that the generator writes."""
    kind = InputFileType.OpenAPI if "openapi" in content else InputFileType.JsonSchema
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "models.py"
        generate(json.dumps(content), input_file_type=kind, output=output, class_name="Root", **options)
        source = output.read_text("utf-8")
    module = types.ModuleType("models")
    sys.modules["models"] = module
    exec(compile(source, "models.py", "exec"), module.__dict__)
    found = getattr(module, "AWSEvent" if whole else "Root", None) or module.Root
    return TypeAdapter(found)


def _stop(*_: object) -> None:
    raise TimeoutError


def verdicts(case: dict[str, Any], options: dict[str, Any]) -> list[bool] | None:
    """The model's word on every value; None where there is no model, or none within `SECONDS`."""
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    try:
        made = adapter(case["content"], options, whole=case["whole"])
    except Exception as problem:  # noqa: BLE001 - whatever it is, there is no model
        print(f"{case['name']}: {type(problem).__name__}: {problem}"[:200], file=sys.stderr)
        return None
    finally:
        signal.alarm(0)
    said = []
    for value in case["values"]:
        try:
            made.validate_json(json.dumps(value))
        except ValidationError:
            said.append(False)
        except Exception:  # noqa: BLE001 - a crash is no acceptance
            said.append(False)
        else:
            said.append(True)
    return said


def main() -> None:
    """Every line of standard input."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        case = json.loads(line)
        answer = {"name": case["name"], "practical": verdicts(case, PRACTICAL), "strict": verdicts(case, STRICT)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
