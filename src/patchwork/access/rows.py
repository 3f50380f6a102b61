"""The one row rule: which authored rows around a person are open to a viewer who may see the person."""

from __future__ import annotations

from django.db.models import Q

from patchwork.access.deciding import CONFIRMED, DENY, EMERGENCY
from patchwork.access.relations import View
from patchwork.access.viewers import Viewer


def open_rows(viewer: Viewer, view: View, *, person: str = "person_id", always: Q | None = None) -> Q:
    """Rows of a model with `AuthoredFields` that are open to `viewer`: none with the card, which anybody may find.

    - one's own, and those of posts one supervises;
    - open to the team: not sensitive, no audience, and the viewer's kind is not restricted;
    - open to an audience that names the viewer; a sensitive one only while confirmed with the person;
    - `always`: rows a restricted kind sees none the less (the lead practitioner), never sensitive ones;
    - all of them to the hub, sensitive ones too, while it has broken the glass for the person.
    """
    if view is View.CARD:
        return DENY
    rows = _own(viewer) | named_rows(viewer, view, person=person)
    if not viewer.is_restricted:
        rows |= Q(is_sensitive=False, audience__isnull=True)
    elif always is not None:
        rows |= always & Q(is_sensitive=False)
    if viewer.has("hub"):
        rows |= EMERGENCY(viewer, view, person)
    if viewer.limit is not None:  # a preview
        rows &= Q(is_sensitive=False) | _held_by(viewer.limit)
    return rows


def _held_by(viewer: Viewer) -> Q:
    """Whoever looks through other eyes learns where their own hidden rows are seen, not where a colleague's are."""
    of_service = Q(post_id__isnull=True, service_id=viewer.service_id) if viewer.service_id else DENY
    return of_service | (Q(post_id=viewer.post_id) if viewer.post_id else DENY)


def named_rows(viewer: Viewer, view: View, *, person: str = "person_id") -> Q:
    """Rows whose audience names the viewer; a sensitive one only while confirmed with the person."""
    plainly, privately = named(viewer), named(viewer, privately=True)
    return (plainly & Q(is_sensitive=False)) | (privately & CONFIRMED(viewer, view, person))


def named(viewer: Viewer, *, privately: bool = False) -> Q:
    """Rows whose audience names the viewer. `privately`, for sensitive ones: an organisation's name never implies its
    services of a kind the area restricts (police, benefits, housing); each of these is named itself, or not at all.
    """
    by_organisation = not (privately and viewer.is_restricted)
    named = DENY
    if viewer.organisation_id is not None and by_organisation:
        named |= Q(audience__organisations__contains=[viewer.organisation_id])
    if viewer.service_kind:
        named |= Q(audience__kinds__contains=[viewer.service_kind])
    if viewer.service_id is not None:
        named |= Q(audience__services__contains=[viewer.service_id])
    if viewer.post_id is not None:
        named |= Q(audience__posts__contains=[viewer.post_id])
    return named


def _own(viewer: Viewer) -> Q:
    own = DENY
    if viewer.post_id is not None:
        own |= Q(post_id=viewer.post_id)
        if viewer.has("supervisor"):
            own |= Q(post__supervisor_id=viewer.post_id)
    if viewer.service_id is not None:
        own |= Q(service_id=viewer.service_id)
    return own
