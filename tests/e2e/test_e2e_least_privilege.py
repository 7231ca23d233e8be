"""Every single action of every role's policy is needed: without it, something that the system does fails.

The flow itself runs with all policies enforced in every other test here.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from e2e.flow import Flow

pytestmark = [pytest.mark.aws, pytest.mark.slow]
Fails = Callable[[Flow], bool]
"""What the system does that needs an action; true when it fails."""


def posting(flow: Flow) -> bool:
    """A new payslip is not accepted, and the caller is told to come again."""
    return flow.post(flow.request()).status_code == 503


def refusing_clearly(flow: Flow) -> bool:
    """Other content for an accepted payslip gets no 409: for that, the record of the attempt must be deleted."""
    body = flow.request()
    assert flow.post(body).status_code == 201
    corrected = body | {"payslip": body["payslip"] | {"payDate": "2026-11-26"}}
    return flow.post(corrected).status_code != 409


def rendering(flow: Flow) -> bool:
    """A payslip's message is given up."""
    payslip_id = flow.uploaded()
    flow.eventually(lambda: given_up(flow, payslip_id), "the message to be given up")
    return not flow.has_pdf(payslip_id)


def rendering_twice(flow: Flow) -> bool:
    """The second message for a PDF that is there, past deduplication, is given up: what is stored can't be read."""
    detail = flow.detail()
    flow.put("payslip.uploaded", detail)
    flow.eventually(lambda: flow.has_pdf(detail["data"]["payslipId"]) and flow.is_idle(), "the PDF")
    flow.put("payslip.uploaded", detail | {"metadata": flow.metadata("2.1.0")})
    return bool(flow.eventually(lambda: given_up(flow, detail["data"]["payslipId"]), "the message to be given up"))


def announcing(flow: Flow) -> bool:
    """The PDF is there, but its message is given up: nobody was told."""
    payslip_id = flow.uploaded()
    flow.eventually(lambda: given_up(flow, payslip_id), "the message to be given up")
    return flow.has_pdf(payslip_id)


def reading_messages(flow: Flow) -> bool:
    """Messages in the queue, which is encrypted, stay there."""
    payslip_id = flow.uploaded()
    flow.eventually(lambda: not flow.is_idle(), "the message to arrive")
    mapping = flow.lambda_.list_event_source_mappings(FunctionName="leejames-pdf")["EventSourceMappings"][0]["UUID"]
    flow.eventually(
        lambda: "kms:Decrypt" in flow.lambda_.get_event_source_mapping(UUID=mapping).get("LastProcessingResult", ""),
        "the mapping to say that it can't decrypt",
    )
    return not flow.has_pdf(payslip_id)


def polling(flow: Flow) -> bool:
    """Lambda refuses to poll the queue for the function."""
    arn = flow.sqs.get_queue_attributes(QueueUrl=flow.queue("leejames-pdf.fifo"), AttributeNames=["QueueArn"])
    return flow.refuses(
        lambda: flow.lambda_.create_event_source_mapping(
            FunctionName="leejames-pdf", EventSourceArn=arn["Attributes"]["QueueArn"], BatchSize=1
        )
    )


def recording(flow: Flow) -> bool:
    """A corrected payslip is not written down, and the event is at OnFailure."""
    flow.messages("leejames-reissues-on-failure")
    payslip_id = flow.metadata("1.0.0")["idempotencyKey"]
    flow.put("payslip.generated", flow.generated(payslip_id, 2), "leejames.documents")
    flow.eventually(lambda: flow.messages("leejames-reissues-on-failure"), "the failed invocation")
    return flow.reissue(payslip_id) is None


def handing_over(flow: Flow) -> bool:
    """An event that the reissues function refuses is lost: Lambda can't send it to OnFailure."""
    flow.messages("leejames-reissues-on-failure")

    def complaints() -> int:
        text = flow.aws.server_log.read_text(errors="replace")
        return text.count("leejames-reissues: the role may not")

    before = complaints()
    payslip_id = flow.metadata("1.0.0")["idempotencyKey"]
    flow.put("payslip.generated", flow.generated(payslip_id, 2, sha256="no hash"), "leejames.documents")
    flow.eventually(lambda: complaints() > before, "Lambda to say that it could not hand the event over")
    return flow.messages("leejames-reissues-on-failure") == []


def given_up(flow: Flow, payslip_id: str) -> bool:
    """Whether a message about a payslip came to the dead-letter queue."""
    return any(payslip_id in message["Body"] for message in flow.messages("leejames-pdf-dlq.fifo"))


