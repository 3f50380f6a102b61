"""Every write about persons: add, correct, link, note that nobody needs the record, erase."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.activity import noting
from patchwork.audit.models import AuditReference
from patchwork.directory.models import Post
from patchwork.kit.answers import Refused, refusing
from patchwork.notifications.models import Notice
from patchwork.people import rules, shielding
from patchwork.people.indexing import refresh_keys
from patchwork.people.matching import ask_about_equal_numbers
from patchwork.people.merging import aliases
from patchwork.people.merging.models import Merge
from patchwork.people.models import Address, Family, FamilyMember, FormerName, Identifier, Kinship, Person, Relationship

CHECKED_AFTER = timedelta(minutes=5)
"""A new record is checked this long after it was made: the same for everybody, whatever the check will find."""

SAME_PRESS = timedelta(minutes=2)
"""The same thing sent again within this time is a second press, not a second person."""

INVERSE = {
    "child": Kinship.PARENT, "expected": Kinship.MOTHER, "grandchild": Kinship.GRANDPARENT, "cared_for": Kinship.CARER,
}  # fmt: skip
"""Said of `person`, stored of `other`."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The few things stored about a person. `identifiers`: (system, value as the system cleans it)."""

    given_names: str = ""
    family_name: str = ""
    known_as: str = ""
    former_names: tuple[tuple[str, str], ...] = ()
    born_on: date | None = None
    born_precision: str = "day"
    expected_on: date | None = None
    sex: str = ""
    address: str = ""
    postcode: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """Changes whenever anything stored changes: tells two who edit at once apart."""
        return sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()[:24]


OWN_FIELDS = ("given_names", "family_name", "known_as", "born_on", "born_precision", "expected_on", "sex")


def add_person(*, by: Viewer, identity: Identity, family_of: Person | None = None, kind: str = "") -> Person:
    """A new record, its maker's alone until it was checked. Equal identifiers are never refused here."""
    from patchwork.people.jobs import check_new_record

    rules.may_add(by).require()
    if family_of is not None:
        rules.may_correct(by, family_of).require()
        _require_no_refuge(identity, shielding.family_hides_an_address(family_of))
    assert by.post_id is not None
    Post.objects.select_for_update(no_key=True).filter(pk=by.post_id).values_list("pk").first()  # two presses at once
    twice = just_added(by, identity)
    if twice is not None:
        return twice
    person = Person.objects.create(
        area_id=by.area_id,
        made_by_id=by.account_id,
        made_at=by.now,
        **{name: getattr(identity, name) for name in OWN_FIELDS},
    )
    _store_names_and_places(person, Identity(), identity, on=by.today)
    if family_of is not None:
        _link(by, person, family_of, kind)
    refresh_keys(person)
    audit.record("person.added", by=by, persons=[person])
    check_new_record.configure(schedule_at=by.now + CHECKED_AFTER).defer(area=by.area_id, person=str(person.pk))
    return person


def just_added(by: Viewer, identity: Identity) -> Person | None:
    """The same record, sent a second time within two minutes."""
    own = {name: getattr(identity, name) for name in OWN_FIELDS}
    since = by.now - SAME_PRESS
    return Person.objects.filter(made_by_id=by.account_id, made_at__gte=since, **own).first()


def correct_person(*, by: Viewer, person: Person, identity: Identity, as_of: str = "") -> Person:
    """Put names, birth date, address and numbers right. A changed name is kept as a former one.

    `as_of` is the fingerprint of what was on the form when it was opened.
    """
    rules.may_correct(by, person).require()
    person = Person.objects.select_for_update().get(pk=person.pk)
    _require_no_refuge(identity, not shielding.may_store_address(person))
    before = identity_of(person)
    if as_of and as_of != before.fingerprint:
        raise Refused(
            _("Somebody changed this record while you wrote. Look at what it says now, then send yours again.")
        )
    _keep_former_name(person, before, identity)
    for name in OWN_FIELDS:
        setattr(person, name, getattr(identity, name))
    person.save(update_fields=OWN_FIELDS)
    _store_names_and_places(person, before, identity, on=by.today)
    refresh_keys(person)
    ask_about_equal_numbers(person, now=by.now)
    noting.note("corrected", by=by, person=person)
    audit.record("person.corrected", by=by, persons=[person])
    return person


def link_family(*, by: Viewer, person: Person, other: Person, kind: str) -> Relationship:
    """Say that `person` is the `kind` of `other` (a `Kinship`, or one of `INVERSE`), and that they belong together."""
    rules.may_link(by, person, other).require()
    relationship = _link(by, person, other, kind)
    refresh_keys(person)
    refresh_keys(other)
    noting.note("linked", by=by, person=person)
    audit.record("person.linked", by=by, persons=[person, other])
    return relationship


