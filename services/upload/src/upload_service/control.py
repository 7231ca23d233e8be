"""The control table: what was accepted, kept by conditional writes alone, so that every step can be run again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from botocore.exceptions import ClientError

from upload_service.errors import ContentDiffers
from upload_service.logic import Claim

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


@dataclass(frozen=True, slots=True)
class ControlTable:
    """A DynamoDB table with the string key `id`. Items written here never expire."""

    client: "DynamoDBClient"
    name: str

    def claim(self, claim: Claim) -> Claim:
        """Write the claim, or find the one that an earlier run or another request with the same content wrote.

        Raises:
            ContentDiffers: the payslip was claimed with another digest.
            ClientError, BotoCoreError: DynamoDB did not answer, or said no.
        """
        stored = self._put_once(
            f"payslip#{claim.payslip_id}",
            {
                "digest": claim.digest,
                "correlationId": str(claim.correlation_id),
                "occurredAt": claim.occurred_at,
            },
        )
        if stored["digest"] != claim.digest:
            raise ContentDiffers(f"Payslip {claim.payslip_id} was uploaded before, with other content.")
        return Claim(claim.payslip_id, claim.digest, UUID(stored["correlationId"]), stored["occurredAt"])

    def record_reissue(self, payslip_id: UUID, revision: int, document: dict[str, str]) -> None:
        """Write down a corrected payslip; a duplicate changes nothing.

        Raises:
            ContentDiffers: the same revision was recorded with another document.
            ClientError, BotoCoreError: DynamoDB did not answer, or said no.
        """
        if self._put_once(f"reissue#{payslip_id}#r{revision}", document) != document:
            raise ContentDiffers(f"Revision {revision} of payslip {payslip_id} was recorded with another document.")

    def _put_once(self, item_id: str, fields: dict[str, str]) -> dict[str, str]:
        """Put unless present; give the fields that are then in the table."""
        item: dict[str, AttributeValueTypeDef] = {name: {"S": value} for name, value in fields.items()}
        try:
            self.client.put_item(
                TableName=self.name,
                Item={"id": {"S": item_id}, **item},
                ConditionExpression="attribute_not_exists(id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            stored = error.response["Item"]  # type: ignore[typeddict-item]  # botocore puts it there; the stubs don't
            return {name: stored[name]["S"] for name in fields}
        return fields