def logging_of(function: str) -> Fails:
    """The function works, and leaves no line in its log."""

    def is_silent(flow: Flow) -> bool:
        before = len(flow.aws.logs(function))
        payslip_id = flow.uploaded()
        flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
        flow.put("payslip.generated", flow.generated(payslip_id, 2), "leejames.documents")
        flow.eventually(lambda: flow.reissue(payslip_id), "the reissue")
        return len(flow.aws.logs(function)) == before

    return is_silent


def tracing_of(function: str) -> Fails:
    """Lambda refuses to make a traced function with this role (there is no X-Ray here to miss the traces)."""

    def is_refused(flow: Flow) -> bool:
        return flow.refuses(
            lambda: flow.lambda_.create_function(
                FunctionName=f"traced-{flow.key()}",
                Runtime="python3.11",
                Handler="a.handle",
                Role=flow.lambda_.get_function_configuration(FunctionName=function)["Role"],
                Code={"ZipFile": b"PK\x05\x06" + bytes(18)},
                TracingConfig={"Mode": "Active"},
            )
        )

    return is_refused


NEEDS: dict[tuple[str, str, str], Fails] = {
    ("leejames-upload", "StoreLogos", "s3:PutObject"): posting,
    ("leejames-upload", "ClaimPayslipsAndKeepAnswers", "dynamodb:PutItem"): posting,
    ("leejames-upload", "ClaimPayslipsAndKeepAnswers", "dynamodb:UpdateItem"): posting,
    ("leejames-upload", "ClaimPayslipsAndKeepAnswers", "dynamodb:DeleteItem"): refusing_clearly,
    ("leejames-upload", "PublishPayrollEvents", "events:PutEvents"): posting,
    ("leejames-pdf", "TakeMessages", "sqs:ReceiveMessage"): polling,
    ("leejames-pdf", "TakeMessages", "sqs:DeleteMessage"): polling,
    ("leejames-pdf", "TakeMessages", "sqs:GetQueueAttributes"): polling,
    ("leejames-pdf", "ReadEncryptedMessages", "kms:Decrypt"): reading_messages,
    ("leejames-pdf", "ReadLogos", "s3:GetObject"): rendering,
    ("leejames-pdf", "StorePayslipsAndReadThemBack", "s3:PutObject"): rendering,
    ("leejames-pdf", "StorePayslipsAndReadThemBack", "s3:GetObject"): rendering_twice,
    ("leejames-pdf", "AnnounceDocuments", "events:PutEvents"): announcing,
    ("leejames-reissues", "RecordReissues", "dynamodb:PutItem"): recording,
    ("leejames-reissues", "HandOverFailures", "sqs:SendMessage"): handing_over,
    ("leejames-reissues", "EncryptFailures", "kms:GenerateDataKey"): handing_over,
    ("leejames-reissues", "EncryptFailures", "kms:Decrypt"): handing_over,
}
for _name in ("leejames-upload", "leejames-pdf", "leejames-reissues"):
    for _action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        NEEDS[_name, "WriteOwnLogs", _action] = logging_of(_name)
    for _action in ("xray:PutTraceSegments", "xray:PutTelemetryRecords"):
        NEEDS[_name, "Trace", _action] = tracing_of(_name)


def test_every_action_is_listed(flow: Flow) -> None:
    """The table above and the deployed policies name the same actions: a new one needs its proof here."""
    deployed = {
        (function, statement["Sid"], action)
        for function in ("leejames-upload", "leejames-pdf", "leejames-reissues")
        for statement in flow.policy(flow.role(function))[1]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }

    assert deployed == set(NEEDS)


@pytest.mark.parametrize(("function", "sid", "action"), NEEDS, ids=str)
def test_without_the_action_it_fails(flow: Flow, function: str, sid: str, action: str) -> None:
    """One action less: what needs it fails, and with the policy whole again the flow goes on."""
    with flow.without(flow.role(function), sid, action):
        fails = NEEDS[function, sid, action](flow)

    assert fails, flow.told(f"everything worked without {action} ({sid})")
    flow.eventually(flow.is_idle, "an empty queue")


def test_with_every_action_nothing_fails(flow: Flow) -> None:
    """With the policies as they are deployed, none of those things fails."""
    body = flow.request()
    assert 201 == flow.post(body).status_code
    assert not refusing_clearly(flow)
    payslip_id = flow.uploaded()
    flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
    flow.put("payslip.regenerate", flow.command(payslip_id))
    flow.eventually(lambda: flow.reissue(payslip_id), "the reissue")
