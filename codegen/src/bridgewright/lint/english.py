"""Just enough English to tell `uploaded` from `upload` and `upload` from `uploading`: heuristics, for warnings only."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text, so that a long list reads as one."""
    return frozenset(words.split())


_IRREGULAR = word_set(
    """
    arisen awoken beaten become begun bent bet bid bitten blown borne bought bound broken brought built burnt
    burst caught chosen come cut dealt done drawn driven eaten fallen fed felt fit flown forbidden foregone
    forgotten forgiven found frozen given gone grown heard held hidden hit hung hurt kept known laid learnt led
    left lent let lit lost made meant met mistaken outgrown overdrawn overridden overrun overtaken overwritten
    paid paused put quit read rebuilt redone repaid rerun resent reset resold rewound rewritten ridden risen run
    said seen sent set shaken shown shrunk shut slept slid sold sought sped spent split spoken spread spun
    stolen stood struck stuck sunk swept sworn taken taught thought thrown told torn undergone understood
    undertaken undone unpaid upheld upset withdrawn withheld won worn woken written
    """
)
_NOT_PARTICIPLES = word_set(
    """
    bed bleed breed embed exceed feed indeed need proceed red seed shed shred speed succeed weed
    """
)
_BASE_FORM_TOO = word_set(
    """
    become bet bid burst come cut fit hit hurt let overrun put quit read rerun reset run set shut split spread
    upset
    """
)
_VERBS_THAT_LOOK_LIKE_NOUNS = word_set(
    """
    action advance balance bring cement caution commission comment complement compliment condition document
    enhance experiment finance fragment function implement instance mention motion option ordinance partition
    petition ping position provision question ration reposition requisition ring sanction segment sequence sing
    station string supplement transition decommission apportion augment reinstance
    """
)
_NOUN_ENDINGS = ("tion", "sion", "ment", "ance", "ence", "ing", "ness", "ity")


def is_past_participle(word: str) -> bool:
    """True for `uploaded`, `sent`, `paid`; False for `upload`, `need`."""
    return word in _IRREGULAR or (word.endswith("ed") and len(word) > 3 and word not in _NOT_PARTICIPLES)


def is_verb_and_participle(word: str) -> bool:
    """True for words whose past participle is also the verb: `put`, `reset`."""
    return word in _BASE_FORM_TOO


def is_noun_or_gerund(word: str) -> bool:
    """True for `regeneration`, `payment`, `rendering`; False for verbs that only look so (`document`, `ping`)."""
    return word.endswith(_NOUN_ENDINGS) and word not in _VERBS_THAT_LOOK_LIKE_NOUNS
