# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""A REST API in a stack gets the gateway responses and the binary media types that its template declares.

ministack reads neither `x-amazon-apigateway-gateway-responses` nor `x-amazon-apigateway-binary-media-types` from a
body, and takes `application~1json` (how CloudFormation escapes a slash) as it is.
Sources: the two extensions' pages in the API Gateway developer guide, AWS::ApiGateway::RestApi BinaryMediaTypes.
"""

from __future__ import annotations

from typing import Any

from ministack.services import apigateway_v1
from ministack.services.cloudformation import provisioners

from bridgewright.local.adapters.stacks import Created, Properties, answered


def install() -> None:
    """Wraps the resource's create, which an update with a new body calls too."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::ApiGateway::RestApi"]
    create = handler["create"]

    def declared(logical_id: str, properties: Properties, stack: str) -> Created:
        created: Created = create(logical_id, properties, stack)
        _apply(created[0], properties)
        return created

    handler["create"] = provisioners._apigw_rest_api_create = declared


def _apply(api_id: str, properties: Properties) -> None:
    body = properties.get("Body") if isinstance(properties.get("Body"), dict) else {}
    api = apigateway_v1._rest_apis[api_id]
    api["binaryMediaTypes"] = binary_media_types(properties.get("BinaryMediaTypes") or [], body or {})
    for kind, response in ((body or {}).get("x-amazon-apigateway-gateway-responses") or {}).items():
        answered(apigateway_v1._put_gateway_response(api_id, kind, response))


def binary_media_types(declared: list[str], body: dict[str, Any]) -> list[str]:
    """Both declarations together, each once, with slashes as they are."""
    escaped = [*declared, *(body.get("x-amazon-apigateway-binary-media-types") or [])]
    return list(dict.fromkeys(text.replace("~1", "/") for text in escaped))
