import subprocess
import sys
from pathlib import Path
from typing import Any

import cfnlint.decode
import pytest
import yaml

ROOT = Path(__file__).parents[3]
TEMPLATE = ROOT / "services/pdf/template.yaml"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    """The stack's resources, with CloudFormation's short tags written out."""
    template, problems = cfnlint.decode.decode(str(TEMPLATE))
    assert not problems
    return template["Resources"]


@pytest.fixture
def rights(resources: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What the function's role allows: actions and resource by statement."""
    (policy,) = resources["FunctionRole"]["Properties"]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    assert {"Allow"} == {statement["Effect"] for statement in statements}
    return {statement["Sid"]: (statement["Action"], statement["Resource"]) for statement in statements}


@pytest.mark.slow
def test_template_is_clean() -> None:
    """cfn-lint, with AWS's own resource schemas, has nothing to say."""
    lint = Path(sys.executable).with_name("cfn-lint")
    run = subprocess.run([lint, "--format", "parseable", TEMPLATE], capture_output=True, text=True, check=False)

    assert (0, "") == (run.returncode, run.stdout)


def test_role_allows_what_the_function_does_and_no_more(rights: dict[str, tuple[Any, Any]]) -> None:
    """Each right is on one thing of this service; X-Ray's two actions know no resource.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    """
    bucket = {"Fn::Sub": "${PayslipBucket.Arn}/*"}

    assert {
        "TakeMessages": (
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            {"Fn::ImportValue": "leejames-hr-pdf-queue-arn"},
        ),
        "ReadEncryptedMessages": ("kms:Decrypt", {"Fn::ImportValue": "leejames-hr-key-arn"}),
        "ReadLogos": ("s3:GetObject", {"Fn::Sub": "arn:${AWS::Partition}:s3:::${LogoBucketName}/logos/*"}),
        "StorePayslipsAndReadThemBack": (["s3:PutObject", "s3:GetObject"], bucket),
        "AnnounceDocuments": ("events:PutEvents", {"Fn::ImportValue": "leejames-hr-bus-arn"}),
        "WriteOwnLogs": (["logs:CreateLogStream", "logs:PutLogEvents"], {"Fn::GetAtt": ["FunctionLogs", "Arn"]}),
        "Trace": (["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
    } == rights


def test_function_publishes_as_itself_alone(resources: dict[str, Any]) -> None:
    """The role can't publish what another service would say."""
    (policy,) = resources["FunctionRole"]["Properties"]["Policies"]
    (publishing,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Action"] == "events:PutEvents"]

    assert {"StringEquals": {"events:source": "leejames.documents"}} == publishing["Condition"]


def test_key_serves_the_queue_alone(resources: dict[str, Any]) -> None:
    """The role decrypts what SQS hands over, and nothing with the key itself.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    (policy,) = resources["FunctionRole"]["Properties"]["Policies"]
    (decrypting,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Action"] == "kms:Decrypt"]

    service = {"Fn::Sub": "sqs.${AWS::Region}.amazonaws.com"}
    assert {"StringEquals": {"kms:ViaService": service}} == decrypting["Condition"]


def test_batch_is_one_message(resources: dict[str, Any]) -> None:
    """Failures are reported by message, and no message shares another's receive count."""
    queue = resources["Function"]["Properties"]["Events"]["Queue"]["Properties"]

    assert (1, ["ReportBatchItemFailures"]) == (queue["BatchSize"], queue["FunctionResponseTypes"])


def test_message_stays_hidden_for_six_runs(resources: dict[str, Any]) -> None:
    """AWS advises a visibility timeout of six times the function's ("Using Lambda with Amazon SQS")."""
    subscription = yaml.safe_load((ROOT / "contracts/subscriptions/pdf.yaml").read_text())

    assert subscription["target"]["visibility-timeout"] >= 6 * resources["Function"]["Properties"]["Timeout"]


def test_bucket_is_closed(resources: dict[str, Any]) -> None:
    """Payslips are encrypted, versioned, never public, kept when the stack goes, and read over TLS alone."""
    bucket, policy = resources["PayslipBucket"], resources["PayslipBucketPolicy"]["Properties"]
    properties = bucket["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert {"Retain"} == {bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]}
    assert {"Status": "Enabled"} == properties["VersioningConfiguration"]
    assert "ServerSideEncryptionConfiguration" in properties["BucketEncryption"]
    assert {True} == set(properties["PublicAccessBlockConfiguration"].values())
    assert 4 == len(properties["PublicAccessBlockConfiguration"])
    assert ("Deny", {"Bool": {"aws:SecureTransport": "false"}}) == (statement["Effect"], statement["Condition"])


def test_logs_end(resources: dict[str, Any]) -> None:
    """The function writes to a group of the stack's own, which forgets after a month."""
    function, logs = resources["Function"]["Properties"], resources["FunctionLogs"]["Properties"]

    assert {"LogGroup": {"Ref": "FunctionLogs"}} == function["LoggingConfig"]
    assert 30 == logs["RetentionInDays"]
