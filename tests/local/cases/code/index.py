"""A shop of two functions: `take` answers an order over HTTP and announces it, `work` does what was announced."""

import json
import os
import time
from typing import Any

import boto3
from botocore.exceptions import ClientError

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def take(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Stores the order, puts its picture away, publishes it, and tells who it is."""
    order = json.loads(event["body"]) if not event["isBase64Encoded"] else {"binary": event["body"]}
    if "binary" in order:
        return {"statusCode": 200, "body": json.dumps(order)}
    try:
        table.put_item(
            Item={"id": f"{order.get('prefix', 'order')}#{order['number']}", "expiration": int(time.time()) + 600}
        )
        boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=f"pictures/{order['number']}", Body=b"x")
        entry: Any = {
            "Source": order.get("source", "shop.orders"),
            "DetailType": "ordered",
            "Detail": json.dumps({"customer": "c1", "total": 5, "number": order["number"]}),
            "EventBusName": os.environ["BUS"],
        }
        boto3.client("events").put_events(Entries=[entry])
    except ClientError as error:
        return {"statusCode": 502, "body": str(error)}
    return {"statusCode": 201, "body": boto3.client("sts").get_caller_identity()["Arn"]}


def work(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Marks each order of the batch as done."""
    for record in event["Records"]:
        detail = json.loads(record["body"])["detail"]
        table.put_item(Item={"id": f"done#{detail['number']}", "group": record["attributes"]["MessageGroupId"]})
    return {"batchItemFailures": []}
