"""Taking an agreement to a sensitive record back: for one organisation, or for everybody outside the service."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q

from patchwork import audit
from patchwork.access import Viewer
from patchwork.access.models import Audience
from patchwork.agreements import packs
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.models import Agreement, Said
from patchwork.agreements.packs import Ground
from patchwork.involvement import audiences, rules, telling
from patchwork.involvement.actions import locked
from patchwork.involvement.models import Involvement
from patchwork.people.models import Person


def ground_of(row: Involvement, jurisdiction: str) -> Ground | None:
    """On what ground a sensitive service recorded it."""
    return packs.pack(jurisdiction).grounds.get(row.ground)


def rests_on_agreement(row: Involvement, jurisdiction: str) -> bool:
    """Whether it stands on their yes alone, so that a no ends who may know of it."""
    ground = ground_of(row, jurisdiction)
    return ground is not None and ground.needs_agreement


@transaction.atomic
def withdraw_agreement(*, by: Viewer, involvement: Involvement, organisation: uuid.UUID | None = None) -> Involvement:
    """The person no longer agrees that `organisation` (None: anybody outside the service) knows.

    It closes at once, notices that wait included. What stands on another ground stays with its reason, and the no is
    an objection, which the privacy officer answers.

    Raises:
        Refused: somebody else's record, one that is not sensitive or has ended, an organisation that is not named.
    """
    row = locked(involvement)
    rules.may_withdraw_agreement(by, row).require()
    if not rests_on_agreement(row, by.jurisdiction):
        record_words(by=by, person=row.person, words=[_their_no(row.person)], audience=row.audience)
        audit.record("agreement.refused", by=by, persons=[row.person])
        return row
    rules.may_take_out(row, organisation).require()
    _take_back(row, organisation, by)
    audit.record("agreement.withdrawn", by=by, persons=[row.person])
    return row


@transaction.atomic
def record_objection(*, by: Viewer, person: Person, organisation: uuid.UUID | None = None) -> list[Agreement]:
    """The privacy officer notes what the person said to them: it takes back every agreement there may be.

    Nothing that comes back tells whether there was one; whoever holds one is told.
    """
    rules.may_record_objection(by, person).require()
    current = Involvement.objects.current(by.now, by.today).filter(person=person, is_sensitive=True)
    for row in current.select_related("person", "post", "service", "area", "audience"):
        if rests_on_agreement(row, by.jurisdiction):
            _take_back(row, organisation, by)
            holders = [row.post] if row.post else telling.supervisors_of(row, by)
            telling.tell("agreement.withdrawn", by=by, event=row.pk, person=person.pk, to=holders)
    noted = Agreement.objects.filter(
        person=person, by_person=person, said=Said.NO, recorded_by_id=by.post_id, said_on=by.today, answered_at=None
    )
    if said_today := list(noted):  # pressed twice: it is one no, and it waits to be answered
        return said_today
    nobody = Audience.objects.create(area_id=by.area_id)
    audit.record("agreement.withdrawn", by=by, persons=[person])
    return record_words(by=by, person=person, words=[_their_no(person)], audience=nobody)


def _their_no(person: Person) -> Word:
    return Word(Said.NO, by_person_id=person.pk)


def _take_back(row: Involvement, organisation: uuid.UUID | None, by: Viewer) -> None:
    """Close the audiences; a yes that nobody is left of is withdrawn with its day."""
    audiences.narrow(row, organisation=organisation)
    if row.audience is not None:
        row.audience.refresh_from_db()
    if organisation is None or not audiences.named_by(row):
        own = Q(recorded_by_id=row.post_id) if row.post_id else Q(recorded_by__service_id=row.service_id)
        said = Agreement.objects.filter(own, person=row.person, by_person=row.person, said=Said.YES)
        said.filter(withdrawn_at__isnull=True, audience__isnull=False).update(withdrawn_at=by.now)
