"""Finding a service or a colleague by name, role, place or need.

The directory of an area is small (hundreds to a few thousand rows), so every row of it is compared, area by area
through the index, and only rows that answer most of what was typed come back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, FloatField, IntegerField, Model, Q, QuerySet, Value, When

from patchwork.directory import cards, taxonomy
from patchwork.directory.queries import ADMINISTRATION, findable_posts, findable_services
from patchwork.directory.viewing import Viewer

PER_PAGE = 30
MOST_WORDS = 6
ALIKE = 0.45
"""How alike a word and a part of a name must be: "Siddiqi" finds Siddiqui, "Hanna" finds Hana."""

POST_TEXTS = (
    "account__name",
    "role_words",
    "service__name",
    "service__place",
    "service__organisation__name",
    "contact_about",
)
SERVICE_TEXTS = ("name", "place", "organisation__name", "about")


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked: words of any kind, narrowed by kind of service, role or organisation."""

    words: str = ""
    kind: str = ""
    role: str = ""
    organisation: uuid.UUID | None = None
    page: int = 1

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.kind or self.role or self.organisation)


@dataclass(frozen=True, slots=True)
class Found:
    """Roles that help, services and colleagues, best first. `more`: there is another page of one of them."""

    roles: tuple[taxonomy.Role, ...]
    services: list[cards.ColleagueCard]
    people: list[cards.ColleagueCard]
    more: bool

    @property
    def nothing(self) -> bool:
        return not (self.roles or self.services or self.people)


def find(asked: Search, *, viewer: Viewer) -> Found:
    """Roles, services and colleagues of the area that answer what was asked."""
    posts, more_posts = _best(_posts(asked, viewer), asked)
    services, more_services = ([], False) if asked.role else _best(_services(asked, viewer), asked)
    return Found(
        roles=taxonomy.roles_for_need(asked.words, jurisdiction=viewer.jurisdiction)[:4],
        services=[cards.service_card(service) for service in services],
        people=[cards.colleague_card(post, viewer) for post in posts],
        more=more_posts or more_services,
    )


def matching_posts(words: str, viewer: Viewer) -> QuerySet[Any]:
    """Colleagues who may work with people and answer what was typed, best first: for pickers."""
    posts = _posts(Search(words=words), viewer)
    return posts.exclude(powers__overlap=sorted(ADMINISTRATION))


def matching_services(words: str, viewer: Viewer) -> QuerySet[Any]:
    """Services that answer what was typed, best first: for pickers."""
    return _services(Search(words=words), viewer)


def _posts(asked: Search, viewer: Viewer) -> QuerySet[Any]:
    posts = cards.for_cards(findable_posts(viewer))
    if asked.kind:
        posts = posts.filter(service__kind=asked.kind)
    if asked.role:
        posts = posts.filter(role=asked.role)
    if asked.organisation:
        posts = posts.filter(service__organisation=asked.organisation)

    def helps(words: str) -> Q:
        return Q(role__in=_role_codes(words, viewer)) | Q(service__kind__in=_kind_codes(words, viewer))

    return _scored(posts, asked.words, name="account__name", texts=POST_TEXTS, helps=helps)


def _services(asked: Search, viewer: Viewer) -> QuerySet[Any]:
    services = findable_services(viewer).select_related("organisation")
    if asked.kind:
        services = services.filter(kind=asked.kind)
    if asked.organisation:
        services = services.filter(organisation=asked.organisation)

    def helps(words: str) -> Q:
        return Q(kind__in=_kind_codes(words, viewer))

    return _scored(services, asked.words, name="name", texts=SERVICE_TEXTS, helps=helps)


def _scored(rows: QuerySet[Any], typed: str, *, name: str, texts: tuple[str, ...], helps: Any) -> QuerySet[Any]:
    """Rows with `score`, the number of typed words each answers, and the best alike names first."""
    words = typed.split()[:MOST_WORDS]
    if not words:
        everything: QuerySet[Any] = rows.annotate(score=Value(1)).order_by(name, "pk")
        return everything
    whole = helps(typed)
    score: Any = Value(0)
    for number, word in enumerate(words):
        rows = rows.annotate(**{f"like_{number}": _likeness(word, name)})
        answers = whole | helps(word) | Q(**{f"like_{number}__gte": ALIKE})
        answers = reduce(or_, (Q(**{f"{text}__unaccent__icontains": word}) for text in texts), answers)
        score = score + Case(When(answers, then=1), default=0, output_field=IntegerField())
    found: QuerySet[Any] = rows.annotate(score=score, likeness=TrigramWordSimilarity(typed, name)).filter(score__gte=1)
    return found.order_by(F("score").desc(), F("likeness").desc(), name, "pk")


def _likeness(word: str, name: str) -> Any:
    """Short words are alike by accident: they must be typed as they are."""
    return TrigramWordSimilarity(word, name) if len(word) >= 4 else Value(0.0, output_field=FloatField())


def _best[M: Model](rows: QuerySet[M], asked: Search) -> tuple[list[M], bool]:
    """The page asked for and all before it, of those rows that answer as many words as the best one does."""
    wanted = asked.page * PER_PAGE
    found = list(rows[: wanted + 1])
    best = [row for row in found if row.score == found[0].score]  # type: ignore[attr-defined]
    return best[:wanted], len(best) > wanted


def _role_codes(words: str, viewer: Viewer) -> list[str]:
    """Roles that the words name or that help with them; a short word ("GP") must be a whole word of the role."""
    named = [role.code for role in taxonomy.roles(jurisdiction=viewer.jurisdiction) if _is_word_of(words, role.words)]
    return named + [role.code for role in taxonomy.roles_for_need(words, jurisdiction=viewer.jurisdiction)]


def _kind_codes(words: str, viewer: Viewer) -> list[str]:
    there = taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)
    named = [kind.code for kind in there if _is_word_of(words, kind.words)]
    return named + [kind.code for kind in taxonomy.service_kinds_for_need(words, jurisdiction=viewer.jurisdiction)]


def _is_word_of(word: str, words: Any) -> bool:
    return word.casefold() in str(words).casefold().split()
