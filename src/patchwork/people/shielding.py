"""Shield: of this person others see a card that says whom to contact, and nothing else (design, section 5).

Anyone confirmed may ask for one; the hub or the privacy officer sets it at once; lifting it takes two people. Whom to
contact is an office from the directory with its number: nothing is typed, so no worker's name and no address can be
stored there. Of a refuge no address is kept at all.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.directory import proposals
from patchwork.directory.models import Area, Post, Power, Proposal, Service
from patchwork.directory.viewing import Viewer as Decider
from patchwork.kit.answers import NOT_HERE, YES, Answer, refusing
from patchwork.notifications.telling import Recipient, recipients, tell
from patchwork.people import slots
from patchwork.people.indexing import refresh_keys
from patchwork.people.models import Address, FamilyMember, Person, Shield, ShieldKind, ShieldRequest
from patchwork.people.rules import is_hub, is_privacy

if TYPE_CHECKING:
    from datetime import datetime

LIFT = "shield_lift"
HUB_OFFICE = "hub"
SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
LEAST_WORDS = 10
TELL_A_PLACE = ("school", "nursery", "college", "gp_practice")
"""Kinds of organisation whose name on a shielded card would say where somebody lives."""

NO_ADDRESS = Answer(gettext_lazy("No address is kept of somebody who is protected in a refuge."), field="address")
ALREADY = Answer(gettext_lazy("This record is protected already."))


def live(person: Person | uuid.UUID) -> Shield | None:
    """The shield that acts."""
    pk = person if isinstance(person, uuid.UUID) else person.pk
    found: Shield | None = Shield.objects.filter(person_id=pk, lifted_at__isnull=True).first()
    return found


def waiting(person: Person) -> ShieldRequest | None:
    """The request for this person that nobody has answered."""
    found: ShieldRequest | None = ShieldRequest.objects.filter(person=person, answered_at__isnull=True).first()
    return found


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def sets(viewer: Viewer) -> bool:
    """The hub and the privacy officer."""
    return is_hub(viewer) or is_privacy(viewer)


def may_ask(viewer: Viewer, person: Person) -> Answer:
    """Confirmed members of the team ask; whoever sets it has no need to."""
    if not access.may(viewer, View.CARD, person):
        return NOT_HERE
    if live(person) is not None:
        return ALREADY if sets(viewer) or access.may(viewer, View.TEAM, person) else NOT_HERE
    if sets(viewer) or access.may(viewer, View.ACT, person):
        return YES
    if access.may(viewer, View.TEAM, person):
        return Answer(_("Confirmed members of the team ask for protection. Call the hub, or ask one of them."))
    return NOT_HERE


def may_set(viewer: Viewer, person: Person) -> Answer:
    """The hub or the privacy officer, of somebody who is there for them and has none yet."""
    if not sets(viewer) or not access.may(viewer, View.CARD, person):
        return NOT_HERE
    return YES if live(person) is None else ALREADY


def may_ask_to_lift(viewer: Viewer, shield: Shield) -> Answer:
    """The hub or the privacy officer asks; a second person has to agree."""
    if not sets(viewer) or not access.may(viewer, View.CARD, shield.person):
        return NOT_HERE
    return YES if shield.lifted_at is None else Answer(_("This was lifted already."))


def may_change_list(viewer: Viewer, shield: Shield) -> Answer:
    """The privacy officer, or a hub post that is on the list itself. Nobody puts themselves on it."""
    if not sets(viewer) or shield.lifted_at is not None or not access.may(viewer, View.CARD, shield.person):
        return NOT_HERE
    if viewer.has("privacy") or viewer.post_id in shield.named_posts:
        return YES
    return NOT_HERE


def may_store_address(person: Person) -> bool:
    """Not of somebody protected in a refuge."""
    return not Shield.objects.filter(person=person, kind=ShieldKind.REFUGE, lifted_at__isnull=True).exists()


def family_hides_an_address(person: Person) -> bool:
    """Whether this person, or one of the family, is protected in a refuge: a new record would give it away."""
    families = FamilyMember.objects.filter(person=person).values("family_id")
    members = FamilyMember.objects.filter(family_id__in=families).values("person_id")
    refuges = Shield.objects.filter(kind=ShieldKind.REFUGE, lifted_at__isnull=True)
    return refuges.filter(Q(person=person) | Q(person_id__in=members)).exists()


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask(*, by: Viewer, person: Person, kind: str, why: str) -> ShieldRequest:
    """Ask the hub and the privacy officer. Asking twice gives the request that waits."""
    may_ask(by, person).require()
    _require_kind_and_words(kind, why)
    if (asked := waiting(person)) is not None:
        return asked
    with refusing(IntegrityError, _("This was asked for in another window just now.")):
        row = ShieldRequest.objects.create(
            area_id=by.area_id, person=person, kind=kind, why=why.strip(), asked_by_id=by.in_post, asked_at=by.now
        )
    audit.record("shield.asked", by=by, persons=[person])
    tell("shield.asked", area_id=by.area_id, event=row.pk, about=person.pk, to=_setters(by), now=by.now)
    return row


def _require_kind_and_words(kind: str, why: str) -> None:
    if kind not in ShieldKind.values:
        Answer(_("Choose what it is for."), "kind").require()
    if len(why.strip()) < LEAST_WORDS:
        Answer(_("Write a few more words: at least 10 characters."), "why").require()


def _setters(by: Viewer) -> list[Recipient]:
    posts = Post.objects.current(by.today).with_power(Power.HUB, Power.PRIVACY).filter(area_id=by.area_id)
    posts = posts.filter(account__is_active=True).exclude(account_id=by.in_account)
    return recipients(posts)


@transaction.atomic
def decline(*, by: Viewer, request: ShieldRequest, answer: str) -> ShieldRequest:
    """Say no, with the reason."""
    row = ShieldRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    may_set(by, row.person).require()
    if len(answer.strip()) < LEAST_WORDS:
        Answer(_("Write a few more words: at least 10 characters."), "why").require()
    _answered(row, by, agreed=False, words=answer.strip())
    audit.record("shield.declined", by=by, persons=[row.person_id])
    return row


def _answered(row: ShieldRequest, by: Viewer, *, agreed: bool, words: str = "") -> None:
    if row.answered_at is not None:
        Answer(_("This was answered already.")).require()
    row.answered_by_id, row.answered_at, row.agreed, row.answer = by.post_id, by.now, agreed, words
    row.save(update_fields=["answered_by", "answered_at", "agreed", "answer"])
    post = Post.objects.get(pk=row.asked_by_id)
    tell(
        "shield.answered", area_id=by.area_id, event=row.pk, about=row.person_id, now=by.now,
        to=recipients([post]),
    )  # fmt: skip


# ── setting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def offices(viewer: Viewer) -> list[tuple[str, str]]:
    """Whom a shielded card may name: the hub, and services with a number that tell nothing by being named."""
    area = Area.objects.get(pk=viewer.area_id)
    services = Service.objects.filter(area_id=viewer.area_id, closed_on__isnull=True, is_sensitive=False)
    services = services.filter(duty_line_only=False).exclude(phone="", duty_phone="").order_by("name")
    services = services.exclude(organisation__kind__in=TELL_A_PLACE)
    hub = (HUB_OFFICE, f"{area.hub_name}, {area.hub_phone}")
    return [hub, *((str(one.pk), f"{one.name}, {one.duty_phone or one.phone}") for one in services)]


def offered_posts(person: Person, viewer: Viewer) -> Sequence[Post]:
    """Whom the setter may tick for the named list: the team as they see it, and their own hub post."""
    own = list(Post.objects.select_related("account", "service").filter(pk=viewer.in_post)) if viewer.has("hub") else []
    seen = [post for post in slots.seen_posts(person, viewer) if post.pk != viewer.post_id]
    return [*seen, *own]


@transaction.atomic
def set_shield(
    *, by: Viewer, person: Person, kind: str, office: str, why: str, named: Sequence[uuid.UUID] = ()
) -> Shield:
    """Protect `person` at once. The lead practitioner and the statutory workers are always on the named list.

    For a refuge every address of the person is deleted. A waiting request is answered with it.

    Raises:
        Refused: not the hub or the privacy officer; protected already; an office that is not on offer.
    """
    may_set(by, person).require()
    _require_kind_and_words(kind, why)
    contact = dict(offices(by)).get(office, "")
    if not contact:
        Answer(_("Choose the office to contact from the list."), "office").require()
    offered = {post.pk for post in offered_posts(person, by)}
    needed = {post.pk for post in slots.needed_posts(person.pk, by)}
    with refusing(IntegrityError, ALREADY.refusal):
        shield = Shield.objects.create(
            area_id=by.area_id, person=person, kind=kind, reference=new_reference(), contact=contact,
            named_posts=sorted(needed | (offered & set(named))), set_by_id=by.post_id, set_at=by.now, why=why.strip(),
        )  # fmt: skip
    clear_addresses(shield)
    for row in ShieldRequest.objects.select_for_update().filter(person=person, answered_at__isnull=True):
        _answered(row, by, agreed=True)
    audit.record("shield.set", by=by, persons=[person])
    return shield


def new_reference() -> str:
    """Says nothing about the person or the kind of shield, and is easily read out on the telephone."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _part in range(2))


