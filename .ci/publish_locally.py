"""Plans and pushes to a Schema Registry on local AWS, as a release does on AWS: plan, push, plan and push again.

The registry comes with the messaging stack, from the template that AWS would get. Exits 1 unless the first plan shows
drift, the pushes succeed, and the last plan shows none.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bridgewright.findings import BridgewrightError
from bridgewright.local import LocalAws

ROOT = Path(__file__).resolve().parents[1]
STEPS = (("plan", 1), ("push", 0), ("plan", 0), ("push", 0))
"""Each command and the exit code that it must have."""


def main() -> int:
    """Runs the steps; the exit code."""
    try:
        with LocalAws() as aws:
            aws.deploy("leejames-messaging", ROOT / "generated/infra/messaging.json")
            return _publish(os.environ | aws.environment)
    except BridgewrightError as error:
        print(f"publishing failed: {error}", file=sys.stderr)
        return 1


def _publish(environment: dict[str, str]) -> int:
    for verb, expected in STEPS:
        print(f"$ bridgewright {verb}", flush=True)
        command = [sys.executable, "-m", "bridgewright", verb]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if code != expected:
            print(f"bridgewright {verb} exited with {code}, not {expected}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
