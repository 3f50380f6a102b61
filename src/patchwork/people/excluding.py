"""Exclusion: for one account one person does not exist (design, section 5). Beats everything, break-glass included.

It acts at once when the account itself, its supervisor, the privacy officer or the hub asks; asked by anyone else it
waits one working day at most, while that account's opens are reported. One that would leave the person without lead or
statutory worker acts only with a named cover. All of them are reviewed by the privacy officer.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.accounts.models import Account
from patchwork.directory.models import Post
from patchwork.kit.answers import NOT_HERE, YES, Answer, Refused, refusing
from patchwork.notifications.telling import recipients, tell
from patchwork.people import keys, slots
from patchwork.people.emergency import privacy_officers
from patchwork.people.finding import facts_of
from patchwork.people.keys import Facts, keys_for
from patchwork.people.likeness import same_person
from patchwork.people.models import AskedBy, Exclusion, FamilyMember, FindKey, Person, StatedRelative, Tie
from patchwork.people.rules import is_privacy

MATCHED_AFTER = timedelta(minutes=5)
"""After saying whom one knows: the same for everybody, whether the person is here or not."""
MOST_MATCHES = 20
AT_ONCE = {AskedBy.SELF, AskedBy.MANAGER, AskedBy.PRIVACY, AskedBy.HUB}


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def may_ask(viewer: Viewer, person: Person, account: uuid.UUID | None) -> Answer:
    """Whoever may see the card; of others only who sees the team, or the privacy officer, the hub, the supervisor."""
    if viewer.post_id is None or not access.may(viewer, View.CARD, person):
        return NOT_HERE
    if account == viewer.account_id or viewer.has("privacy") or access.may(viewer, View.TEAM, person):
        return YES
    return YES if account is not None and _supervises(viewer, account) else NOT_HERE


def asks_as(viewer: Viewer, account: uuid.UUID) -> AskedBy:
    """In which right somebody asks: it decides whether it acts at once."""
    if account == viewer.account_id:
        return AskedBy.SELF
    if viewer.has("privacy"):
        return AskedBy.PRIVACY
    if viewer.has("hub"):
        return AskedBy.HUB
    return AskedBy.MANAGER if _supervises(viewer, account) else AskedBy.COLLEAGUE


def _supervises(viewer: Viewer, account: uuid.UUID) -> bool:
    mine = Post.objects.filter(area_id=viewer.area_id, account_id=account, supervisor_id=viewer.post_id)
    return viewer.has("supervisor") and mine.exists()


def may_review(viewer: Viewer, exclusion: Exclusion) -> Answer:
    """The privacy officer for whom the person is there; never about themselves."""
    if not is_privacy(viewer) or exclusion.account_id == viewer.account_id:
        return NOT_HERE
    if not access.may(viewer, View.CARD, exclusion.person):
        return NOT_HERE
    return YES if exclusion.lifted_at is None else Answer(_("This was lifted already."))


COVER_FIRST = Answer(
    _("Without them nobody would lead or do the statutory work. Name a colleague of their organisation who covers."),
    field="cover",
)
NOT_A_COVER = Answer(_("This colleague cannot take over. Name another one of the same organisation."), field="cover")


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def exclude(
    *, by: Viewer, person: Person, account: uuid.UUID, tie: str, why: str = "", cover: Post | None = None
) -> Exclusion:
    """Shut `person` to `account`: at once, or after a working day, or once a cover is named.

    Asking again gives the one that stands, and hastens it where the new asker may.

    Raises:
        Refused: no card; or a cover who cannot take over.
    """
    may_ask(by, person, account).require()
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()
    source = asks_as(by, account)
    row = Exclusion.objects.filter(person=person, account_id=account, lifted_at__isnull=True).first()
    if row is None:
        with refusing(IntegrityError, _("This was asked for in another window just now.")):
            row = _asked(by, person, account, source, tie, why)
    elif row.source == AskedBy.CHECK and not _acts(row, by.now):  # what was only suggested is asked for now
        row.source, row.asked_by_id, row.asked_at, row.acts_from = source, by.post_id, by.now, _acts_from(by, source)
        row.tie, row.why = tie, why.strip()
    elif source in AT_ONCE and not _acts(row, by.now):
        row.source, row.asked_by_id, row.acts_from = source, by.post_id, None if row.needs_cover else by.now
    row.needs_cover = not _acts_already(row, by.now) and _left_alone(row, by)
    if row.needs_cover:
        row.acts_from = None
    row.save()  # the hand-over is in the name of the one who is about to be shut out
    if cover is not None and row.needs_cover and source in AT_ONCE:
        _cover(row, cover, by, from_=by.now)
    row.save()
    audit.record("exclusion.asked", by=by, persons=[person], purpose=source)
    _tell_privacy(row, by, "exclusion.asked")
    return row


def _asked(by: Viewer, person: Person, account: uuid.UUID, source: AskedBy, tie: str, why: str) -> Exclusion:
    return Exclusion.objects.create(
        area_id=by.area_id, person=person, account_id=account, tie=tie, why=why.strip(), source=source,
        asked_by_id=by.post_id, asked_at=by.now, acts_from=_acts_from(by, source),
    )  # fmt: skip


def _acts_from(by: Viewer, source: AskedBy) -> datetime:
    """Now; asked by a colleague, the same time on the next working day."""
    if source in AT_ONCE:
        return by.now
    day = slots.working_days_after(by.jurisdiction, by.today, 1)
    return datetime.combine(day, by.now.astimezone(by.zone).time(), tzinfo=by.zone)


def _acts(row: Exclusion, now: datetime) -> bool:
    return row.acts_from is not None and row.acts_from <= now


def _acts_already(row: Exclusion, now: datetime) -> bool:
    return _acts(row, now) and row.asked_at < now


def _left_alone(row: Exclusion, by: Viewer) -> bool:
    team = slots.SLOTS.team
    return team is not None and team.would_be_left_alone(row.person_id, row.account_id, by.now, by.today)


def _cover(row: Exclusion, cover: Post, by: Viewer, *, from_: datetime) -> None:
    """Hand over to `cover` first, then shut."""
    team = slots.SLOTS.team
    if team is None or not team.may_cover(row.person, row.account_id, cover, by):
        NOT_A_COVER.require()
    assert team is not None
    team.pass_on(row.person, row.account_id, cover, by)
    row.cover, row.needs_cover, row.acts_from = cover, False, from_
    tell(
        "exclusion.cover", area_id=by.area_id, event=row.pk, about=row.person_id, now=by.now,
        to=recipients([cover]),
    )  # fmt: skip


def _tell_privacy(row: Exclusion, by: Viewer, code: str) -> None:
    to = [one for one in privacy_officers(by, by.organisation_id) if one.account_id != row.account_id]
    event = row.pk if code == "exclusion.asked" else uuid.uuid4()  # each open is told, not only the first
    tell(code, area_id=row.area_id, event=event, about=row.person_id, to=to, now=by.now)


def tell_if_left_alone(person: uuid.UUID, by: Viewer) -> None:
    """An exclusion that came over from another record of the person acts on: where it shuts out whoever leads or does
    the statutory work, the privacy officer is told at once.
    """
    for row in Exclusion.objects.filter(person_id=person, lifted_at__isnull=True, acts_from__lte=by.now):
        if _left_alone(row, by):
            to = [one for one in privacy_officers(by, by.organisation_id) if one.account_id != row.account_id]
            tell("exclusion.left_alone", area_id=row.area_id, event=uuid.uuid4(), about=person, to=to, now=by.now)


def report_open(person: Person, by: Viewer) -> None:
    """`by` opened a person whom an exclusion of them, not acting yet, is asked for."""
    row = Exclusion.objects.filter(waiting(by), person=person, account_id=by.in_account).first()
    if row is not None:
        _tell_privacy(row, by, "exclusion.opened")


def waiting(viewer: Viewer) -> Q:
    """Asked for by somebody, not acting, not lifted. A suggestion of the check is nobody's request."""
    return Q(lifted_at__isnull=True) & (Q(acts_from__isnull=True) | Q(acts_from__gt=viewer.now)) & ~Q(source="check")


