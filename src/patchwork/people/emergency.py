"""Break-glass: an emergency opening of one person and those who live with them, for an hour (design, section 5).

It beats shields and never an exclusion. It shows the team and its numbers, never more: no deeds in the team, no
conversation, nothing to print. Everyone it covers is shown in turn, each with an audit row of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.accounts.models import Account
from patchwork.accounts.proving import Proof
from patchwork.directory.models import Post, Power
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.notifications.telling import Recipient, recipients, tell
from patchwork.people import slots
from patchwork.people.models import (
    Address,
    BreakGlass,
    BreakGlassPerson,
    EmergencyOutcome,
    EmergencyPurpose,
    FamilyMember,
    Person,
    Relationship,
    Shield,
    ShieldKind,
)
from patchwork.people.policy import BREAKERS, is_mother, may_break, not_excluded
from patchwork.people.rules import is_privacy

LASTS = timedelta(minutes=60)
ANSWER_WITHIN = timedelta(minutes=5)
ALONE_AT_MOST = 3
"""In 24 hours; from the next one on a colleague is asked."""
A_DAY = timedelta(hours=24)
REVIEWED_WITHIN = 2  # working days
LEAST_WORDS = 10
MOST_WORDS = 1000

NOT_PROVED = Answer(_("Give your second factor again: this asks for it every time."))


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def may_open(viewer: Viewer, person: Person) -> Answer:
    """Posts that were given the power beforehand, and the hub; of whoever they have the card."""
    return YES if may_break(viewer) and access.may(viewer, View.CARD, person) else NOT_HERE


def needs_colleague(viewer: Viewer) -> bool:
    """From the fourth in 24 hours, whichever of their posts they used."""
    before = BreakGlass.objects.filter(account_id=viewer.in_account, asked_at__gt=viewer.now - A_DAY)
    return before.exclude(agreed=False).count() >= ALONE_AT_MOST


def may_answer(viewer: Viewer, glass: BreakGlass) -> Answer:
    """A colleague on call, with the same power in another post of another person, while it still waits."""
    if not may_break(viewer) or glass.account_id == viewer.account_id or not glass.needs_colleague:
        return NOT_HERE
    return YES if glass.is_waiting(viewer.now) else Answer(_("It is decided already, or five minutes have passed."))


def may_show(viewer: Viewer, glass: BreakGlass) -> Answer:
    """Whoever opened it, while it lasts."""
    if glass.post_id != viewer.post_id or glass.account_id != viewer.account_id or not may_break(viewer):
        return NOT_HERE
    return YES if glass.is_live(viewer.now) else Answer(_("This emergency access is over."))


def may_leave(viewer: Viewer, glass: BreakGlass) -> Answer:
    """Whoever opened it, however it stands: leaving twice is no mistake."""
    mine = glass.post_id == viewer.post_id and glass.account_id == viewer.account_id
    return YES if mine else NOT_HERE


def may_review(viewer: Viewer, glass: BreakGlass) -> Answer:
    """The privacy officer, once, and never their own."""
    if not is_privacy(viewer) or glass.account_id == viewer.account_id:
        return NOT_HERE
    return YES if glass.reviewed_at is None else Answer(_("This was reviewed already."))


# ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_in_emergency(*, by: Viewer, person: Person, purpose: str, words: str, proof: Proof) -> BreakGlass:
    """Open `person` to `by` for an hour, and name those who live with them, to be shown in turn.

    From the fourth in 24 hours it waits up to five minutes for a colleague.

    Raises:
        Refused: no such power, no card, or no second factor given for just this.
    """
    may_open(by, person).require()
    _require_proof(by, proof)
    if purpose not in EmergencyPurpose.values:
        Answer(_("Choose what it is for."), "purpose").require()
    if len(words.strip()) < LEAST_WORDS:
        Answer(_("Write a few more words: at least 10 characters."), "words").require()
    Post.objects.select_for_update(no_key=True).filter(pk=by.in_post).values_list("pk").first()  # two presses at once
    known = mine(by, person)
    return known if known is not None else _opened(by, person, purpose, words.strip())


def _opened(by: Viewer, person: Person, purpose: str, words: str) -> BreakGlass:
    waits = needs_colleague(by)
    at = by.now + ANSWER_WITHIN if waits else by.now
    assert by.account_id is not None
    glass = BreakGlass.objects.create(
        area_id=by.area_id, person=person, account_id=by.account_id, post_id=by.in_post, purpose=purpose, words=words,
        asked_at=by.now, at=at, until=at + LASTS, needs_colleague=waits,
        review_by=slots.working_days_after(by.jurisdiction, by.today, REVIEWED_WITHIN),
    )  # fmt: skip
    BreakGlassPerson.objects.create(area_id=by.area_id, glass=glass, person=person, opened_at=None if waits else by.now)
    BreakGlassPerson.objects.bulk_create(
        BreakGlassPerson(area_id=by.area_id, glass=glass, person=one) for one in living_with(person, by)
    )
    audit.record("emergency.asked" if waits else "emergency.opened", by=by, persons=[person], purpose=purpose)
    if waits:
        _ask_colleagues(glass, by)
    else:
        _tell_privacy(glass, by, "emergency.opened")
    return glass


def _require_proof(by: Viewer, proof: Proof) -> None:
    if not proof.is_good(by.account_id, by.now):
        NOT_PROVED.require()


@transaction.atomic
def show_next(*, by: Viewer, glass: BreakGlass, person: Person) -> BreakGlassPerson:
    """Show another one of those it covers. Each leaves an audit row."""
    may_show(by, glass).require()
    row = glass.covers.select_for_update().filter(person=person).first()
    if row is None or not access.may(by, View.CARD, person):
        NOT_HERE.require()
    assert row is not None
    if row.opened_at is None:
        row.opened_at = by.now
        row.save(update_fields=["opened_at"])
        audit.record("emergency.shown", by=by, persons=[person], purpose=glass.purpose)
    return row


@transaction.atomic
def leave(*, by: Viewer, glass: BreakGlass) -> BreakGlass:
    """End it now: the next request finds it shut."""
    may_leave(by, glass).require()
    glass = BreakGlass.objects.select_for_update(of=("self",)).get(pk=glass.pk)
    if glass.ended_at is None:
        glass.ended_at = by.now
        glass.save(update_fields=["ended_at"])
        audit.record("emergency.left", by=by, persons=[glass.person_id])
    return glass


def leave_at_sign_out(request: HttpRequest, **_signal: object) -> None:
    """Signing out is leaving: nobody finds it still open on the ward's computer."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is not None and may_break(viewer):
        for glass in of_mine(viewer):
            leave(by=viewer, glass=glass)


