"""The lines of a document's values, found when the first is asked for: most documents have nothing to point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bridgewright.documents.yaml_reading import MAX_NODES, UnreadableDocument, parse_yaml


@dataclass(slots=True, eq=False)
class LazyLines(Mapping[str, int]):
    """Pointer -> line for a YAML or JSON file that was decoded before, or by another process."""

    suffix: str
    data: bytes
    most: int = MAX_NODES
    _lines: Mapping[str, int] | None = field(default=None, init=False, repr=False)

    def _found(self) -> Mapping[str, int]:
        if self._lines is None:
            try:
                _, self._lines = parse_yaml(self.data.decode("utf-8-sig"), self.most)
            except UnreadableDocument:
                if self.suffix != ".json":
                    raise
                self._lines = {}  # YAML reads nearly all JSON; where it can't, findings name the file alone
        return self._lines

    def __getitem__(self, pointer: str) -> int:
        return self._found()[pointer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())