# ── reviewing ─────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def review(*, by: Viewer, exclusion: Exclusion, keep: bool, words: str = "", cover: Post | None = None) -> Exclusion:
    """The privacy officer agrees, and it acts from now on; or lifts it, and the person is there again."""
    row = Exclusion.objects.select_for_update(of=("self",)).select_related("person").get(pk=exclusion.pk)
    may_review(by, row).require()
    if keep and not _acts(row, by.now):
        if _left_alone(row, by):
            if cover is None:
                COVER_FIRST.require()
            assert cover is not None
            _cover(row, cover, by, from_=by.now)
        row.acts_from, row.needs_cover = by.now, False
    if not keep:
        row.lifted_at = by.now
    row.reviewed_by_id, row.reviewed_at, row.review_words = by.post_id, by.now, words.strip()
    row.save()
    audit.record("exclusion.kept" if keep else "exclusion.lifted", by=by, persons=[row.person_id])
    return row


def on_desk(viewer: Viewer) -> list[Exclusion]:
    """For the privacy officer: those about persons who are there for them, none about themselves; unreviewed first."""
    if not is_privacy(viewer):
        return []
    persons = access.scope(Person.objects.all(), viewer, View.CARD)
    rows = Exclusion.objects.filter(lifted_at__isnull=True, person__in=persons).exclude(account_id=viewer.in_account)
    people = ("person", "account", "asked_by__account", "asked_by__service__organisation", "cover__account")
    return list(rows.select_related(*people).order_by(F("reviewed_at").asc(nulls_first=True), "-asked_at"))


