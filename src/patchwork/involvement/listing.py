"""What a service's own list says: joining, changing and leaving by it, and taking that back.

The organisation vouches for its list, so what it says is confirmed. Whoever sends it says nothing of themselves: a line
of the ledger names the worker whom the list names, else the service. The team is told as of any colleague; supervisors
and privacy officers are not told of each of ten thousand rows, they have the list itself.

Never for a sensitive service: a list can say neither ground nor audience.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.activity.models import Deed
from patchwork.activity.noting import note
from patchwork.agreements.queries import default_basis
from patchwork.directory.models import Post, Service
from patchwork.involvement import rules, telling
from patchwork.involvement.actions import close, is_statutory, lock, needed_again, note_if_last, provisional_until
from patchwork.involvement.models import Contact, ContactCard, Involvement, Source
from patchwork.kit.answers import Answer, Refused, refusing
from patchwork.people.models import Person
from patchwork.people.rules import may_change

OFF_LIST = "off_list"
"""End reason of what a list no longer says; not one of the pack's, because nobody chooses it."""

NO_BASIS = Answer(_("Your organisation can use no legal basis about this person today."), field="basis")
KEPT_PRIVATE = Answer(_("A service that is kept private says of each person on what ground: a list cannot."))


@dataclass(frozen=True, slots=True)
class Saying:
    """What one row says about the work: at most one of `post` and `card`."""

    role: str
    started_on: date
    basis: str = ""
    post: Post | None = None
    card: ContactCard | None = None


# ── whom the list names ───────────────────────────────────────────────────────────────────────────────────────────


def worker_of(service: Service, *, name: str, email: str, today: date) -> Post | None:
    """The service's own practitioner of that address, else of that name where there is one only."""
    posts = Post.objects.current(today).filter(service=service, account__is_active=True)
    if email:
        found = posts.filter(Q(email__iexact=email) | Q(account__email__iexact=email)).first()
        if found is not None:
            return found
    named = list(posts.filter(account__name__iexact=name)[:2]) if name else []
    return named[0] if len(named) == 1 else None


def card_of(*, by: Viewer, service: Service, name: str, role: str, phone: str, email: str) -> ContactCard | None:
    """The card of a worker who is not on Patchwork, as the list says it now; None for a service that names nobody."""
    if not name or service.duty_line_only or service.is_sensitive:
        return None
    known = ContactCard.objects.filter(service=service)
    card = known.filter(email__iexact=email).first() if email else known.filter(email="", name=name).first()
    said = {"name": name, "role_words": role, "phone": phone}
    if card is None:
        return ContactCard.objects.create(area_id=by.area_id, service=service, email=email, made_at=by.now, **said)
    if any(getattr(card, field) != value for field, value in said.items()):
        for field, value in said.items():
            setattr(card, field, value)
        card.save(update_fields=list(said))
    return card


# ── saying ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def join_by_list(*, by: Viewer, person: Person, saying: Saying) -> Involvement:
    """The service's list says that it works with this person.

    Raises:
        Refused: no basis can be used, the record is restricted, or the service is kept private.
    """
    if by.is_sensitive:
        KEPT_PRIVATE.require()
    lock(person)
    may_change(by, person).require()
    basis = default_basis(by, person, of_service=saying.basis)
    if basis is None:
        raise Refused(NO_BASIS.refusal, field=NO_BASIS.field)
    statutory = is_statutory(by.jurisdiction, role=saying.role, service_kind=by.service_kind)
    leads = statutory and not Involvement.objects.filter(person=person, is_lead=True, ended_on__isnull=True).exists()
    row = Involvement(
        area_id=by.area_id, person=person, post=saying.post, card=saying.card, service_id=by.in_service,
        role=saying.role, started_on=min(saying.started_on, by.today), basis=basis.code, source=Source.FEED,
        is_statutory=statutory, is_lead=leads, declared_at=by.now, still_confirmed_on=by.today,
        provisional_until=provisional_until(by), confirmed_at=by.now,
    )  # fmt: skip
    with refusing(IntegrityError, rules.ALREADY.refusal):
        row.save(force_insert=True)
    needed_again(row)
    note("joined", by=_as_worker(by, row), person=person, detail=row.role, is_sensitive=False)
    audit.record("involvement.listed", by=by, persons=[person])
    to = telling.members(person.pk, by)
    telling.tell("involvement.declared", by=_as_worker(by, row), event=row.pk, person=person.pk, to=to)
    return row


