"""Events of foreign documents in the planner's form: OpenAPI 3.0 and 3.1, JSON Schema draft-04 to 2020-12, AsyncAPI.

`event_places` finds the events of a document; `event_form` brings one into the form (see `lowering`), `any_event_form`
several as one: the same verdict, said by components, refs between them, and one vocabulary.
"""

from __future__ import annotations

from bridgewright.dialect.dialects import DIALECTS, Dialect, dialect_named, dialect_of, says_dialect, stated_version
from bridgewright.dialect.events import ENVELOPE, EventPlace, event_places
from bridgewright.dialect.forms import EventForm, any_event_form, event_form

__all__ = [
    "DIALECTS",
    "ENVELOPE",
    "Dialect",
    "EventForm",
    "EventPlace",
    "any_event_form",
    "dialect_named",
    "dialect_of",
    "event_form",
    "event_places",
    "says_dialect",
    "stated_version",
]
