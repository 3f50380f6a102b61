"""Recording what families said, and answering those who said no."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.access.models import Audience
from patchwork.agreements import rules
from patchwork.agreements.models import Agreement, Said
from patchwork.directory.models import Post, Power
from patchwork.kit.answers import Refused
from patchwork.notifications.telling import recipients, tell
from patchwork.people.models import Person


@dataclass(frozen=True, slots=True)
class Word:
    """What one member of the family said: a recorded person, or a parent in words ("mother")."""

    said: str
    because: str = ""
    by_person_id: uuid.UUID | None = None
    by_words: str = ""


@transaction.atomic
def record_words(
    *, by: Viewer, person: Person, words: Iterable[Word], audience: Audience | None = None
) -> list[Agreement]:
    """Store what the person and each parent said, apart. A no is an objection: the privacy officers are told."""
    assert by.post_id is not None
    rows = Agreement.objects.bulk_create(
        Agreement(
            area_id=by.area_id, person=person, by_person_id=word.by_person_id, by_words=word.by_words, said=word.said,
            not_asked_because=word.because if word.said == Said.NOT_ASKED else "", audience=audience,
            said_on=by.today, recorded_by_id=by.post_id, recorded_at=by.now,
        )
        for word in words
    )  # fmt: skip
    for objection in rows:
        if objection.said == Said.NO:
            _tell_privacy(objection, by)
    return rows


def _tell_privacy(objection: Agreement, by: Viewer) -> None:
    officers = Post.objects.current(by.today).with_power(Power.PRIVACY).filter(area_id=by.area_id)
    tell(
        "agreement.objection", area_id=by.area_id, event=objection.pk, about=objection.person_id, now=by.now,
        to=recipients(officers),
    )  # fmt: skip


@transaction.atomic
def answer_objection(*, by: Viewer, objection: Agreement, answer: str) -> Agreement:
    """The privacy officer's answer to a no; whoever recorded it is told that there is one, to pass it on."""
    rules.may_answer_objection(by, objection).require()
    locked = Agreement.objects.select_for_update().get(pk=objection.pk)
    if locked.answered_at is not None:
        raise Refused(_("This has been answered already."))
    locked.answer, locked.answered_at, locked.answered_by_id = answer, by.now, by.post_id
    locked.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record("agreement.answered", by=by, persons=[locked.person_id])
    recorder = Post.objects.get(pk=locked.recorded_by_id)
    tell(
        "agreement.answered", area_id=by.area_id, event=locked.pk, about=locked.person_id, now=by.now,
        to=recipients([recorder]),
    )  # fmt: skip
    return locked