@transaction.atomic
def change_by_list(*, by: Viewer, involvement: Involvement, saying: Saying) -> dict[str, Any]:
    """Confirm it, or put right the role, the start or the card, as the list says. Returns what was there before, as
    ids and codes."""
    lock(involvement.person)
    may_change(by, involvement.person).require()
    row = Involvement.objects.select_for_update(of=("self",)).select_related("person").get(pk=involvement.pk)
    wanted = changes(row, saying, today=by.today)
    before = {name: _as_code(getattr(row, name)) for name in wanted}
    for name, value in wanted.items():
        setattr(row, name, by.now if name == "confirmed_at" else value)
    row.save(update_fields=[name.removesuffix("_id") for name in wanted])
    if "confirmed_at" in wanted:
        note("joined", by=_as_worker(by, row), person=row.person, detail=row.role, is_sensitive=False)
    audit.record("involvement.list_changed", by=by, persons=[row.person_id])
    return before


def changes(row: Involvement, saying: Saying, *, today: date) -> dict[str, Any]:
    """What a list would change of an involvement that stands. What people said by hand keeps its role and start."""
    found: dict[str, Any] = {} if row.confirmed_at is not None else {"confirmed_at": True}
    if row.source == Source.FEED:
        if row.role != saying.role:
            found["role"] = saying.role
        if row.started_on != saying.started_on and saying.started_on <= today:
            found["started_on"] = saying.started_on
    card = saying.card.pk if saying.card is not None else None
    if row.post_id is None and row.card_id != card:
        found["card_id"] = card
    return found


@transaction.atomic
def leave_by_list(*, by: Viewer, involvement: Involvement, on: date | None = None) -> Involvement:
    """The list no longer says so. Its planned contacts go with it; the team is told."""
    lock(involvement.person)
    row = Involvement.objects.select_for_update(of=("self",)).select_related("person").get(pk=involvement.pk)
    may_change(by, row.person).require()
    last = max(row.started_on, min(on or by.today, by.today))
    to = telling.members(row.person_id, by)
    close(row, reason=OFF_LIST, on=last, now=by.now)
    note("ended", by=_as_worker(by, row), person=row.person, detail=OFF_LIST, is_sensitive=False)
    audit.record("involvement.off_list", by=by, persons=[row.person_id])
    telling.tell("involvement.ended", by=_as_worker(by, row), event=row.pk, person=row.person_id, to=to)
    note_if_last(row.person, by.today)
    return row


def contact_by_list(*, by: Viewer, involvement: Involvement, kind: str, on: date) -> Contact | None:
    """A contact of a kind that the list names beyond doubt, at noon of its day; None where it is known already."""
    at = datetime.combine(on, time(12), tzinfo=by.zone)
    start = datetime.combine(on, time.min, tzinfo=by.zone)
    same_day = Contact.objects.filter(
        person=involvement.person_id, service=involvement.service_id, kind=kind, happened_at__date=start.date()
    )
    if same_day.exists():
        return None
    contact = Contact.objects.create(
        area_id=by.area_id, person_id=involvement.person_id, involvement=involvement, post_id=involvement.post_id,
        service_id=involvement.service_id, kind=kind, happened_at=min(at, by.now), recorded_at=by.now,
    )  # fmt: skip
    note("contact", by=_as_worker(by, involvement), person=involvement.person_id, detail=kind, is_sensitive=False)
    return contact


