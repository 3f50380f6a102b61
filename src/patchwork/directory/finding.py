"""Finding a service or a colleague by name, role, place or need.

The directory of an area is small (hundreds to a few thousand rows): its names are fetched whole, in two queries by
the area's index, and compared here. That takes a tenth of what the same comparison takes in the database.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from patchwork.directory import cards, taxonomy
from patchwork.directory.models import Post, PostQuerySet, Service
from patchwork.directory.queries import findable_posts, findable_services, working_posts
from patchwork.directory.viewing import Viewer

PER_PAGE = 30
MOST_WORDS = 6
ALIKE = 78
"""How alike, of 100, a typed word and a word of a name must be: "Siddiqi" finds Siddiqui, "Hanna" finds Hana."""
LONG_ENOUGH = 4
"""Shorter words are alike by accident: they must be typed as they are."""


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


@dataclass(frozen=True, slots=True)
class Entry:
    """A service or a post as it is compared: its name, all its words, and the codes of what it is."""

    pk: uuid.UUID
    name: str
    text: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """The typed words, plain, and for each (and for all together) the codes of roles and kinds that they mean."""

    typed: str
    words: list[str]
    means: list[frozenset[str]]
    means_together: frozenset[str]


def find(asked: Search, *, viewer: Viewer) -> Found:
    """Roles, services and colleagues of the area that answer what was asked."""
    question, services = _question(asked.words, viewer), _services(asked, viewer)
    posts = findable_posts(viewer).filter(role=asked.role) if asked.role else findable_posts(viewer)
    people = _best(question, _post_entries(posts, services))
    teams = [] if asked.role else _best(question, [_service_entry(service) for service in services.values()])
    wanted = asked.page * PER_PAGE
    return Found(
        roles=taxonomy.roles_for_need(asked.words, jurisdiction=viewer.jurisdiction)[:4],
        services=[cards.service_card(services[entry.pk]) for entry in teams[:wanted]],
        people=[cards.colleague_card(post, viewer) for post in _in_order(posts, people[:wanted])],
        more=max(len(people), len(teams)) > wanted,
    )


def matching_posts(words: str, viewer: Viewer, *, at_most: int = PER_PAGE) -> list[Post]:
    """Colleagues who may work with people and answer what was typed, best first: for pickers."""
    posts = working_posts(viewer)
    best = _best(_question(words, viewer), _post_entries(posts, _services(Search(), viewer)))
    return _in_order(posts, best[:at_most])


def matching_services(words: str, viewer: Viewer, *, at_most: int = PER_PAGE) -> list[Service]:
    """Services that answer what was typed, best first: for pickers."""
    services = _services(Search(), viewer)
    best = _best(_question(words, viewer), [_service_entry(service) for service in services.values()])
    return [services[entry.pk] for entry in best[:at_most]]


def _in_order(posts: PostQuerySet, entries: list[Entry]) -> list[Post]:
    """These posts with all that their cards read, in the order of the entries."""
    found = {post.pk: post for post in cards.for_cards(posts.filter(pk__in=[entry.pk for entry in entries]))}
    return [found[entry.pk] for entry in entries if entry.pk in found]


# -- what is compared


def _services(asked: Search, viewer: Viewer) -> dict[uuid.UUID, Service]:
    services = findable_services(viewer).select_related("organisation")
    if asked.kind:
        services = services.filter(kind=asked.kind)
    if asked.organisation:
        services = services.filter(organisation=asked.organisation)
    return {service.pk: service for service in services}


def _service_entry(service: Service) -> Entry:
    text = " ".join([service.name, "" if service.duty_line_only else service.place, service.organisation.name])
    return Entry(
        service.pk, _plain(service.name), _plain(f"{text} {service.about}"), frozenset({f"kind {service.kind}"})
    )


def _post_entries(posts: PostQuerySet, services: dict[uuid.UUID, Service]) -> list[Entry]:
    """Posts in these services."""
    texts = {pk: _plain(f"{one.name} {one.place} {one.organisation.name}") for pk, one in services.items()}
    rows = posts.values_list("pk", "account__name", "role", "role_words", "contact_about", "service")
    return [
        Entry(
            pk, _plain(name), f"{_plain(f'{name} {own_words} {about}')} {texts[service]}",
            frozenset({f"role {role}", f"kind {services[service].kind}"}),
        )
        for pk, name, role, own_words, about, service in rows
        if service in services
    ]  # fmt: skip


def _question(typed: str, viewer: Viewer) -> Question:
    words = typed.split()[:MOST_WORDS]
    means = [frozenset(_codes(word, viewer)) for word in words]
    return Question(_plain(typed), [_plain(word) for word in words], means, frozenset(_codes(typed, viewer)))


def _codes(words: str, viewer: Viewer) -> Iterable[str]:
    """Roles and kinds of service that the words name or that help with them, in the language of the reader."""
    there = viewer.jurisdiction
    for role in taxonomy.roles_for_need(words, jurisdiction=there):
        yield f"role {role.code}"
    for kind in taxonomy.service_kinds_for_need(words, jurisdiction=there):
        yield f"kind {kind.code}"
    # A short word ("GP") must be a whole word of the name.
    yield from (f"role {role.code}" for role in taxonomy.roles(jurisdiction=there) if _is_word_of(words, role.words))
    kinds = taxonomy.service_kinds(jurisdiction=there)
    yield from (f"kind {kind.code}" for kind in kinds if _is_word_of(words, kind.words))


def _is_word_of(word: str, words: Any) -> bool:
    return word.casefold() in str(words).casefold().split()


def _plain(text: str) -> str:
    """Lower case without accents, so that "Jose" finds José."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


# -- comparing


def _best(question: Question, entries: list[Entry]) -> list[Entry]:
    """The entries that answer as many of the typed words as the best one does, the most alike names first."""
    if not question.words:
        return sorted(entries, key=lambda entry: (entry.name, str(entry.pk)))
    scores = [(_score(question, entry), entry) for entry in entries]
    top = max((score for score, _ in scores), default=0)
    best = [entry for score, entry in scores if score == top and score > 0]
    return sorted(best, key=lambda one: (-fuzz.token_set_ratio(question.typed, one.name), one.name, str(one.pk)))


def _score(question: Question, entry: Entry) -> int:
    """How many of the typed words the entry answers: all, when together they name what it is or does."""
    if question.means_together & entry.codes:
        return len(question.words)
    pairs = zip(question.words, question.means, strict=True)
    return sum(bool(means & entry.codes) or word in entry.text or _is_alike(word, entry.name) for word, means in pairs)


def _is_alike(word: str, name: str) -> bool:
    if len(word) < LONG_ENOUGH:
        return False
    return any(fuzz.ratio(word, part, score_cutoff=ALIKE) for part in name.split())
