"""Lambda workers see what a function sees on AWS: its own environment, its own packages, and the runtime's boto3.

ministack starts them with the server's whole environment and with everything that is installed beside ministack, so a
forgotten dependency or setting would go unnoticed until the deployment.
Source: "Defined runtime environment variables" (configuration-envvars) and "Runtime-included libraries"
(python-package) in the Lambda developer guide.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime

# boto3 and what it needs: the Python runtimes carry these, and nothing else.
_RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six")
_KEPT = ("PATH", "LANG", "TZ", "TMPDIR", "AWS_ENDPOINT_URL")


def install() -> None:
    """Gives the module that starts workers a `Popen` of its own."""
    outside = dict(os.environ)
    runtime = _runtime_folder(Path(os.environ["TMPDIR"]) / "runtime")

    def start(command: list[str], *, env: Mapping[str, str], **options: Any) -> subprocess.Popen[str]:
        # -S: no site-packages; -s and -E would also hide what the function's own environment asks for.
        interpreter, script = command
        return subprocess.Popen(  # noqa: S603
            [interpreter, "-S", script], env=worker_environment(env, outside, runtime), **options
        )

    lambda_runtime.subprocess = SimpleNamespace(**(vars(subprocess) | {"Popen": start}))


def worker_environment(given: Mapping[str, str], outside: Mapping[str, str], runtime: Path) -> dict[str, str]:
    """`given` without what only came from the server's own environment `outside`; the runtime's packages come last."""
    own = {name: text for name, text in given.items() if name in _KEPT or outside.get(name) != text}
    path = own.get("PYTHONPATH")
    return own | {
        "PYTHONPATH": f"{path}:{runtime}" if path else str(runtime),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _runtime_folder(folder: Path) -> Path:
    """A folder with links to the runtime's packages alone."""
    folder.mkdir()
    for name in _RUNTIME_PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            origin = Path(spec.origin)
            source = origin.parent if origin.name == "__init__.py" else origin
            (folder / source.name).symlink_to(source)
    return folder
