"""Asks every address of the product as every member of the cast, and says what each one got.

The declared answers stand in `access_table.py`. Nothing here writes them: a row is a decision, taken from
section 5 of the design before the page is asked.
"""

from __future__ import annotations

import copy
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from patchwork.accounts.models import Account
from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.demo.cast import Cast
from patchwork.kit.context import set_area
from tests.conftest import sign_in_as

GET, POST = "GET", "POST"

OK = "sees it"
CARD = "card only"
ABSENT = "nothing there"
DONE = "does it"
AGAIN = "is asked to correct it"
ELSEWHERE = "is sent on"
SIGN_IN = "signs in first"
NEVER = "not answered"
"""What somebody gets, in the words of docs/access.md."""

STATUS = {OK: 200, CARD: 302, ABSENT: 404, DONE: 303, AGAIN: 422, ELSEWHERE: 302, SIGN_IN: 302, NEVER: 405}


# -- who asks: the cast, each in one relation to Leo, so that every line of the table in design section 5 is here

GROUPS: dict[str, str] = {
    "confirmed member": "amina bilal erin hana",
    "confirmed member of a sensitive service": "farah",
    "not yet confirmed": "ivan",
    "live reason": "george",
    "police officer with a live reason": "dan",
    "supervisor of a member": "joy",
    "safeguarding hub": "kit",
    "no relation": "chloe",
    "privacy officer": "lena",
    "administrator of an organisation": "moses",
    "area administrator": "nia",
    "another area": "priya",
    "signed in without a post": "postless",
    "not signed in": "nobody",
}
EVERYONE = " ".join(GROUPS.values())


def everyone_but(names: str) -> str:
    """Everybody else, nobody (who is not signed in) apart."""
    return " ".join(name for name in EVERYONE.split() if name not in [*names.split(), "nobody"])


type Data = Callable[["Standing", str], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One address and method: in plain words what it is, and who gets what."""

    name: str
    method: str
    words: str
    answers: Mapping[str, str]
    data: Data | Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, Any] = field(default_factory=dict)
    """Parts of the address that differ from `Standing.arguments`: names of ids, or values."""
    shows: bool = False
    """Shows or changes a person, so each answer leaves exactly one audit event."""

    def expected(self) -> dict[str, str]:
        """Answer by name; raises when somebody is left out or named twice."""
        found: dict[str, str] = {}
        for answer, names in self.answers.items():
            for name in names.split():
                if name in found:
                    raise ValueError(f"{self}: {name} is declared twice")
                found[name] = answer
        if missing := set(EVERYONE.split()) ^ set(found):
            raise ValueError(f"{self}: no answer is declared for {sorted(missing)}")
        return found

    def __str__(self) -> str:
        return f"{self.name} {self.method}"


@dataclass
class Got:
    """What came back, and what it left behind before everything was rolled back."""

    response: HttpResponse
    events: list[tuple[str, set[uuid.UUID]]]
    problem: str = ""

    @property
    def answer(self) -> str:
        """In the words of the table."""
        status, to = self.response.status_code, self.response.headers.get("Location", "")
        if status == 302 and to.startswith("/sign-in/"):
            return SIGN_IN
        if status == 302:
            return CARD if to.endswith("/card/") else ELSEWHERE
        return next((word for word, code in STATUS.items() if code == status), str(status))


class Standing:
    """A world that stands for a whole module: each question is asked of it and then undone."""

    def __init__(self, world: Cast, ids: dict[str, Any]) -> None:
        self.world = world
        self.arguments: dict[str, Any] = ids
        account = Account.objects.create_user("postless@marlowe-council.example", None, name="Pat Less", is_demo=True)
        self.clients = {short: sign_in_as(post) for short, post in world.posts.items()}
        self.clients["postless"] = Client()
        self.clients["postless"].force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.clients["nobody"] = Client()
        for client in self.clients.values():
            client.raise_request_exception = False

    def area_of(self, who: str) -> int:
        return self.world.posts[who].area_id if who in self.world.posts else self.world.marlowe.pk

    def path(self, name: str, **at: Any) -> str:
        """The address of `name` in this world; `at` overrides parts of it."""
        wanted = {key: at.get(key, self.arguments.get(key)) for key in parameters(name)}
        wanted = {key: value(self) if callable(value) else value for key, value in wanted.items()}
        return reverse(
            name, kwargs={k: self.arguments.get(v, v) if isinstance(v, str) else v for k, v in wanted.items()}
        )

    def ask(self, who: str, method: str, path: str, data: Mapping[str, Any] | None = None, **extra: Any) -> Got:
        """What `who` gets, with everything it wrote undone again."""
        client = self.clients[who]
        cookies = copy.deepcopy(client.cookies)
        cache.clear()  # no throttle carries over from the one who asked before
        logging.disable()  # a problem is told once, in the comparison
        with transaction.atomic():
            try:
                set_area(self.area_of(who))
                last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                response = getattr(client, method.lower())(path, data or {}, **extra)
                return Got(response, self._events(who, last), _problem(response))
            finally:
                transaction.set_rollback(True)
                client.cookies = cookies
                logging.disable(logging.NOTSET)

    def _events(self, who: str, last: int) -> list[tuple[str, set[uuid.UUID]]]:
        set_area(self.area_of(who))
        events = AuditEvent.objects.filter(pk__gt=last).order_by("pk")
        meaning = dict(AuditReference.objects.values_list("reference", "person"))
        return [
            (
                event.kind,
                {meaning[one] for one in AuditSubject.objects.filter(event=event).values_list("subject", flat=True)},
            )
            for event in events
        ]


def _problem(response: HttpResponse) -> str:
    info = getattr(response, "exc_info", None)
    return f"{info[0].__name__}: {info[1]}" if info and response.status_code >= 500 else ""


# -- every address there is


def addresses() -> dict[str, URLPattern]:
    """Every address by its full name. One without a name is under its route, so that it cannot hide."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name or entry.pattern}", entry


def parameters(name: str) -> list[str]:
    """The parts of an address that vary."""
    for possible in get_resolver_of(name).getlist(name.split(":")[-1]):
        return list(possible[0][0][1])
    raise NoReverseMatch(name)


def get_resolver_of(name: str) -> Any:
    """The names known where `name` lives, namespaces followed."""
    resolver = get_resolver()
    for space in name.split(":")[:-1]:
        resolver = resolver.namespace_dict[space][1]
    return resolver.reverse_dict


def name_of(path: str) -> str:
    return resolve(path).view_name
