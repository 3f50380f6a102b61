"""Reading persons for a screen. Everything goes through `access.scope`."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.utils.translation import gettext as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.people.models import Person


class NotHere(Http404):
    """Denied and absent alike: the answer to both is the same page, and both leave one audit row."""

    def __init__(self, person_id: uuid.UUID) -> None:
        super().__init__(_("There is no such record here."))
        self.person_asked_for = person_id


def person_or_404(person_id: uuid.UUID, *, viewer: Viewer, view: View = View.CARD) -> Person:
    """The person as far as `view` lets the viewer, annotated with `opens_team`, `opens_visits`, `opens_act`,
    `opens_inside`; notes in the request's audit row that the person was shown.

    Raises:
        NotHere: denied, excluded, another area, or no such person. Nothing tells which.
    """
    rows = access.scope(Person.objects.filter(pk=person_id), viewer, view)
    person = access.with_opened_views(rows, viewer).first()
    if person is None:
        raise NotHere(person_id)
    audit.show(viewer, [person], view)
    return person