def clear_addresses(shield: Shield) -> None:
    """Of a refuge no address is kept, nor one from before: it may be the refuge's."""
    if shield.kind == ShieldKind.REFUGE:
        Address.objects.filter(person_id=shield.person_id).delete()
        refresh_keys(shield.person)


@transaction.atomic
def change_list(*, by: Viewer, shield: Shield, add: Post | None = None, remove: uuid.UUID | None = None) -> Shield:
    """Put a colleague on the named list, or take one off: the next request finds it so."""
    row = Shield.objects.select_for_update(of=("self",)).select_related("person").get(pk=shield.pk)
    may_change_list(by, row).require()
    named = set(row.named_posts)
    if add is not None:
        if add.account_id == by.account_id:
            Answer(_("Nobody puts themselves on the list. Ask the privacy officer."), "add").require()
        named.add(add.pk)
    if remove is not None:
        named.discard(remove)
    row.named_posts = sorted(named)
    row.save(update_fields=["named_posts"])
    audit.record("shield.list_changed", by=by, persons=[row.person_id])
    return row


def named(shield: Shield, viewer: Viewer) -> list[Post]:
    """Who is on the list, for who may change it."""
    if not may_change_list(viewer, shield):
        return []
    posts = Post.objects.filter(pk__in=shield.named_posts).select_related("account", "service__organisation")
    return list(posts.order_by("account__name"))


