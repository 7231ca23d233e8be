"""`detail.metadata.schemaVersion`: the field on which rules tell major versions apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bridgewright.contracts.model import Catalog, EventContract, Version
from bridgewright.contracts.schema_version import SCHEMA_VERSION, is_enveloped
from bridgewright.lint.fields import places
from bridgewright.lint.rule import Mistake, own_events
from bridgewright.schemas.judge import TooManySteps, judge_of


def metadata_missing_schema_version(catalog: Catalog) -> Iterator[Mistake]:
    """An envelope that doesn't declare and require `metadata.schemaVersion`."""
    hint = "declare and require detail.metadata.schemaVersion: rules route on it"
    for event in own_events(catalog):
        metadata = places(event, "/metadata")
        if not any(schema.get("type") == "object" for _, schema in metadata):
            continue
        at = event.document.at(metadata[0][0])
        if not is_enveloped(event):
            yield Mistake(at, "the metadata has no `schemaVersion`", hint)
        elif not any("schemaVersion" in schema.get("required", ()) for _, schema in metadata):
            yield Mistake(at, "the metadata doesn't require `schemaVersion`", hint)
        elif not any("metadata" in schema.get("required", ()) for _, schema in places(event, "")):
            yield Mistake(event.document.at(event.detail_pointer), "the detail doesn't require `metadata`", hint)


def major_mixes_flat_and_enveloped(catalog: Catalog) -> Iterator[Mistake]:
    """A version with a `schemaVersion` after one of the major without, or the other way round."""
    for _, group in groupby(own_events(catalog), key=lambda event: (event.name, event.version.major)):
        versions = tuple(group)
        for event, earlier in zip(versions[1:], versions, strict=False):
            if is_enveloped(event) != is_enveloped(earlier):
                has = {True: "has", False: "has no"}
                yield Mistake(
                    event.document.at(event.detail_pointer),
                    f"{event.version} {has[is_enveloped(event)]} metadata.schemaVersion, "
                    f"{earlier.version} {has[is_enveloped(earlier)]} such field",
                    "make the change a new major version",
                )


def majors_not_distinguishable(catalog: Catalog) -> Iterator[Mistake]:
    """A second major without `metadata.schemaVersion`."""
    flat: dict[str, EventContract] = {}
    for event in own_events(catalog):
        if is_enveloped(event):
            continue
        other = flat.setdefault(event.name, event)
        if other.version.major != event.version.major:
            yield Mistake(
                event.document.at(event.detail_pointer),
                f"neither {event.version} nor {other.version} has metadata.schemaVersion: no rule can tell them apart",
                "give the newer major a `metadata` with `schemaVersion`",
            )


def schema_version_pattern_wrong(catalog: Catalog) -> Iterator[Mistake]:
    """A `schemaVersion` that refuses its own version or the next, or takes another major's."""
    for event in own_events(catalog):
        if not is_enveloped(event):
            continue
        judge = judge_of(event.asserted)
        major, minor, _ = event.version
        hint = rf"write `pattern: '^{major}\.(0|[1-9][0-9]{{0,3}})\.(0|[1-9][0-9]{{0,3}})$'` and `maxLength: 11`"
        (pointer, schema), *_ = places(event, SCHEMA_VERSION)
        at = event.document.at(pointer)
        try:
            refused = [v for v in (event.version, Version(major, minor + 1, 0)) if not judge.accepts(schema, str(v))]
            taken = [v for v in _other_majors(event.version) if judge.accepts(schema, str(v))]
        except TooManySteps:
            continue
        if refused:
            yield Mistake(at, f"schemaVersion refuses {refused[0]}, though it is of this major", hint)
        elif taken:
            yield Mistake(at, f"schemaVersion takes {taken[0]}, which is another major", hint)


def _other_majors(version: Version) -> tuple[Version, ...]:
    """The neighbours, and a major whose digits begin with this one's."""
    others = {version.major - 1, version.major + 1, version.major * 10 + 1} - {-1, version.major}
    return tuple(version._replace(major=major) for major in sorted(others))