# ── said beforehand: "he is my nephew" ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Known:
    """Whom somebody knows privately, as they wrote it."""

    given_names: str
    family_name: str
    born_on: str = ""  # ISO
    postcode: str = ""

    @property
    def facts(self) -> Facts:
        born = date.fromisoformat(self.born_on) if self.born_on else None
        postcodes = (self.postcode,) if self.postcode else ()
        return Facts(self.given_names, self.family_name, born_on=born, postcodes=postcodes)


@transaction.atomic
def state_relative(*, by: Viewer, known: Known, tie: str) -> StatedRelative:
    """Remember it, sealed. Whether the person is here is looked up later, and never answered."""
    from patchwork.people.jobs import match_stated_relative

    if by.account_id is None or by.post_id is None:
        raise Refused(NOT_HERE.refusal)
    who = json.dumps(asdict(known))
    said = StatedRelative.objects.filter(account_id=by.account_id, tie=tie)
    if same := next((one for one in said if one.who == who), None):  # pressed twice
        return same
    row = StatedRelative.objects.create(
        area_id=by.area_id, account_id=by.account_id, post_id=by.post_id, tie=tie, stated_at=by.now, who=who
    )
    audit.record("exclusion.stated", by=by)
    match_stated_relative.configure(schedule_at=by.now + MATCHED_AFTER).defer(area=by.area_id, stated=str(row.pk))
    return row


def stated(viewer: Viewer) -> list[tuple[StatedRelative, Known]]:
    """What the viewer has said, for them alone."""
    rows = StatedRelative.objects.filter(account_id=viewer.in_account, area_id=viewer.area_id).order_by("-stated_at")
    return [(row, _known(row)) for row in rows]


def stated_by(viewer: Viewer, stated_id: uuid.UUID) -> StatedRelative | None:
    """This one, if the viewer said it."""
    row: StatedRelative | None = StatedRelative.objects.filter(pk=stated_id).first()
    return row if row is not None and may_take_back(viewer, row) else None


def may_take_back(viewer: Viewer, row: StatedRelative) -> Answer:
    """Whoever said it."""
    return YES if row.account_id == viewer.account_id else NOT_HERE


@transaction.atomic
def take_back(*, by: Viewer, row: StatedRelative) -> bool:
    """Not looked for any more. An exclusion that came of it stays until the privacy officer lifts it."""
    may_take_back(by, row).require()
    row.delete()
    audit.record("exclusion.unstated", by=by)
    return True


def _known(row: StatedRelative) -> Known:
    return Known(**json.loads(row.who))


def match_stated(row: StatedRelative, *, now: datetime) -> int:
    """Shut whoever it fits to the account that said so; returns how many. Those that nearly fit are suggested."""
    known = _known(row)
    found = 0
    for person in _alike(known.facts, row.area_id):
        found += _match(row, known, person, now)
    return found


