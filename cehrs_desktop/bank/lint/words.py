"""Words, sentences and quantities of items, as the rules compare them. Knows nothing of items or files."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STOP = """
a an the and or but if of to in on at by for with from as is are was were be been being it its this that these
those which what who whom whose when where why how do does did done should would could can may might will shall
must not no nor than then so such into onto out up down over under after before during between among through about
against again further once here there all any both each few more most other some own same too very just also has
have had having he she they them their his her i you your we our us one two while until since because per via
within without upon
"""
STOP = frozenset(_STOP.split())
ABSOLUTE = re.compile(
    r"(?<![\w-])(always|never|all|none|only|every|must|cannot|impossible|completely|entirely|invariably"
    r"|guarantee[sd]?|no one|under no circumstances)(?![\w-])",
    re.IGNORECASE,
)
FREQUENCY = re.compile(
    r"\b(usually|(?<!how )often|frequently|sometimes|occasionally|rarely|generally|typically|commonly|seldom)\b",
    re.IGNORECASE,
)
# In capitals it is the month, or the first word of a permission.
VAGUE = re.compile(rf"{FREQUENCY.pattern}|\b(?-i:may|might)\b|\bcan be\b|\bpossibly\b", re.IGNORECASE)
VERIFY = re.compile(r"\b(verif\w*|polic(?:y|ies)|notif\w*)\b", re.IGNORECASE)
INTERROGATIVE = re.compile(r"\b(which|what|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
# A primary payer and the next visit rank nothing.
RANKING = re.compile(
    r"\b(first|best|most|initial|primary(?! (?:care|payer|plan|insur|coverage|provider|physician|diagnos))"
    r"|next(?! (?:to|visit|day|week|month|year|due|refill|appointment|patient|shift|business|one)))\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')”’]*\s+(?=[\"'(“‘]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|No|vs|e\.g|i\.e|a\.m|p\.m|U\.S|St|Inc|Jr|Sr)\.$")
# After an hour a capital begins a new sentence: an abbreviation that names one can end one.
_HOUR = re.compile(r"\b[ap]\.m\.$")
_QUANTITY = re.compile(
    r"^\D{0,3}(\d[\d,]*(?:\.\d+)?)\s*"
    r"(?:(%|(?:percent|minutes?|hours?|business days?|calendar days?|days?|weeks?|months?|years?)\b)|\b)",
    re.IGNORECASE,
)
_IN_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "business day": 1.0,
    "calendar day": 1.0,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
}
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """A rough base form of a lower-case word: enough to see that two options speak of the same thing."""
    for ending, base in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + base
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            stem = word[: -len(ending)]
            doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "ls"
            return stem[:-1] if doubled else stem.rstrip("e")
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word


def content(text: str) -> tuple[str, ...]:
    """The base forms of the words that carry meaning, in their order."""
    words = (word.removesuffix("'s") for word in _WORD.findall(text.lower().replace("’", "'")))
    return tuple(lemma(word) for word in words if word not in STOP)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text."""
    found: list[str] = []
    for part in _SENTENCE_END.split(text.strip()):
        if found and _ABBREVIATION.search(found[-1]) and not (_HOUR.search(found[-1]) and part[:1].isupper()):
            found[-1] += " " + part
        else:
            found.append(part)
    return tuple(found)


def count(text: str) -> int:
    """Words of a text, as a reader counts them."""
    return len(text.split())


def spaced(text: str) -> str:
    """A text without differences of case, spacing and the last full stop."""
    return " ".join(text.casefold().split()).rstrip(".")


def normal(text: str) -> str:
    """A text without differences of case, spacing and any punctuation."""
    return " ".join(re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def quantity(text: str) -> tuple[float, str] | None:
    """The number that an option is, in days where it has a unit of time, and its unit; `None` when it is more."""
    match = _QUANTITY.match(text)
    if match is None or len(text) > match.end() + 30:
        return None
    unit = (match.group(2) or "").lower().rstrip("s")
    return float(match.group(1).replace(",", "")) * _IN_DAYS.get(unit, 1.0), unit


def share(candidates: list[int], key: int) -> float:
    """What a guesser scores who picks one of `candidates` by chance; one without any guesses among all four."""
    if not candidates:
        return 0.25
    return 1 / len(candidates) if key in candidates else 0.0


def syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(groups, 1)
