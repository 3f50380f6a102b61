"""Asks every address of the product as every member of the cast, and says what each one got.

The declared answers stand in `access_table.py`. Nothing here writes them: a row is a decision, taken from
section 5 of the design before the page is asked.
"""

from __future__ import annotations

import copy
import logging
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
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
from tests.promises.rows import CARD, DONE, ELSEWHERE, GET, POST, SIGN_IN, STATUS, Row


@dataclass
class Got:
    """What came back, and what it left behind before everything was rolled back."""

    method: str
    response: HttpResponse
    events: list[tuple[str, set[uuid.UUID]]]
    problem: str = ""

    @property
    def answer(self) -> str:
        """In the words of the table."""
        status, to = self.response.status_code, self.response.headers.get("Location", "")
        if status == 302 and to.startswith("/sign-in/?"):
            return SIGN_IN
        if status == 302 or (status == 303 and self.method == GET):
            return CARD if to.endswith("/card/") else ELSEWHERE
        if status == 204:
            return DONE
        return next((word for word, code in STATUS.items() if code == status), str(status))


class Standing:
    """A world that stands for a whole module: each question is asked of it and then undone."""

    def __init__(self, world: Cast, ids: dict[str, Any]) -> None:
        self.world = world
        self.arguments: dict[str, Any] = ids
        self.shown: dict[tuple[str, str], str] = {}  # pages as they were, by who asked and where
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
        return path_in(self.arguments, name, **at)

    def post_id(self, who: str) -> str:
        return str(self.world.posts[who].pk) if who in self.world.posts else ""

    def filled_in(self, who: str, path: str, *, as_shown_to: str) -> dict[str, Any]:
        """What pressing the button sends when nothing was changed: the page's own form, read from the page.

        Whoever is not shown the form sends what `as_shown_to` would have sent, in their own post.
        """
        for one in (who, as_shown_to):
            if (one, path) not in self.shown:
                self.ask(one, GET, path)
            if form := main_form(self.shown[one, path], path):
                return {**form.data, "acting_post": self.post_id(who)}
        return {"acting_post": self.post_id(who)}

    def ask_row(self, row: Row, who: str) -> Got:
        """The question of a row of the table."""
        path = self.path(row.name, **row.at)
        data = row.data(self, who, path) if callable(row.data) else row.data
        if row.method == POST:
            data = {"acting_post": self.post_id(who), **data}
        return self.ask(who, row.method, path, data)

    def do(self, who: str, method: str, path: str, data: Mapping[str, Any] | None = None) -> HttpResponse:
        """As `ask`, but what it writes stays."""
        cache.clear()
        set_area(self.area_of(who))
        response: HttpResponse = getattr(self.clients[who], method.lower())(path, data or {})
        set_area(self.world.marlowe.pk)
        return response

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
                if method == GET and not data:
                    self.shown[who, path] = response.content.decode() if response.status_code == 200 else ""
                return Got(method, response, self._events(who, last), _problem(response))
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


def path_in(ids: Mapping[str, Any], name: str, **at: Any) -> str:
    """The address of `name` where these ids are; a text in `at` may be the name of another id."""
    wanted = {key: at.get(key, ids.get(key)) for key in parameters(name)}
    return reverse(name, kwargs={k: ids.get(v, v) if isinstance(v, str) else v for k, v in wanted.items()})


def _problem(response: HttpResponse) -> str:
    info = getattr(response, "exc_info", None)
    return f"{info[0].__name__}: {info[1]}" if info and response.status_code >= 500 else ""


# -- the forms of a page


class _Forms(HTMLParser):
    """Every form of a page with what it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._text: str | None = None
        self._select: tuple[str, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(known.get("method", "get").lower(), known.get("action", "")))
        elif self.forms and (name := known.get("name", "")):
            self._field(tag, name, known)
        elif tag == "option" and self._select and self.forms:
            first = self._select[0] not in self.forms[-1].data
            if "selected" in known or (first and not self._select[1]):
                self.forms[-1].put(self._select[0], known.get("value", ""), many=self._select[1])

    def _field(self, tag: str, name: str, known: dict[str, str]) -> None:
        form, kind = self.forms[-1], known.get("type", "text")
        if tag == "textarea":
            self._text = name
            form.data[name] = ""
        elif tag == "select":
            self._select = (name, "multiple" in known)
        elif tag == "input" and kind in {"checkbox", "radio"}:
            form.offered.setdefault(name, []).append(known.get("value", "on"))
            if "checked" in known:
                form.put(name, known.get("value", "on"), many=kind == "checkbox")
        elif tag == "input" and kind not in {"submit", "file", "image", "button"}:
            form.put(name, known.get("value", ""))
        elif tag in {"button", "input"}:
            form.buttons.append((name, known.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._text and self.forms:
            self.forms[-1].data[self._text] = data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None


@dataclass
class Form:
    """One form of a page: what it would send, and between what one may choose."""

    method: str
    action: str
    data: dict[str, Any] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str, *, many: bool = False) -> None:
        if many:
            self.data.setdefault(name, []).append(value)
        else:
            self.data[name] = value


def forms_of(html: str) -> list[Form]:
    """Every form of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


def main_form(html: str, path: str) -> Form | None:
    """The form that sends to the page's own address: its deed, not the frame's find box."""
    own = [form for form in forms_of(html) if form.method == "post" and form.action in ("", path)]
    return own[0] if own else None


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