def match_new_record(person: Person, *, now: datetime) -> None:
    """A new record is compared with what everybody has stated, as it is with other records."""
    for row in StatedRelative.objects.filter(area_id=person.area_id):
        _match(row, _known(row), person, now)


def _alike(facts: Facts, area_id: int) -> list[Person]:
    wanted = [key for key, _shown in keys_for(facts) if not key.startswith(("w:", "o:"))]
    rows = FindKey.objects.filter(area_id=area_id, key__in=wanted).values("person_id").distinct()
    return list(Person.objects.filter(pk__in=rows, checked_at__isnull=False).order_by("pk")[:200])


def _match(row: StatedRelative, known: Known, person: Person, now: datetime) -> bool:
    facts = facts_of([person])[person.pk]
    if same_person(known.facts, facts):
        _shut(row.account_id, person, row.tie, AskedBy.SELF, row.post, now)
        return True
    if _nearly(known, facts):
        suggest(row.account_id, person, row.tie, now=now)
    return False


def _nearly(known: Known, facts: Facts) -> bool:
    """The same surname, and the same postcode or year of birth."""
    if keys.fold(known.family_name) != keys.fold(facts.family_name) or not facts.family_name:
        return False
    here = keys.compact(known.postcode)
    same_place = bool(here) and here in {keys.compact(one) for one in facts.postcodes}
    same_year = bool(known.born_on) and facts.born_on is not None and known.born_on[:4] == str(facts.born_on.year)
    same_name = set(keys.sounds(known.given_names)) & set(keys.sounds(facts.given_names))
    return same_place or (same_year and bool(same_name))


def _shut(account: uuid.UUID, person: Person, tie: str, source: AskedBy, post: Post, now: datetime) -> None:
    """As if the account had asked for it on the person's card."""
    from patchwork.access.viewers import viewer_in_post

    whole = Post.objects.select_related("account", "area", "service__organisation").get(pk=post.pk)
    by = viewer_in_post(whole, now=now)
    if access.may(by, View.CARD, person):
        exclude(by=by, person=person, account=account, tie=tie)


# ── the automatic check ───────────────────────────────────────────────────────────────────────────────────────────


def suggest(account: uuid.UUID, person: Person, tie: str, *, now: datetime) -> bool:
    """Put it on the privacy officer's list, quietly and once: one that was lifted is not suggested again."""
    if Exclusion.objects.filter(person=person, account_id=account).exists():
        return False
    Exclusion.objects.create(
        area_id=person.area_id, person=person, account_id=account, tie=tie, source=AskedBy.CHECK, asked_at=now,
        acts_from=None,
    )  # fmt: skip
    return True


def check_area(area_id: int, *, now: datetime, today: date) -> int:
    """Suggest exclusions: the practitioner's surname is the person's, or one of the family is shut to them already."""
    team = slots.SLOTS.team
    pairs = list(team.working_pairs(now, today)) if team else []
    persons = Person.objects.in_bulk({person for person, _account in pairs})
    accounts = Account.objects.in_bulk({account for _person, account in pairs})
    found = 0
    for person, account in pairs:
        if _same_surname(accounts[account].name, persons[person].family_name):
            found += suggest(account, persons[person], Tie.RELATIVE, now=now)
    for person_row, account in _in_shut_families(area_id, now):
        found += suggest(account, person_row, Tie.RELATIVE, now=now)
    return found


def _same_surname(name: str, family_name: str) -> bool:
    surname = keys.fold(family_name)
    return bool(surname) and (keys.fold(name) == surname or keys.fold(name).endswith(f" {surname}"))


def _in_shut_families(area_id: int, now: datetime) -> Iterable[tuple[Person, uuid.UUID]]:
    """Family members of those whom an account said to be related to."""
    rows: QuerySet[Exclusion] = Exclusion.objects.filter(
        area_id=area_id, lifted_at__isnull=True, acts_from__lte=now, tie__in=[Tie.RELATIVE, Tie.PARTNER]
    )
    for row in rows:
        families = FamilyMember.objects.filter(person_id=row.person_id).values("family_id")
        members = Person.objects.filter(families__family_id__in=families).exclude(pk=row.person_id).distinct()
        yield from ((member, row.account_id) for member in members)
