"""The PDF function's entry point."""

from pdf_service.batch import batch_handler
from pdf_service.wiring import wiring

handle = batch_handler(wiring())
