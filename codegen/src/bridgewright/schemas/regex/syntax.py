r"""Regular expressions (ECMA-262) as automata.

What a finite automaton can't say (lookaround, back-references, `\b`, `\p{...}`) raises `NoAutomaton`; a relaxed
automaton leaves it out, and is good for finding texts that are worth a look, never for a proof. Nothing here
backtracks: work is bounded by the automaton's size.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias

from bridgewright.schemas.regex.automaton import LAST, Automaton, NoAutomaton, Ranges, inverted, merged

_MAX_GROUPS: Final = 25
_DIGITS: Final = ((48, 57),)
_WORD: Final = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Final = (
    *((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_LETTERS: Final = ((65, 90), (97, 122), (0xE0, 0xF6))
_PROPERTIES: Final[dict[str, Ranges]] = {
    **dict.fromkeys(("Lu", "Uppercase_Letter", "Uppercase"), ((65, 90), (0xC0, 0xD6))),
    **dict.fromkeys(("Ll", "Lowercase_Letter", "Lowercase"), ((97, 122), (0xE0, 0xF6))),
    **dict.fromkeys(("N", "Nd", "Number", "Decimal_Number"), _DIGITS),
    **dict.fromkeys(("P", "Punctuation"), ((33, 35), (37, 42), (44, 47))),
    **dict.fromkeys(("Z", "Zs", "Separator", "Space_Separator"), ((32, 32),)),
}
"""Some members of Unicode's properties, for texts that are worth a look."""
LINE_ENDS: Final = ("\r", "\u2028", "\u2029")
"""Characters that `.` matches in some engines (Rust's, Python's) and not in others (ECMA-262, section 12.3: it excludes
every LineTerminator). All engines agree on every other way to write them, and on the line feed."""
_NARROW: Final = r"[^\n\r\u2028\u2029]"
_WIDE: Final = r"[^\n]"
_CONTROL: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}


@lru_cache(maxsize=4096)
def dotless(pattern: str, *, wide: bool) -> str:
    """The pattern with each `.` written out: as the engines have it for which it is `wide`, or as the others do."""
    if "." not in pattern:
        return pattern
    made: list[str] = []
    in_class = escaped = False
    for char in pattern:
        is_dot = char == "." and not (in_class or escaped)
        made.append((_WIDE if wide else _NARROW) if is_dot else char)
        if escaped or char == "\\":
            escaped = not escaped
        elif char in "[]":
            in_class = char == "["
    return "".join(made)


@lru_cache(maxsize=2048)
def automaton(pattern: str, *, relaxed: bool = False) -> Automaton:
    """The automaton of what the pattern matches from the place where it starts.

    `relaxed` leaves out what no automaton says.

    Raises:
        NoAutomaton: there is none, or it is too large.
    """
    return _Parser(pattern, relaxed=relaxed).automaton()


_Piece: TypeAlias = tuple[int, int]