def note_last_needed(person: Person | uuid.UUID, *, on: date | None, openly: bool = True) -> None:
    """Called by whoever ends the last involvement (`on` that day) or begins one again (`on` None). `openly`: of those
    that are not kept private, too.
    """
    days = {"last_needed_on": on, **({"last_openly_needed_on": on} if openly else {})}
    Person.objects.filter(pk=person if isinstance(person, uuid.UUID) else person.pk).update(**days)


def note_last_openly_needed(person: Person, *, on: date) -> None:
    """The last involvement that is not kept private has ended: whether another goes on changes nothing in finding."""
    Person.objects.filter(pk=person.pk, last_openly_needed_on__isnull=True).update(last_openly_needed_on=on)


def erase_person(*, by: Viewer, person: Person) -> None:
    """Delete the person with everything about them. The audit chain stays whole: only what its reference means goes."""
    if person.held_at is not None:
        raise Refused(_("The privacy officer holds this record."))
    audit.record("person.erased", by=by, persons=[person])
    families = list(Family.objects.filter(members__person=person))
    ids = aliases.all_of(person.pk)
    Notice.objects.filter(area_id=by.area_id, about__in=ids).delete()
    Merge.objects.filter(gone=person.pk).delete()  # of a joining that was undone: its log speaks of this person, too
    person.delete()
    for family in families:
        if not family.members.exists():
            family.delete()
    AuditReference.objects.filter(area_id=by.area_id, person__in=ids).delete()


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def identity_of(person: Person) -> Identity:
    """What is stored now."""
    address = person.addresses.filter(until__isnull=True).order_by("-since", "pk").first()
    return Identity(
        **{name: getattr(person, name) for name in OWN_FIELDS},
        former_names=tuple(person.former_names.order_by("pk").values_list("given_names", "family_name")),
        address=address.lines if address else "",
        postcode=address.postcode if address else "",
        identifiers=tuple(person.identifiers.order_by("system", "value").values_list("system", "value")),
    )


def _require_no_refuge(identity: Identity, hides: bool) -> None:
    if hides and (identity.address or identity.postcode):
        shielding.NO_ADDRESS.require()


def _store_names_and_places(person: Person, before: Identity, after: Identity, *, on: date) -> None:
    _store_former_names(person, after.former_names)
    if (after.address, after.postcode) != (before.address, before.postcode):
        _store_address(person, before, after, on)
    known, wanted = set(before.identifiers), set(after.identifiers)
    for system, value in known - wanted:
        person.identifiers.filter(system=system, value=value).delete()
    Identifier.objects.bulk_create(
        Identifier(area_id=person.area_id, person=person, system=system, value=value)
        for system, value in sorted(wanted - known)
    )


def _store_former_names(person: Person, names: Iterable[tuple[str, str]]) -> None:
    known = set(person.former_names.values_list("given_names", "family_name"))
    for given, family in dict.fromkeys(names):
        if (given, family) not in known and (given or family):
            FormerName.objects.create(area_id=person.area_id, person=person, given_names=given, family_name=family)


def _store_address(person: Person, before: Identity, after: Identity, on: date) -> None:
    """A new address ends the one it replaces; a second home stays."""
    person.addresses.filter(until__isnull=True, lines=before.address, postcode=before.postcode).update(until=on)
    if after.address or after.postcode:
        Address.objects.create(
            area_id=person.area_id, person=person, lines=after.address, postcode=after.postcode, since=on
        )


def _keep_former_name(person: Person, before: Identity, after: Identity) -> None:
    """A name given for the first time replaces none."""
    pairs = ((before.given_names, after.given_names), (before.family_name, after.family_name))
    if any(was and was != now for was, now in pairs):
        _store_former_names(person, [(before.given_names, before.family_name)])


def _link(by: Viewer, person: Person, other: Person, kind: str) -> Relationship:
    first, second = (other, person) if kind in INVERSE else (person, other)
    with refusing(IntegrityError, _("That is recorded already.")):
        relationship = Relationship.objects.create(
            area_id=by.area_id, person=first, other=second, kind=INVERSE.get(kind, kind)
        )
    _into_one_family(person, other)
    return relationship


def _into_one_family(person: Person, other: Person) -> None:
    """Both in a family of one of them; one is made when neither has any. Two families stay two."""
    family = Family.objects.filter(members__person=other).order_by("created_at").first()
    family = family or Family.objects.filter(members__person=person).order_by("created_at").first()
    family = family or Family.objects.create(area_id=person.area_id)
    for each in (person, other):
        FamilyMember.objects.get_or_create(area_id=person.area_id, family=family, person=each)
