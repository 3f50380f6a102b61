"""Notices about who works with whom, and to whom each goes.

What a sensitive post does is told to its own supervisor, the hub and the privacy officers, and to nobody else
(design, section 5). Everybody else's deeds go to the team, as far as each member may see them when they are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.readers import kind_asked_again
from patchwork.directory.models import Post, PostQuerySet, Power
from patchwork.involvement.models import Involvement, MovedHere, TeamInvitation
from patchwork.notifications import telling
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import Kind, recipients, register
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

WATCHES = frozenset({Power.PRIVACY.value, Power.HUB.value})


def tell(code: str, *, by: Viewer, event: UUID, person: UUID | None, to: Iterable[Post]) -> None:
    """One notice to each of these posts but the doer's own."""
    others = recipients(post for post in to if post.pk != by.post_id)
    telling.tell(code, area_id=by.area_id, event=event, about=person, now=by.now, to=others)


def posts_with(power: Power, by: Viewer) -> PostQuerySet:
    """The current posts of the area that have this power."""
    return Post.objects.current(by.today).with_power(power).filter(area_id=by.area_id)


def watchers(row: Involvement, by: Viewer) -> list[Post]:
    """Whom a deed is told outside the team: the doer's supervisor and the privacy officers; the hub if sensitive."""
    found = [*supervisors_of(row, by), *posts_with(Power.PRIVACY, by)]
    if row.is_sensitive:
        found += posts_with(Power.HUB, by)
    return found


def supervisors_of(row: Involvement, by: Viewer) -> PostQuerySet:
    """The supervisor of the post; for a service as a whole, the supervisors in it."""
    if row.post_id is not None:
        return posts_with(Power.SUPERVISOR, by).filter(supervised=row.post_id)
    return posts_with(Power.SUPERVISOR, by).filter(service_id=row.service_id)


def members(person: UUID, by: Viewer) -> list[Post]:
    """The posts that work with this person now, whoever may see them: each is asked again when it is told."""
    rows = Involvement.objects.current(by.now, by.today).filter(person_id=person, post__isnull=False)
    return [row.post for row in rows.select_related("post")]


def audience_of(row: Involvement, by: Viewer) -> list[Post]:
    """The team and the watchers; of a sensitive involvement only the watchers."""
    return watchers(row, by) if row.is_sensitive else [*members(row.person_id, by), *watchers(row, by)]


# ── for whom does it still stand? ─────────────────────────────────────────────────────────────────────────────────


def _open_involvement(viewer: Viewer) -> Q:
    """Privacy officers and hub: while the person is here for them. Others: while they may see that involvement."""
    if viewer.powers & WATCHES:
        return _open_person(viewer)
    return Q(Exists(access.scope(Involvement.objects.filter(pk=OuterRef("event")), viewer, View.TEAM)))


def _open_person(viewer: Viewer) -> Q:
    return Q(Exists(access.scope(Person.objects.filter(pk=OuterRef("about")), viewer, View.CARD)))


def _open_invitation(viewer: Viewer) -> Q:
    waiting = TeamInvitation.objects.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    return Q(Exists(access.scope(waiting.filter(pk=OuterRef("event")), viewer, View.CARD)))


def _open_referral(viewer: Viewer) -> Q:
    waiting = MovedHere.objects.filter(area_id=viewer.area_id, received_at__isnull=True)
    return Q(Exists(waiting.filter(pk=OuterRef("event")))) if viewer.has(Power.HUB) else access.DENY


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_person(notice: Notice) -> str:
    return reverse("person", args=[notice.about])


def _to_card(notice: Notice) -> str:
    return reverse("card", args=[notice.about])


def _told(
    code: str, subject: Words, line: Words, bell: Words | None, *, link: Callable[[Notice], str] = _to_person,
    still: Callable[[Viewer], Q] = _open_involvement, channels: tuple[str, ...] = (Channel.BELL, Channel.EMAIL),
) -> Kind:  # fmt: skip
    """A kind with its words. Subject and line go into mails: they name no person and no kind of service.

    `bell` is the line with the person's name, for where the reader may see it now; None: the mail's line.
    """

    def at_the_bell(notice: Notice, name: str) -> Words:
        return str(bell) % {"name": name} if name and bell is not None else line

    return kind_asked_again(code, subject, line, link, still, channels=channels, bell=at_the_bell)


KINDS = (
    _told(
        "involvement.declared",
        _("A new colleague on Patchwork"),
        _("Someone has said that they work with a person you know here. Please see whether it is right."),
        _("A new colleague around %(name)s"),
    ),
    _told(
        "involvement.confirmed",
        _("You are confirmed on Patchwork"),
        _("A colleague has confirmed that you work with someone here. You can now do everything the team can."),
        _("You are confirmed in the team around %(name)s"),
    ),
    _told(
        "involvement.lapsed",
        _("Nobody confirmed it in time on Patchwork"),
        _("Something that was said about who works with whom was not confirmed in time and has ended."),
        _("Not confirmed in time, so it has ended: %(name)s"),
        link=_to_card,
        still=_open_person,
    ),
    _told(
        "involvement.ended",
        _("A colleague has left a team on Patchwork"),
        _("A colleague no longer works with a person you work with."),
        _("A colleague no longer works with %(name)s"),
        channels=(Channel.BELL,),
    ),
    _told(
        "involvement.handed_over",
        _("Something was handed over to you on Patchwork"),
        _("A colleague has handed over to you. Please open it and make contact."),
        _("%(name)s was handed over to you"),
    ),
    _told(
        "involvement.lead",
        _("You are now lead practitioner on Patchwork"),
        _("You are now the lead practitioner for a person you work with."),
        _("You are now lead practitioner for %(name)s"),
    ),
    _told(
        "involvement.moved",
        _("A record has closed on Patchwork"),
        _("A person you worked with has moved to another area. The record here has closed."),
        _("%(name)s has moved away; the record here has closed"),
        link=_to_card,
        still=_open_person,
    ),
    _told(
        "involvement.moved_here",
        _("Another area wants to hand over to you"),
        _("Someone has moved into your area. Please call the other area's hub."),
        bell=None,
        link=lambda notice: reverse("moved_here"),
        still=_open_referral,
    ),
    _told(
        "agreement.withdrawn",
        _("An agreement was taken back on Patchwork"),
        _("Someone has taken back what they had agreed to. It holds already; please look."),
        _("%(name)s has taken back what they agreed to"),
    ),
    _told(
        "involvement.invited",
        _("A colleague asks you to join a team on Patchwork"),
        _("A colleague thinks that you, or your service, work with someone here. Please say yes or no."),
        _("You are asked to join the team around %(name)s"),
        link=lambda notice: reverse("team_invitation", args=[notice.event]),
        still=_open_invitation,
    ),
    _told(
        "involvement.invitation_answered",
        _("Your invitation was answered on Patchwork"),
        _("A colleague has answered your invitation to a team."),
        _("Your invitation around %(name)s was answered"),
        still=_open_person,
        channels=(Channel.BELL,),
    ),
)


def register_kinds() -> None:
    """Called once at start."""
    for kind in KINDS:
        register(kind)