class _Parser:
    """Recursive descent over a pattern; groups nest at most `_MAX_GROUPS` deep."""

    def __init__(self, pattern: str, *, relaxed: bool) -> None:
        if len(pattern) > 2000:
            raise NoAutomaton("too long")
        self.relaxed = relaxed
        self.pattern = pattern
        self.at = 0
        self.depth = 0
        self.made = Automaton()

    def automaton(self) -> Automaton:
        start, accept = self._alternatives()
        if self.at < len(self.pattern):
            raise NoAutomaton("unbalanced )")
        self.made.start, self.made.accept = start, accept
        return self.made

    def _alternatives(self) -> _Piece:
        self.depth += 1
        if self.depth > _MAX_GROUPS:
            raise NoAutomaton("nests too deep")
        first, last = self.made.state(), self.made.state()
        while True:
            start, end = self._sequence()
            self.made.free[first].append(start)
            self.made.free[end].append(last)
            if not self._took("|"):
                self.depth -= 1
                return first, last

    def _sequence(self) -> _Piece:
        first = last = self.made.state()
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            start, end = self._quantified()
            self.made.free[last].append(start)
            last = end
        return first, last

    def _quantified(self) -> _Piece:
        begin = self.at
        piece = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return piece
        after = self.at
        piece = self._repeated(piece, begin, *bounds)
        self.at = after
        return piece

    def _bounds(self) -> tuple[int, int | None] | None:
        rest = self.pattern[self.at : self.at + 12]
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(rest[:1])
        if simple is not None:
            self.at += 1
        elif rest.startswith("{"):
            simple = self._braces(rest)
            if simple is None:
                return None
        else:
            return None
        self._took("?")  # lazy or greedy: the language is the same
        if self.pattern[self.at : self.at + 1] in ("*", "+", "?"):
            raise NoAutomaton("possessive or doubled quantifier")
        return simple

    def _braces(self, rest: str) -> tuple[int, int | None] | None:
        inside, found, _ = rest[1:].partition("}")
        low, comma, high = inside.partition(",")
        if not found or not low.isascii() or not low.isdigit() or (high and not (high.isascii() and high.isdigit())):
            raise NoAutomaton("a brace that is no quantifier")
        self.at += len(inside) + 2
        most = int(low) if not comma else int(high) if high else None
        if int(low) > 1000 or (most is not None and (most > 1000 or most < int(low))):
            raise NoAutomaton("too many repetitions")
        return int(low), most

    def _repeated(self, piece: _Piece, begin: int, least: int, most: int | None) -> _Piece:
        copies = [piece]
        needed = max(least, 1) if most is None else most
        for _ in range(needed - 1):
            self.at = begin
            copies.append(self._atom())
        first, last = self.made.state(), self.made.state()
        at = first
        for index, (start, end) in enumerate(copies if needed else []):
            if index >= least:
                self.made.free[at].append(last)
            self.made.free[at].append(start)
            if most is None and index == needed - 1:
                self.made.free[end].append(start)
            at = end
        self.made.free[at].append(last)
        return first, last

    def _atom(self) -> _Piece:
        char = self.pattern[self.at]
        self.at += 1
        if char == "(":
            return self._group()
        if char in "^$":
            first, last = self.made.state(), self.made.state()
            (self.made.begins if char == "^" else self.made.ends)[first].append(last)
            return first, last
        if char == "[":
            return self._reading(self._class())
        if char == ".":
            raise NoAutomaton("engines differ on what `.` matches: `dotless` writes it out")
        if char == "\\":
            if self.relaxed and self.pattern[self.at : self.at + 1] in tuple("bB123456789"):
                self.at += 1
                return self._nothing()
            return self._reading(self._escape(in_class=False))
        if char in "*+?{":
            raise NoAutomaton("a quantifier with nothing before it")
        return self._reading(((ord(char), ord(char)),))

    def _reading(self, ranges: Ranges) -> _Piece:
        first, last = self.made.state(), self.made.state()
        self.made.moves[first].append((ranges, last))
        return first, last

    def _nothing(self) -> _Piece:
        state = self.made.state()
        return state, state

    def _group(self) -> _Piece:
        if self._took("?"):
            if self.relaxed and any(self._took(look) for look in ("=", "!", "<=", "<!")):
                self._alternatives()
                if not self._took(")"):
                    raise NoAutomaton("unbalanced (")
                return self._nothing()
            if self._took("<"):
                name, found, _ = self.pattern[self.at :].partition(">")
                if not found or not name.isidentifier():
                    raise NoAutomaton("lookbehind")
                self.at += len(name) + 1
            elif not self._took(":"):
                raise NoAutomaton("lookaround")
        piece = self._alternatives()
        if not self._took(")"):
            raise NoAutomaton("unbalanced (")
        return piece

    def _took(self, text: str) -> bool:
        taken = self.pattern.startswith(text, self.at)
        self.at += len(text) * taken
        return taken

    def _class(self) -> Ranges:
        negated = self._took("^")
        ranges: list[tuple[int, int]] = []
        while not self._took("]"):
            low = self._member()
            if self.pattern.startswith("-", self.at) and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self._member()
                if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or low[0][0] > high[0][1]:
                    raise NoAutomaton("a range that is none")
                low = ((low[0][0], high[0][1]),)
            ranges.extend(low)
        return inverted(tuple(ranges)) if negated else merged(tuple(ranges))

    def _member(self) -> Ranges:
        if self.at >= len(self.pattern):
            raise NoAutomaton("unbalanced [")
        char = self.pattern[self.at]
        self.at += 1
        if char == "\\":
            return self._escape(in_class=True)
        if char == "[" or self.pattern.startswith(("&&", "--", "~~"), self.at - 1):
            raise NoAutomaton("engines differ on this class")
        return ((ord(char), ord(char)),)

    def _escape(self, *, in_class: bool) -> Ranges:
        char = self.pattern[self.at : self.at + 1]
        self.at += 1
        if char.lower() in ("d", "w", "s") and char:
            ranges = {"d": _DIGITS, "w": _WORD, "s": _SPACE}[char.lower()]
            return ranges if char.islower() else inverted(ranges)
        if char == "0" and self.pattern[self.at : self.at + 1].isdigit():
            raise NoAutomaton("an octal escape")
        if char in ("p", "P") and self.relaxed and self._took("{"):
            name, _, _ = self.pattern[self.at :].partition("}")
            self.at += len(name) + 1
            ranges = _PROPERTIES.get(name.rpartition("=")[2], _LETTERS)
            return ranges if char == "p" else inverted(ranges)
        if char in _CONTROL:
            return ((_CONTROL[char],) * 2,)
        if char in ("x", "u"):
            return ((self._code(char),) * 2,)
        if char == "b" and in_class:
            return ((8, 8),)
        if not char or char.isalnum():
            raise NoAutomaton(f"\\{char}")
        return ((ord(char), ord(char)),)

    def _code(self, char: str) -> int:
        if char == "u" and self._took("{"):
            digits, _, _ = self.pattern[self.at :].partition("}")
            self.at += len(digits) + 1
        else:
            length = 2 if char == "x" else 4
            digits = self.pattern[self.at : self.at + length]
            self.at += length
            if len(digits) < length:
                raise NoAutomaton("a broken escape")
        if not digits or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            raise NoAutomaton("a broken escape")
        code = int(digits, 16)
        if 0xD800 <= code <= 0xDFFF or code > LAST:
            raise NoAutomaton("half a character")
        return code
