"""The directory with everybody signed in, on which generated worlds are played and taken down again.

Built once for a process, inside a transaction that is never committed. It has everyone of the cast, further
colleagues so that each relation has somebody to stand in it, and nobody who is supported: these belong to a world.
"""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from patchwork.access import Viewer, deciding
from patchwork.access.viewers import viewer_in_post
from patchwork.demo import cast as cast_module
from patchwork.demo.cast import MEMBERS, Cast, Member, build_cast, fixed_id
from patchwork.directory.models import MailDomain, Organisation, Partnership, Post, Service
from patchwork.kit import prepared
from patchwork.kit.context import set_area
from patchwork.people.models import Person
from tests.conftest import NOW, sign_in_as
from tests.proof.lean import lean

MORE_SERVICES = {  # short name: (organisation, name, kind, sensitive, duty line only)
    "camhs": ("nhs", "Young Minds North", "child_mental_health", True, False),
    "haven": ("haven", "Harbour House", "refuge", True, True),
}
MORE_MEMBERS = (
    Member("tom", "Tom Barlow", "oakfield", "class_teacher", "01632 960120"),
    Member("uma", "Uma Rao", "surgery", "gp", "01632 960121"),
    Member("sana", "Sana Malik", "clearway", "drug_alcohol_worker", "01632 960122", ("supervisor",)),
    Member("mina", "Mina Park", "camhs", "mental_health_practitioner", "01632 960123"),
    Member("rosa", "Rosa Lind", "haven", "domestic_abuse_worker", "01632 960124"),
)
SERVICE_OF = {m.short: m.service for m in (*MEMBERS, *MORE_MEMBERS)}
ORGANISATION_OF = {
    **{short: cast_module.SERVICES[service][0] for short, service in SERVICE_OF.items() if service in cast_module.SERVICES},
    **{short: MORE_SERVICES[service][0] for short, service in SERVICE_OF.items() if service in MORE_SERVICES},
    "priya": "department",
}  # fmt: skip


class Stage:
    """The directory, and a browser for everybody in it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for area in (cast.wattle_bay, cast.marlowe):
            set_area(area.pk)
            Person.objects.all().delete()
        _more_colleagues(cast)
        cast.persons.clear()
        self.clients = {short: sign_in_as(post) for short, post in cast.posts.items()}
        for client in self.clients.values():
            client.raise_request_exception = False
        self._cookies = {short: copy.deepcopy(client.cookies) for short, client in self.clients.items()}

    def area_of(self, who: str) -> int:
        return self.cast.posts[who].area_id

    def viewer(self, who: str, now: Any) -> Viewer:
        """How `who` looks at the world as it is in the database now."""
        rows = Post.objects.select_related("area", "account", "service__organisation")
        return viewer_in_post(rows.get(pk=self.cast.posts[who].pk), now=now)

    def request(
        self, who: str, method: str, path: str, data: Mapping[str, Any] | None = None, **more: Any
    ) -> HttpResponse:
        """One request, as a browser of `who` would send it. What it writes stays."""
        cache.clear()  # no throttle carries over from the one who asked before
        set_area(self.area_of(who))
        logging.disable()
        try:
            response: HttpResponse = getattr(self.clients[who], method.lower())(path, data or {}, **more)
        finally:
            logging.disable(logging.NOTSET)
            set_area(self.cast.marlowe.pk)
        return response

    def sign_in_afresh(self) -> None:
        """Every browser as it was before any world was played."""
        for short, client in self.clients.items():
            client.cookies = copy.deepcopy(self._cookies[short])


def _more_colleagues(cast: Cast) -> None:
    signed = cast.now.date() - timedelta(days=400)
    haven = cast.add(Organisation(id=fixed_id("organisation", "haven"), name="Harbour Haven", kind="domestic_abuse"))
    cast.organisations["haven"] = haven
    cast.add(MailDomain(organisation=haven, domain="haven.example"))
    cast.add(Partnership(area=cast.marlowe, organisation=haven, agreement_signed_on=signed, live_since=signed,
                         data_as_of=cast.now, coverage="Everyone it works with"))  # fmt: skip
    for short, (organisation, name, kind, sensitive, duty_line) in MORE_SERVICES.items():
        cast.services[short] = cast.add(Service(
            id=fixed_id("service", short), area=cast.marlowe, organisation=cast.organisations[organisation], name=name,
            kind=kind, is_sensitive=sensitive, duty_line_only=duty_line, phone="01632 960201",
        ))  # fmt: skip
    for member in MORE_MEMBERS:
        domain = {"nhs": "marlowe-health.example", "oakfield": "oakfield-school.example"}.get(
            ORGANISATION_OF[member.short], f"{ORGANISATION_OF[member.short]}.example"
        )
        cast.posts[member.short] = cast_module._post(cast, cast.marlowe, member, domain)
    cast.store()
    Post.objects.filter(pk=cast.posts["farah"].pk).update(supervisor=cast.posts["sana"])


_TRUSTING = SimpleNamespace(
    PATCHWORK_TESTING=False, PATCHWORK_PREPARED_STATEMENTS=settings.PATCHWORK_PREPARED_STATEMENTS
)


_said: dict[Any, Any] = {}
_conditions, _slot = deciding._conditions, deciding.Slot.__call__


def _conditions_once(policy: Any, viewer: Viewer, view: Any) -> Any:
    key = (policy, viewer, view)
    if key not in _said:
        _said[key] = _conditions(policy, viewer, view)
    return _said[key]


def _slot_once(slot: Any, viewer: Viewer, view: Any, person: str) -> Any:
    key = (slot.name, viewer, view, person)
    if key not in _said:
        _said[key] = _slot(slot, viewer, view, person)
    return _said[key]


def forget() -> None:
    """Drop what was kept of the rules: after one was changed."""
    _said.clear()
    prepared.forget()


@contextmanager
def trusting() -> Iterator[None]:
    """While this lasts a rule asked again by the same viewer is not made anew: neither the statements kept by
    `kit.prepared` (every test of the suite compares them) nor the conditions of the decision path, which are made of
    nothing but the viewer. Half of a request is making those."""
    with (
        lean(),
        mock.patch.object(prepared, "settings", _TRUSTING),
        mock.patch.object(deciding, "_conditions", _conditions_once),
        mock.patch.object(deciding.Slot, "__call__", _slot_once),
    ):
        forget()
        yield
    forget()


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage in a transaction of its own, which is rolled back at the end. Time stands still on it.

    Rules are made once for each viewer here (see `trusting`).
    """
    with (
        trusting(),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield Stage(build_cast(now=NOW))
        transaction.set_rollback(True)