@transaction.atomic
def answer(*, by: Viewer, glass: BreakGlass, agree: bool, proof: Proof) -> BreakGlass:
    """A colleague on call agrees: it opens now. Or says no: it stays shut."""
    glass = BreakGlass.objects.select_for_update(of=("self",)).get(pk=glass.pk)
    may_answer(by, glass).require()
    _require_proof(by, proof)
    glass.answered_by_id, glass.answered_at, glass.agreed = by.post_id, by.now, agree
    if agree:
        glass.at, glass.until = by.now, by.now + LASTS
    glass.save(update_fields=["answered_by", "answered_at", "agreed", "at", "until"])
    audit.record("emergency.agreed" if agree else "emergency.declined", by=by, persons=[glass.person_id])
    _tell_privacy(glass, by, "emergency.opened" if agree else "emergency.declined")
    return glass


@transaction.atomic
def review(*, by: Viewer, glass: BreakGlass, outcome: str, words: str) -> BreakGlass:
    """What the privacy officer found, in words that are sealed."""
    glass = BreakGlass.objects.select_for_update(of=("self",)).get(pk=glass.pk)
    may_review(by, glass).require()
    if outcome not in EmergencyOutcome.values:
        Answer(_("Choose what you found."), "outcome").require()
    glass.reviewed_by_id, glass.reviewed_at, glass.outcome, glass.review_words = by.post_id, by.now, outcome, words
    glass.save(update_fields=["reviewed_by", "reviewed_at", "outcome", "review_words"])
    audit.record("emergency.reviewed", by=by, persons=[glass.person_id])
    return glass


