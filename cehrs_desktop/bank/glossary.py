"""The glossary's source files: their schema, reading them, and compiling them to the file that the window reads.

What makes a glossary good or bad is the lint's business (`bank.lint.terms`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cehrs_desktop.bank.source import (
    FactFile,
    Located,
    ReferenceFile,
    SourceError,
    SourceProblem,
    Text,
    parse_file,
)
from cehrs_desktop.exam.items import Reference
from cehrs_desktop.study.glossary import Glossary, Term, term_to_plain

FOLDER = "glossary"
_Topic = Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class TermFile(BaseModel):
    """One term. Its sources are those of its fact cards; `sources` are for what no card says.

    `checked_on`: the definition can go out of date, and on that day it was compared with its sources.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Id
    term: Text
    abbreviations: list[Text] = []
    also: list[Text] = []
    definition: Text
    topics: Annotated[list[_Topic], Field(min_length=1)]
    facts: list[str] = []
    sources: list[ReferenceFile] = []
    see: list[_Id] = []
    checked_on: dt.date | None = None
    link: bool = True


class GlossaryFile(BaseModel):
    """The terms of one domain."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: Annotated[str, StringConstraints(pattern=r"^\d$")]
    terms: Annotated[list[TermFile], Field(min_length=1)]


def glossary_schema() -> dict[str, Any]:
    """The JSON Schema of one file of terms, as it is published beside them."""
    return GlossaryFile.model_json_schema() | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Glossary of one domain",
    }


def read_glossary_files(bank: Path) -> tuple[Located[GlossaryFile], ...]:
    """The glossary files of the bank in the folder `bank`, in the order of their names; none where it has none.

    Raises `SourceError` with all that is wrong.
    """
    found: list[Located[GlossaryFile]] = []
    problems: list[SourceProblem] = []
    for file in sorted((bank / FOLDER).glob("*.yaml")):
        try:
            found.append(parse_file(file, GlossaryFile))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return tuple(found)


def to_glossary(files: Sequence[Located[GlossaryFile]], cards: Mapping[str, FactFile]) -> Glossary:
    """The terms as the program uses them. Raises `KeyError` with the id of a fact card that does not exist."""
    terms = sorted(
        (_to_term(located.value.domain, term, cards) for located in files for term in located.value.terms),
        key=lambda term: (term.term.casefold(), term.id),
    )
    content = json.dumps([term_to_plain(term) for term in terms], sort_keys=True, ensure_ascii=False)
    return Glossary(hashlib.sha256(content.encode()).hexdigest()[:12], tuple(terms))


def _to_term(domain: str, term: TermFile, cards: Mapping[str, FactFile]) -> Term:
    references = [source for fact in term.facts for source in cards[fact].sources] + term.sources
    sources = dict.fromkeys(Reference(source.authority, source.section, source.url) for source in references)
    return Term(
        id=term.id,
        term=term.term,
        abbreviations=tuple(term.abbreviations),
        also=tuple(term.also),
        definition=term.definition,
        domain=domain,
        topics=tuple(term.topics),
        facts=tuple(term.facts),
        sources=tuple(sources),
        checked_on=term.checked_on.isoformat() if term.checked_on else "",
        see=tuple(term.see),
        link=term.link,
    )


def glossary_text(glossary: Glossary) -> str:
    """The content of the delivered file: the same for the same terms, a line for each term."""
    terms = ",\n".join(json.dumps(term_to_plain(term), ensure_ascii=False) for term in glossary.terms)
    return f'{{"version": {json.dumps(glossary.version)}, "terms": [\n{terms}\n]}}\n'
