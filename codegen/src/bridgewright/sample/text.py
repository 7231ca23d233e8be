"""Plain text of every kind that a name, a note or an address turns out to hold."""

from __future__ import annotations

from itertools import cycle, islice
from random import Random

KINDS = (
    "Basic salary, month 8. ",
    "Siân O’Connor-Żółkiewska ",
    "محمد الهاشمي ١٢٣ ",
    "שלום עולם ",
    "給与明細書 かな한국어 ",
    "\U0001d49c\U0001f600\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f1ec\U0001f1e7 ",
    "e\u0301a\u0323\u0302n\u0303\u0327 ",
    "\u202eltr\u202c \u200f\u00ad\ufeff\u2066iso\u2069 ",
    "<b>&amp;\"'\\/`${x}#[*_$]%s{0}--;",
    "line\r\nbreak\ttab\u0000\u001f\u007f\u0085\u2028 ",
    "\ue000\uffff\U0010ffff ",
    "0123456789 -1e5 null true ",
)
"""Latin, accents, right-to-left, East Asian, astral, combining, invisible, markup, control, private, numbers."""


_LETTERS = "".join(KINDS)


def filled(kind: str, length: int) -> str:
    """`kind` over and over, `length` code points of it."""
    return "".join(islice(cycle(kind), length))


def random_text(rng: Random, least: int, most: int) -> str:
    """Text of one kind or of several mixed; most are short, some as long as they may be."""
    length = rng.choice((least, most, rng.randint(least, min(most, least + 24)), rng.randint(least, most)))
    if rng.random() < 0.7:
        return filled(rng.choice(KINDS), length)
    return "".join(rng.choices(_LETTERS, k=length))