def tell_if_unanswered(glass: BreakGlass, *, now: datetime) -> bool:
    """Five minutes have passed and nobody has answered: it is open, and the privacy officers hear of it at once."""
    if glass.agreed is not None or glass.told_at is not None or glass.ended_at is not None or now < glass.at:
        return False
    from patchwork.access.viewers import viewer_in_post

    post = Post.objects.select_related("account", "area", "service__organisation").get(pk=glass.post_id)
    by = viewer_in_post(post, now=now)
    audit.record("emergency.opened", by=by, persons=[glass.person_id], purpose=glass.purpose)
    _tell_privacy(glass, by, "emergency.unanswered")
    return True


# ── who lives with them ───────────────────────────────────────────────────────────────────────────────────────────


def living_with(person: Person, by: Viewer) -> list[Person]:
    """Family members at the same current address, or in the same refuge, and the child one of them expects.

    Never one who does not exist for this account; a record nobody has compared with others yet stays its maker's.
    """
    families = FamilyMember.objects.filter(person=person).values("family_id")
    family = Person.objects.filter(families__family_id__in=families).exclude(pk=person.pk)
    there = family.filter(not_excluded(by, View.CARD, "pk"), checked_at__isnull=False).distinct()
    found = [one for one in there if one.pk in _at_home_with(person, there)]
    return sorted(found, key=lambda one: (one.born_on is None, one.born_on, one.given_names))


def _at_home_with(person: Person, family: QuerySet[Person]) -> set[uuid.UUID]:
    homes = _homes([person.pk, *family.values_list("pk", flat=True)])
    here = homes.get(person.pk, set())
    found = {pk for pk, theirs in homes.items() if theirs & here}
    return found | _expected_by({person.pk, *found}) | (_mothers_of(person, found))


