"""K-09: what somebody scores who knows nothing of the field and follows one cue through the whole bank.

Options with the same cue share the point. Where the cue stands in no option the guesser guesses, which scores a
quarter. A domain in which a guesser does well has cues, whatever the rules about single items find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from cehrs_desktop.bank.lint.cues import overlap_with_stem, shared_words
from cehrs_desktop.bank.lint.findings import BLOCK, Finding, Gate, of_bank
from cehrs_desktop.bank.lint.subject import Subject, by_domain
from cehrs_desktop.bank.lint.words import ABSOLUTE, VERIFY, share

HIGHEST = 0.30
HIGHEST_IN_REPORTING = 0.35
REPORTING = "5"

Pick = Callable[[Subject], list[int]]


def _most(values: Sequence[int]) -> list[int]:
    best = max(values)
    return [place for place, value in enumerate(values) if value == best] if best else []


def _longest(subject: Subject) -> list[int]:
    return _most([len(text) for text in subject.texts])


def _overlap(subject: Subject) -> list[int]:
    return _most(overlap_with_stem(subject))


def _convergent(subject: Subject) -> list[int]:
    return _most(shared_words(subject))


def _no_absolutes(subject: Subject) -> list[int]:
    plain = [place for place, text in enumerate(subject.texts) if not ABSOLUTE.search(text)]
    return plain if len(plain) < 4 else []


def _verify(subject: Subject) -> list[int]:
    return [place for place, text in enumerate(subject.texts) if VERIFY.search(text)]


GUESSERS: Mapping[str, Pick] = {
    "longest": _longest,
    "overlap": _overlap,
    "convergent": _convergent,
    "no_absolutes": _no_absolutes,
    "verify": _verify,
}


def guesser_shares(subjects: Sequence[Subject]) -> dict[str, dict[str, float]]:
    """Each guesser's share of right answers in each domain. `fixed_letter` takes the one letter that does best."""
    shares: dict[str, dict[str, float]] = {}
    for domain, own in by_domain(subjects).items():
        scored = {name: sum(share(pick(s), s.key) for s in own) / len(own) for name, pick in GUESSERS.items()}
        scored["fixed_letter"] = max(sum(s.key == place for s in own) for place in range(4)) / len(own)
        shares[domain] = {name: round(value, 3) for name, value in scored.items()}
    return shares


def check_guessers(shares: Mapping[str, Mapping[str, float]]) -> tuple[list[Finding], dict[str, Gate]]:
    """K-09 findings, and a gate for each domain with the best guesser's share."""
    gates: dict[str, Gate] = {}
    for domain, own in shares.items():
        best, limit = max(own.values()), limit_for(domain)
        gates[f"guessers_{domain}"] = Gate(best, limit, best <= limit)
    return list(_too_good(shares)), gates


def limit_for(domain: str) -> float:
    """What a guesser may score in a domain; Reporting has few items, and chance moves it more."""
    return HIGHEST_IN_REPORTING if domain == REPORTING else HIGHEST


def _too_good(shares: Mapping[str, Mapping[str, float]]) -> Iterator[Finding]:
    for domain, own in shares.items():
        for name, value in own.items():
            if value > limit_for(domain):
                words = f"domain {domain}: the guesser “{name}” scores {value:.1%}; at most {limit_for(domain):.0%}"
                yield of_bank("K-09", BLOCK, words)