# ── lifting, which takes two ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_to_lift(*, by: Viewer, shield: Shield, why: str) -> Proposal:
    """Ask for it: the second person, from another organisation or the privacy officer, sees the reference only."""
    may_ask_to_lift(by, shield).require()
    if len(why.strip()) < LEAST_WORDS:
        Answer(_("Write a few more words: at least 10 characters."), "why").require()
    shield.lift_why = why.strip()
    shield.save(update_fields=["lift_why"])
    return proposals.propose(by=by, kind=LIFT, about=shield.pk)


def lifting(shield: Shield, viewer: Viewer) -> Proposal | None:
    """The proposal to lift it that waits for its second person."""
    rows = Proposal.objects.filter(proposals.still_open(viewer), area_id=viewer.area_id, kind=LIFT, about=shield.pk)
    found: Proposal | None = rows.first()
    return found


def _may_ask(viewer: Decider, about: Any, change: dict[str, Any]) -> Answer:
    return YES if viewer.is_active and viewer.powers & {"hub", "privacy"} else NOT_HERE


def _check(viewer: Decider, about: Any, change: dict[str, Any]) -> Answer:
    acts = Shield.objects.filter(area_id=viewer.area_id, pk=about, lifted_at__isnull=True)
    return YES if acts.exists() else Answer(gettext_lazy("This protection was lifted already."))


def _lift(viewer: Decider, proposal: Proposal) -> None:
    assert proposal.about is not None
    shield = Shield.objects.select_for_update(of=("self",)).get(pk=proposal.about, area_id=viewer.area_id)
    shield.lifted_at, shield.lifted_by_id = viewer.now, viewer.post_id
    shield.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("shield.lifted", by=viewer, persons=[shield.person_id])


def _references(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Shield.objects.filter(pk__in=ids).values_list("pk", "reference"))


def _reads(proposal: Proposal, reference: str | None) -> str:
    """By its reference alone: administrators see no person."""
    return _("Lift the protection of the record with the reference %(reference)s") % {"reference": reference or "–"}


def register_proposal() -> None:
    """Called once at start."""
    words = gettext_lazy("Lift a protection")
    proposals.add_kind(proposals.Kind(LIFT, words, _may_ask, _check, _lift, _reads, _references))


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Desk:
    """What the hub and the privacy officer find on the page of shields."""

    requests: list[ShieldRequest]
    shields: list[Shield]


def desk(viewer: Viewer) -> Desk | None:
    """Requests that wait, and shields that act, of persons who are there for this viewer."""
    if not sets(viewer):
        return None
    persons = access.scope(Person.objects.all(), viewer, View.CARD)
    requests = ShieldRequest.objects.filter(answered_at__isnull=True, person__in=persons)
    shields: QuerySet[Shield] = Shield.objects.filter(lifted_at__isnull=True, person__in=persons)
    people = ("person", "asked_by__account", "asked_by__service__organisation")
    return Desk(
        list(requests.select_related(*people).order_by("asked_at")),
        list(shields.select_related("person").order_by("-set_at")),
    )


def inherit(shield: Shield, person: Person, *, now: datetime) -> Shield:
    """A record like a shielded one is shielded likewise, addresses included."""
    new = Shield.objects.create(
        area_id=person.area_id, person=person, kind=shield.kind, reference=shield.reference, contact=shield.contact,
        named_posts=shield.named_posts, set_by_id=shield.set_by_id, set_at=shield.set_at,
    )  # fmt: skip
    clear_addresses(new)
    return new