def _homes(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """By person: addresses as one compares them, and the office of a refuge, whose address nobody may store."""
    homes: dict[uuid.UUID, set[str]] = {}
    for row in Address.objects.filter(person_id__in=ids, until__isnull=True):
        homes.setdefault(row.person_id, set()).add(_plain(f"{row.lines} {row.postcode}"))
    refuges = Shield.objects.filter(person_id__in=ids, kind=ShieldKind.REFUGE, lifted_at__isnull=True)
    for shield in refuges:
        homes.setdefault(shield.person_id, set()).add(f"refuge:{shield.contact}")
    return homes


def _plain(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def _expected_by(ids: set[uuid.UUID]) -> set[uuid.UUID]:
    """Children on the way live with their mothers."""
    rows = Relationship.objects.filter(is_mother(), person_id__in=ids, other__expected_on__isnull=False)
    return set(rows.values_list("other_id", flat=True))


def _mothers_of(person: Person, found: set[uuid.UUID]) -> set[uuid.UUID]:
    """Opened by the child she expects, its mother is covered too."""
    if not person.is_unborn:
        return set()
    rows = Relationship.objects.filter(is_mother(), other=person)
    return set(rows.values_list("person_id", flat=True)) - found


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Covered:
    """One of those it covers: whether they were shown yet."""

    person: Person
    shown: bool


def of_mine(viewer: Viewer) -> QuerySet[BreakGlass]:
    """Those of this post and account that are open, or wait for a colleague; newest first."""
    rows = BreakGlass.objects.filter(
        Q(agreed__isnull=True) | Q(agreed=True), account_id=viewer.in_account, post_id=viewer.in_post,
        until__gt=viewer.now, ended_at__isnull=True,
    )  # fmt: skip
    return rows.order_by("-asked_at")


def mine(viewer: Viewer, person: Person) -> BreakGlass | None:
    """The one that covers this person and goes on, or waits."""
    if not may_break(viewer):
        return None
    covers = BreakGlassPerson.objects.filter(glass_id=OuterRef("pk"), person=person)
    return of_mine(viewer).filter(Exists(covers)).first()


def opened_by(viewer: Viewer, glass_id: uuid.UUID) -> BreakGlass | None:
    """This break-glass, if it is the viewer's."""
    glass: BreakGlass | None = BreakGlass.objects.filter(pk=glass_id).first()
    return glass if glass is not None and may_leave(viewer, glass) else None


def question_for(viewer: Viewer, glass_id: uuid.UUID) -> BreakGlass | None:
    """This break-glass with who asks for it, if the viewer is a colleague who may be asked; over or not."""
    found: BreakGlass | None = (
        BreakGlass.objects.select_related("post__account", "post__service").filter(pk=glass_id).first()
    )
    return found if found is not None and may_answer(viewer, found).refusal != NOT_HERE.refusal else None


def is_open_by_emergency(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer is in by break-glass just now: then nothing leaves the screen."""
    if not may_break(viewer):
        return False
    rows = BreakGlassPerson.objects.filter(person=person, opened_at__isnull=False)
    return rows.filter(glass__in=of_mine(viewer).filter(at__lte=viewer.now)).exists()


def person_covered(glass: BreakGlass, person_id: uuid.UUID) -> Person | None:
    """One of those it covers, whether they are there for anybody or not: `show_next` decides."""
    row = glass.covers.select_related("person").filter(person_id=person_id).first()
    return row.person if row else None


def covered(glass: BreakGlass, viewer: Viewer) -> list[Covered]:
    """Everyone it covers who is there for this viewer: first whom it was opened for, last who is not born yet."""
    rows = {row.person_id: row for row in glass.covers.all()}
    persons = access.scope(Person.objects.filter(pk__in=rows), viewer, View.CARD)
    found = [Covered(one, rows[one.pk].opened_at is not None) for one in persons]
    return sorted(
        found, key=lambda one: (one.person.pk != glass.person_id, one.person.is_unborn, one.person.given_names)
    )


@transaction.atomic
def begin_if_due(glass: BreakGlass, *, by: Viewer) -> BreakGlass:
    """The first of those it covers is shown as soon as it is open: at once, agreed to, or after five minutes."""
    first = glass.covers.filter(person_id=glass.person_id, opened_at__isnull=True).first()
    if first is not None and glass.is_live(by.now) and may_show(by, glass):
        first.opened_at = by.now
        first.save(update_fields=["opened_at"])
        if not tell_if_unanswered(glass, now=by.now):
            audit.record("emergency.opened", by=by, persons=[first.person_id], purpose=glass.purpose)
    return glass


def to_review(viewer: Viewer) -> QuerySet[BreakGlass]:
    """The privacy officer's desk: all of the area, those to be reviewed first. Never their own."""
    if not is_privacy(viewer):
        return BreakGlass.objects.none()
    rows = BreakGlass.objects.filter(area_id=viewer.area_id).exclude(account_id=viewer.in_account)
    people = ("post__account", "post__service__organisation", "person", "answered_by__account", "reviewed_by__account")
    return rows.select_related(*people).order_by("reviewed_at", "asked_at")


# ── telling ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask_colleagues(glass: BreakGlass, by: Viewer) -> None:
    from patchwork.people.jobs import tell_of_emergency

    posts = Post.objects.current(by.today).with_power(*BREAKERS).filter(area_id=by.area_id)
    others = posts.filter(account__is_active=True).exclude(account_id=by.in_account)
    to = recipients(others)
    tell("emergency.asks", area_id=by.area_id, event=glass.pk, to=to, now=by.now)
    tell_of_emergency.configure(schedule_at=glass.at).defer(area=by.area_id, glass=str(glass.pk))


def _tell_privacy(glass: BreakGlass, by: Viewer, code: str) -> None:
    """The privacy officers of both organisations: the opener's, and that of whoever leads for the person."""
    opener = Post.objects.select_related("service").get(pk=glass.post_id).service.organisation_id
    lead = slots.lead_organisation(glass.person_id, by)
    to = {one.account_id: one for part in (opener, lead) for one in privacy_officers(by, part)}
    to.pop(glass.account_id, None)
    tell(code, area_id=glass.area_id, event=glass.pk, to=to.values(), now=by.now)
    glass.told_at = by.now
    glass.save(update_fields=["told_at"])


def privacy_officers(by: Viewer, organisation: uuid.UUID | None = None) -> list[Recipient]:
    """Those of an organisation; all of the area where it has none of its own, or none is named."""
    posts = Post.objects.current(by.today).with_power(Power.PRIVACY).filter(area_id=by.area_id)
    posts = posts.filter(account__is_active=True).select_related("service")
    own = [post for post in posts if post.service.organisation_id == organisation]
    return recipients(own or posts)


def account_of(viewer: Viewer) -> Account:
    """Whose second factor is asked for."""
    return Account.objects.get(pk=viewer.in_account)
