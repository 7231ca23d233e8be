"""The upload function's entry point."""

from upload_service.api import upload_api
from upload_service.wiring import wiring

handle = upload_api(wiring())
