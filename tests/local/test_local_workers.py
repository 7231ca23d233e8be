"""What a function sees of the machine it runs on: nothing."""

from __future__ import annotations

import json
from typing import Any

LOOK = """
import json, os, sys
def handle(event, context):
    found = {}
    for name in event["modules"]:
        try:
            __import__(name)
            found[name] = True
        except ImportError:
            found[name] = False
    return {"environment": dict(os.environ), "modules": found}
"""
MODULES = ["json", "boto3", "bridgewright", "pydantic", "yaml", "requests"]


def look(scene: Any, name: str) -> dict[str, Any]:
    answer = scene.lambda_.invoke(FunctionName=name, Payload=json.dumps({"modules": MODULES}))
    return dict(json.loads(answer["Payload"].read()))


def test_a_function_sees_its_own_environment_alone(scene: Any) -> None:
    """configuration-envvars: the runtime's variables and the function's; nothing of the server's or the host's."""
    name = scene.function(LOOK, Environment={"Variables": {"MINE": "yes"}})

    seen = look(scene, name)["environment"]

    assert ("yes", scene.aws.region, name) == (seen["MINE"], seen["AWS_REGION"], seen["AWS_LAMBDA_FUNCTION_NAME"])
    assert seen["AWS_ENDPOINT_URL"] == scene.aws.endpoint
    leaked = {
        "HOME",
        "VIRTUAL_ENV",
        "GATEWAY_PORT",
        "MINISTACK_REGION",
        "AUTH",
        "BIND_HOST",
        "LOG_LEVEL",
        "PWD",
        "USER",
    }
    assert set() == leaked & seen.keys()


def test_a_function_has_the_runtimes_packages_alone(scene: Any) -> None:
    """python-package, "Runtime-included libraries": the standard library and boto3; the rest comes in the zip."""
    name = scene.function(LOOK)

    assert [module for module, there in look(scene, name)["modules"].items() if there] == ["json", "boto3"]


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack passes everything on: this fails when it no longer does."""
    seen = look(plain, plain.function(LOOK))

    assert "GATEWAY_PORT" in seen["environment"], "ministack's workers are clean now: see adapters/worker_processes.py"
    assert seen["modules"]["pydantic"], "ministack's workers see only the zip now: see adapters/worker_processes.py"
