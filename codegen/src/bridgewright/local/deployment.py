"""Deploying a template as `aws cloudformation package` and `deploy` would do it."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import ClientError

from bridgewright.findings import BridgewrightError

BUCKET = "bridgewright-deployment"
# Resource type -> its property that may name a local folder or file (aws cloudformation package).
_LOCAL_CODE = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Lambda::Function": "Code",
    "AWS::Lambda::LayerVersion": "Content",
}
_SETTLED_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Deployer:
    """Deploys templates through clients of CloudFormation and S3 in a region."""

    cloudformation: Any
    s3: Any
    region: str

    def deploy(self, stack: str, template: Path, parameters: Mapping[str, str]) -> dict[str, str]:
        """Creates or updates the stack and returns its outputs; raises `BridgewrightError` with a failure's reason."""
        _make_bucket(self.s3, self.region)
        body = packaged(self.s3, template).encode()
        key = f"{hashlib.sha256(body).hexdigest()}.template"
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        request = {
            "StackName": stack,
            "TemplateURL": f"{self.s3.meta.endpoint_url}/{BUCKET}/{key}",
            "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
            "Capabilities": ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        }
        try:
            _submit(self.cloudformation, request)
        except ClientError as error:
            raise BridgewrightError(f"stack {stack}: {error.response['Error']['Message']}") from error
        return _outputs(_settled(self.cloudformation, stack))


def packaged(s3: Any, template: Path) -> str:
    """The template's text with local code uploaded; byte for byte the file's when nothing in it is local."""
    try:
        text = template.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=_TemplateLoader)  # noqa: S506  (a SafeLoader with CloudFormation's tags)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BridgewrightError(f"template {template} can't be read: {str(error).splitlines()[0]}") from error
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise BridgewrightError(f"template {template} has no Resources")
    keys: dict[Path, str] = {}
    for resource in document["Resources"].values():
        name = _LOCAL_CODE.get(resource.get("Type", ""))
        properties = resource.get("Properties") or {}
        code = properties.get(name) if name else None
        if name and isinstance(code, str) and not code.startswith(("s3://", "https://")):
            folder = template.parent / code
            keys[folder] = keys.get(folder) or _uploaded(s3, folder)
            properties[name] = _code(resource["Type"], keys[folder])
    return json.dumps(document, default=str) if keys else text


def zipped(folder: Path) -> bytes:
    """A zip of a folder's files, the same bytes for the same files; a zip file is taken as it is.

    Nothing is compressed: the archive travels over loopback, and each Lambda worker unpacks it anew.
    """
    if folder.is_file():
        return folder.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
                info.external_attr = (path.stat().st_mode & 0o777) << 16
                archive.writestr(info, path.read_bytes())
    return buffer.getvalue()


def _uploaded(s3: Any, code: Path) -> str:
    """The key under which the code is in the bucket."""
    if not code.exists():
        raise BridgewrightError(f"code folder {code} is not there: build it first (nox -s package)")
    content = zipped(code)
    key = hashlib.sha256(content).hexdigest()
    s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    return key


def _code(kind: str, key: str) -> Any:
    """What stands in the template in place of the local path."""
    return f"s3://{BUCKET}/{key}" if "::Serverless::" in kind else {"S3Bucket": BUCKET, "S3Key": key}


def _make_bucket(s3: Any, region: str) -> None:
    try:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": region})
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
            raise


def _submit(cloudformation: Any, request: dict[str, Any]) -> None:
    """An update when the stack is there, else a create; nothing to update is no error."""
    try:
        cloudformation.describe_stacks(StackName=request["StackName"])
    except ClientError:
        cloudformation.create_stack(**request)
        return
    try:
        cloudformation.update_stack(**request)
    except ClientError as error:
        if "No updates are to be performed" not in error.response["Error"]["Message"]:
            raise


def _settled(cloudformation: Any, stack: str) -> dict[str, Any]:
    deadline = time.monotonic() + _SETTLED_SECONDS
    while True:
        state: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        if not state["StackStatus"].endswith("_IN_PROGRESS"):
            break
        if time.monotonic() > deadline:
            raise BridgewrightError(f"stack {stack} is still {state['StackStatus']} after {_SETTLED_SECONDS} s")
        time.sleep(0.05)
    if state["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise BridgewrightError(f"stack {stack} failed: {_reason(cloudformation, stack, state)}")
    return state


def _reason(cloudformation: Any, stack: str, state: dict[str, Any]) -> str:
    """The first failed resource's own reason: the later ones are only cancelled because of it."""
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    for event in reversed(events):
        if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason"):
            reason = " ".join(event["ResourceStatusReason"].split())
            return f"{event['LogicalResourceId']} ({event['ResourceType']}): {reason}"
    return " ".join(str(state.get("StackStatusReason", state["StackStatus"])).split())


def _outputs(state: dict[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in state.get("Outputs", [])}


class _TemplateLoader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (`!Sub …`), read as their long forms (`Fn::Sub`)."""


def _long_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: text.split(".", 1) if suffix == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101
    return {name: loader.construct_mapping(node, deep=True)}


_TemplateLoader.add_multi_constructor("!", _long_form)
# A date such as `Version: 2012-10-17` stays the text it is, as CloudFormation reads it.
_TemplateLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
