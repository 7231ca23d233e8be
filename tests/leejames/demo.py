"""`nox -s demo`: from nothing to payslips on disk, each step shown as it happens.

Exits 1 with one clear line unless exactly the expected PDFs are there with the expected text in them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import requests
from botocore.exceptions import BotoCoreError, ClientError

from bridgewright.findings import BridgewrightError
from bridgewright.local import LocalAws
from leejames.payslips import SAMPLES, Sample
from leejames.system import ROOT, System, deploy, wait_until
from leejames_events.payslip_regenerate.v1 import Data, Metadata, RegeneratePayslip
from leejames_events.publishing import publish

OUTPUT = ROOT / "demo-output"
BUS = "leejames-hr"


class DemoFailed(Exception):
    """A step didn't do what it must; the message is one line."""


FAILURES = (DemoFailed, BridgewrightError, TimeoutError, BotoCoreError, ClientError, requests.RequestException)
"""What a step ends in when its surroundings or the system under it fail: one line, no traceback."""


class Console:
    """Numbered steps with the time that each took."""

    def __init__(self) -> None:
        self._number = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Shows the title, and how long what is under it took."""
        self._number += 1
        print(f"\n{self._number}. {title}", flush=True)
        started = time.perf_counter()
        yield
        print(f"   {time.perf_counter() - started:.1f} s", flush=True)

    def say(self, text: str) -> None:
        """One indented line."""
        print(f"   {text}", flush=True)


def main() -> int:
    """Runs the whole demo; the exit code."""
    started = time.perf_counter()
    console = Console()
    try:
        run(console)
    except FAILURES as error:
        print(f"\ndemo failed: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndemo stopped", file=sys.stderr)
        return 130
    print(f"\nDone in {time.perf_counter() - started:.0f} s.")
    return 0


def run(console: Console) -> None:
    """Every step, in order."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    with console.step("Generate bindings, rules and infrastructure from the contracts"):
        bridgewright(console, "generate")
    with console.step("Build what Lambda runs: each service with its libraries and the bindings"):
        run_tool(console, ".ci/build_lambda.py")
    with console.step("Start AWS on this machine"):
        aws = LocalAws()
        aws.start()
    try:
        console.say(aws.endpoint)
        _with_aws(console, aws)
    finally:
        aws.stop()


def _with_aws(console: Console, aws: LocalAws) -> None:
    with console.step("Deploy the three stacks"):
        system = deploy(aws, console.say)
    with console.step("Publish the released contracts to the Schema Registry"):
        bridgewright(console, "push", environment=aws.environment)
    with console.step("Post three payslips: one twice, one first with a broken logo"):
        expected = _post_payslips(console, system)
    with console.step("Send the command payslip.regenerate: a corrected payslip, revision 2"):
        first = next(iter(expected))
        corrected = first.replace("/r1.pdf", "/r2.pdf")
        _send_command(console, system, first.partition("/")[0], expected[first])
        expected[corrected] = expected[first]
        wait_until(lambda: corrected in system.pdfs(), "the corrected PDF")
    with console.step("Check that exactly these PDFs are there, with the right text"):
        _collect(console, system, expected)


def bridgewright(console: Console, *arguments: str, environment: dict[str, str] | None = None) -> None:
    """The command line as a user runs it, its output indented.

    Raises:
        DemoFailed: it exits with anything but 0.
    """
    console.say(f"$ bridgewright {' '.join(arguments)}")
    run_tool(console, "-m", "bridgewright", *arguments, environment=environment)


def run_tool(console: Console, *arguments: str, environment: dict[str, str] | None = None) -> None:
    """Runs Python with these arguments at the root of the checkout, its output indented.

    Raises:
        DemoFailed: it exits with anything but 0.
    """
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    for line in (done.stdout + done.stderr).splitlines():
        console.say(f"  {line}")
    if done.returncode != 0:
        raise DemoFailed(f"{' '.join(arguments)} exited with {done.returncode}")


