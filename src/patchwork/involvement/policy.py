"""The involvement's side of the decision path: what relation a viewer has to a person, and which rows that opens."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from patchwork import access
from patchwork.access import DENY, EVERYTHING, OPENS, RESTRICTED_FROM, Relation, View, Viewer, deciding
from patchwork.involvement.models import Contact, Involvement, Look, Showing, TeamInvitation
from patchwork.people.policy import may_break

OWN = {
    view: [relation for relation in (Relation.PROVISIONAL, Relation.CONFIRMED) if view in OPENS[relation]]
    for view in View
}

ONLY_LOOKS = {Relation.SEARCH, Relation.REASON, Relation.SERVICE}


def related(viewer: Viewer, view: View, person: str) -> Q:
    """Whether some relation of `viewer` to the person opens `view` (the table of design section 5)."""
    if viewer.opens_no_person:
        return DENY
    if viewer.is_restricted and view in RESTRICTED_FROM:
        return _related(viewer, view, person) & _is_named(viewer, view, person)
    return _related(viewer, view, person)


def _related(viewer: Viewer, view: View, person: str) -> Q:
    if viewer.supposed is not None:
        return EVERYTHING if view in OPENS[viewer.supposed] else DENY
    if view is View.CARD:
        return EVERYTHING
    if viewer.post_id is None or viewer.has("privacy"):
        return DENY
    if viewer.has("hub") and view in OPENS[Relation.HUB]:
        return EVERYTHING
    by_post = _by_involvement(viewer, view, person) | _by_reason(viewer, view, person)
    return by_post | deciding.EMERGENCY(viewer, view, person) if may_break(viewer) else by_post


def _by_involvement(viewer: Viewer, view: View, person: str) -> Q:
    rows = Involvement.objects.current(viewer.now, viewer.today).filter(person_id=OuterRef(person))
    mine = Q(post_id=viewer.post_id)
    if Relation.PROVISIONAL not in OWN[view]:
        mine &= Q(confirmed_at__isnull=False)
    if view in OPENS[Relation.COVER]:
        # Named as cover by a confirmed member who is away today. For a sensitive row only within its service: an open
        # team would tell anybody else whom that service works with.
        mine |= (Q(is_sensitive=False) | Q(service_id=viewer.service_id)) & Q(
            confirmed_at__isnull=False,
            post__cover_id=viewer.post_id,
            post__away_from__lte=viewer.today,
            post__away_until__gt=viewer.today,
        )
    if viewer.has("supervisor") and view in OPENS[Relation.SUPERVISOR]:
        mine |= Q(post__supervisor_id=viewer.post_id)
    return Q(Exists(rows.filter(mine)))


def _is_named(viewer: Viewer, view: View, person: str) -> Q:
    """Whether the audience of somebody's current involvement names the viewer."""
    rows = Involvement.objects.current(viewer.now, viewer.today).filter(person_id=OuterRef(person))
    return Q(Exists(rows.filter(access.named_rows(viewer, view))))


def _by_reason(viewer: Viewer, view: View, person: str) -> Q:
    """A live reason, or one tap through the own service: both are looks."""
    if view not in OPENS[Relation.REASON]:
        return DENY
    looks = Look.objects.live(viewer.now).filter(person_id=OuterRef(person), post_id=viewer.in_post)
    return Q(Exists(looks))


def involved_with(viewer: Viewer, view: View, person: str) -> Q:
    """Who works with the person: the post (confirmed or not), its cover, its supervisor, the service that is there as
    a whole, and whoever is asked to join. Not who only looks.
    """
    if viewer.opens_no_person:
        return DENY
    if viewer.supposed is not None:
        return DENY if viewer.supposed in ONLY_LOOKS else EVERYTHING
    if viewer.post_id is None or viewer.has("privacy"):
        return DENY
    of_service = Involvement.objects.current(viewer.now, viewer.today).filter(
        person_id=OuterRef(person), post__isnull=True, service_id=viewer.in_service
    )
    asked = TeamInvitation.objects.filter(
        _to(viewer), person_id=OuterRef(person), answered_at__isnull=True, withdrawn_at__isnull=True
    )
    return _by_involvement(viewer, View.TEAM, person) | Q(Exists(of_service)) | Q(Exists(asked))


def confirmed_with(viewer: Viewer, view: View, person: str) -> Q:
    """A confirmed current involvement of the viewer's own post."""
    if viewer.supposed is not None:
        return EVERYTHING if viewer.supposed is Relation.CONFIRMED else DENY
    if viewer.post_id is None:
        return DENY
    rows = Involvement.objects.confirmed(viewer.now, viewer.today)
    return Q(Exists(rows.filter(person_id=OuterRef(person), post_id=viewer.post_id)))


def involvement_rows(viewer: Viewer, view: View) -> Q:
    """None with the card, which is open to everybody who finds it."""
    return access.open_rows(viewer, view, always=Q(is_lead=True))


def contact_rows(viewer: Viewer, view: View) -> Q:
    """Contacts that happened with the team; planned ones only in the view of visits, as far as they are to be shown."""
    rows = access.open_rows(viewer, view) & Q(cancelled_at__isnull=True)
    happened = Q(happened_at__isnull=False)
    if view is not View.VISITS:
        return rows & happened
    unannounced = Q(showing=Showing.NOTHING)
    mine = Q(post_id=viewer.post_id) if viewer.post_id else DENY
    return rows & (happened | ~unannounced | mine)


def look_rows(viewer: Viewer, view: View) -> Q:
    """Looks are told to the team, without their words; withheld ones only to whoever looked."""
    mine = Q(post_id=viewer.post_id) if viewer.post_id else DENY
    return access.open_rows(viewer, view) & (Q(is_withheld=False) | mine)


def invitation_rows(viewer: Viewer, view: View) -> Q:
    """Around a person: with the team. Without the team view (`View.CARD`): those to this post, or to its service.

    One of a sensitive service tells that it is there, so it is read as the involvement is: by the service itself, and
    by who is confirmed with the person.
    """
    if view is not View.CARD:
        return access.open_rows(viewer, view)
    near = Q(service_id=viewer.service_id) if viewer.service_id else DENY
    seen = Q(is_sensitive=False) | near | deciding.CONFIRMED(viewer, view, "person_id")
    return _to(viewer) & seen


def _to(viewer: Viewer) -> Q:
    """Invitations to this post, or to its service."""
    if viewer.post_id is None or viewer.service_id is None:
        return DENY
    to_me = Q(to_post_id=viewer.post_id) | Q(to_newcomer__accepted_post_id=viewer.post_id)
    return to_me | Q(to_service_id=viewer.service_id)


def register() -> None:
    deciding.RELATION.fill(related)
    deciding.CONFIRMED.fill(confirmed_with)
    deciding.INVOLVED.fill(involved_with)
    access.register(Involvement, person="person_id", rows=involvement_rows)
    access.register(Contact, person="person_id", rows=contact_rows)
    access.register(Look, person="person_id", rows=look_rows)
    access.register(TeamInvitation, person="person_id", rows=invitation_rows)