# ── taking it back ────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def undo_joining(*, by: Viewer, involvement: Involvement, at: datetime, contacts: list[uuid.UUID]) -> bool:
    """As if the list had not said it: the involvement goes with its own contacts and lines of the ledger. False where
    somebody has built on it since."""
    lock(involvement.person)
    row = Involvement.objects.select_for_update(of=("self",)).filter(pk=involvement.pk).first()
    if row is None or row.source != Source.FEED or row.declared_at != at or row.ended_on is not None:
        return False
    if Contact.objects.filter(involvement=row).exclude(pk__in=contacts).exists():
        return False
    lines = Deed.objects.filter(person_id=row.person_id, post=row.post, service_id=row.service_id, at=at)
    lines.filter(kind__in=("joined", "contact")).delete()
    row.delete()
    audit.record("involvement.list_undone", by=by, persons=[row.person_id])
    note_if_last(involvement.person, by.today)
    return True


@transaction.atomic
def undo_change(*, by: Viewer, involvement: Involvement, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """What it said before, where nobody has changed it since."""
    lock(involvement.person)
    row = Involvement.objects.select_for_update(of=("self",)).filter(pk=involvement.pk).first()
    if row is None or row.ended_on is not None:
        return False
    if any(_as_code(getattr(row, name)) != after[name] for name in before):
        return False
    for name, value in before.items():
        setattr(row, name, date.fromisoformat(value) if name == "started_on" else value)
    row.save(update_fields=[name.removesuffix("_id") for name in before])
    audit.record("involvement.list_undone", by=by, persons=[row.person_id])
    return True


@transaction.atomic
def undo_leaving(*, by: Viewer, involvement: Involvement) -> bool:
    """It goes on, where it still stands as the list had ended it and nothing has taken its place."""
    lock(involvement.person)
    row = Involvement.objects.select_for_update(of=("self",)).select_related("person").filter(pk=involvement.pk).first()
    if row is None or row.end_reason != OFF_LIST:
        return False
    row.ended_on, row.end_reason = None, ""
    row.is_lead = row.is_lead and not _others_lead(row)
    try:
        with transaction.atomic():
            row.save(update_fields=["ended_on", "end_reason", "is_lead"])
    except IntegrityError:
        return False
    needed_again(row)
    note("end_undone", by=_as_worker(by, row), person=row.person, is_sensitive=False)
    audit.record("involvement.list_undone", by=by, persons=[row.person_id])
    return True


def _others_lead(row: Involvement) -> bool:
    return Involvement.objects.filter(person_id=row.person_id, is_lead=True, ended_on__isnull=True).exists()


def codes_of(row: Involvement, names: Any) -> dict[str, Any]:
    """These columns as ids and codes, to be compared later."""
    return {name: _as_code(getattr(row, name)) for name in names}


def _as_code(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _as_worker(by: Viewer, row: Involvement) -> Viewer:
    return replace(by, post_id=row.post_id, service_id=row.service_id)


# ── a card becomes a post ─────────────────────────────────────────────────────────────────────────────────────────


def joined(post: Post) -> int:
    """Whoever a list had named has joined: what stood under their card stands under their post. Returns how many."""
    address = (post.email or post.account.email).casefold()
    cards = ContactCard.objects.filter(service_id=post.service_id, email__iexact=address, post__isnull=True)
    moved = 0
    for row in Involvement.objects.filter(card__in=cards, ended_on__isnull=True).select_related("person"):
        lock(row.person)
        row.post, row.card, row.role = post, None, post.role
        try:
            with transaction.atomic():
                row.save(update_fields=["post", "card", "role"])
                moved += 1
        except IntegrityError:  # they have said so by hand meanwhile
            continue
        Contact.objects.filter(involvement=row, post__isnull=True).update(post=post)
    cards.update(post=post)
    return moved