def _post_payslips(console: Console, system: System) -> dict[str, Sample]:
    """Posts all three and waits for their PDFs; the samples by the key of their PDF."""
    first, second, third = SAMPLES
    expected = {_upload(console, system, first, "demo-monthly-0001"): first}
    again = _upload(console, system, first, "demo-monthly-0001")
    if again not in expected:
        raise DemoFailed("the same request got another payslip id")
    _refused(console, system, second)
    expected[_upload(console, system, second, "demo-weekly-00002")] = second
    wait_until(lambda: set(expected) <= set(system.pdfs()), "the first two PDFs")
    started = time.perf_counter()
    expected[_upload(console, system, third, "demo-euros-000003")] = third
    wait_until(lambda: set(expected) <= set(system.pdfs()), "the third PDF")
    console.say(f"from POST to PDF, warm: {(time.perf_counter() - started) * 1000:.0f} ms")
    return expected


def _upload(console: Console, system: System, sample: Sample, key: str) -> str:
    answer = system.post(sample.request, key)
    console.say(f"POST /payslips  {sample.title:<20} {answer.status_code} {answer.text}")
    if answer.status_code != requests.codes.created:
        raise DemoFailed(f"{sample.title}: expected 201, got {answer.status_code}")
    return f"{answer.json()['payslipId']}/r1.pdf"


def _refused(console: Console, system: System, sample: Sample) -> None:
    broken = sample.request | {"logo": {"data": sample.request["logo"]["data"][:400]}}
    answer = system.post(broken, "demo-broken-logo1")
    console.say(f"POST /payslips  {'with a broken logo':<20} {answer.status_code} {answer.text}")
    if answer.status_code != requests.codes.unprocessable_entity:
        raise DemoFailed(f"a broken logo: expected 422, got {answer.status_code}")


def _send_command(console: Console, system: System, payslip_id: str, sample: Sample) -> None:
    """What payroll does when figures were wrong: builds the command with the bindings and publishes it."""
    request = sample.request
    command = RegeneratePayslip(
        metadata=Metadata(
            schema_version=RegeneratePayslip.VERSION,
            idempotency_key=uuid.uuid5(uuid.UUID(payslip_id), "revision 2"),
            correlation_id=uuid.uuid5(uuid.UUID(payslip_id), "correction"),
            occurred_at=datetime.now(UTC),
        ),
        data=Data.from_data(
            {
                "payslipId": payslip_id,
                "revision": 2,
                "reason": "The overtime rate was wrong.",
                "logo": _logo(system),
                "payslip": request["payslip"],
            }
        ),
    )
    report = publish(system.aws.client("events"), [command], BUS)
    if not report.ok:
        raise DemoFailed(f"the command was not accepted: {report.failed[0].message}")
    console.say(f"published {RegeneratePayslip.DETAIL_TYPE} {RegeneratePayslip.VERSION} for {payslip_id}")


def _logo(system: System) -> dict[str, Any]:
    """A claim check on a logo that an upload left in the bucket: keys are `logos/<sha256>.png`."""
    listed = system.aws.client("s3").list_objects_v2(Bucket=system.logo_bucket)["Contents"]
    key = min(item["Key"] for item in listed)
    digest = Path(key).stem
    return {"bucket": system.logo_bucket, "key": key, "sha256": digest, "contentType": "image/png"}


def _collect(console: Console, system: System, expected: dict[str, Sample]) -> None:
    sqs = system.aws.client("sqs")
    queue = sqs.get_queue_url(QueueName="leejames-pdf.fifo")["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def is_idle() -> bool:
        waiting = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return all(waiting[name] == "0" for name in names)

    wait_until(is_idle, "the queue to be empty")
    present = set(system.pdfs())
    if present != set(expected):
        raise DemoFailed(f"expected {sorted(expected)}, found {sorted(present)}")
    for key, sample in sorted(expected.items()):
        data = system.pdf(key)
        path = OUTPUT / key.replace("/", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        text = pdf_text(data)
        missing = [words for words in sample.expected_text if words not in text]
        if missing:
            raise DemoFailed(f"{path.relative_to(ROOT)} ({sample.title}) lacks the text {missing}")
        console.say(f"{path.relative_to(ROOT)}  {len(data):,} bytes  {sample.title}")


def pdf_text(data: bytes) -> str:
    """The text of every page, white space folded."""
    document = pypdfium2.PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
