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
from patchwork.agreements.telling import reader_of
from patchwork.directory.models import Post, PostQuerySet, Power
from patchwork.involvement.models import Involvement, MovedHere, TeamInvitation
from patchwork.notifications import telling
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import Kind, Recipient, register
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

WATCHES = frozenset({Power.PRIVACY.value, Power.HUB.value})


def tell(code: str, *, by: Viewer, event: UUID, person: UUID | None, to: Iterable[Post]) -> None:
    """One notice to each of these posts but the doer's own."""
    posts = {post.pk: post for post in to if post.pk != by.post_id}
    telling.tell(
        code, area_id=by.area_id, event=event, about=person, now=by.now,
        to=[Recipient(post.account_id, post.pk) for post in posts.values()],
    )  # fmt: skip


def posts_with(power: Power, by: Viewer) -> PostQuerySet:
    """The current posts of the area that have this power."""
    return Post.objects.current(by.today).filter(area_id=by.area_id, powers__contains=[power.value])


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


# ── may they still see it? ────────────────────────────────────────────────────────────────────────────────────────


def _may_see_involvement(notice: Notice) -> bool:
    reader = reader_of(notice)
    return reader is not None and Notice.objects.filter(_open_involvement(reader), pk=notice.pk).exists()


def _open_involvement(viewer: Viewer) -> Q:
    """Privacy officers and hub: while the person is here for them. Others: while they may see that involvement."""
    if viewer.powers & WATCHES:
        return _open_person(viewer)
    return Q(Exists(access.scope(Involvement.objects.filter(pk=OuterRef("event")), viewer, View.TEAM)))


def _may_see_person(notice: Notice) -> bool:
    reader = reader_of(notice)
    return reader is not None and Notice.objects.filter(_open_person(reader), pk=notice.pk).exists()


def _open_person(viewer: Viewer) -> Q:
    return Q(Exists(access.scope(Person.objects.filter(pk=OuterRef("about")), viewer, View.CARD)))


def _may_answer(notice: Notice) -> bool:
    reader = reader_of(notice)
    return reader is not None and Notice.objects.filter(_open_invitation(reader), pk=notice.pk).exists()


def _open_invitation(viewer: Viewer) -> Q:
    waiting = TeamInvitation.objects.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    return Q(Exists(access.scope(waiting.filter(pk=OuterRef("event")), viewer, View.CARD)))


def _may_see_referral(notice: Notice) -> bool:
    reader = reader_of(notice)
    return reader is not None and Notice.objects.filter(_open_referral(reader), pk=notice.pk).exists()


def _open_referral(viewer: Viewer) -> Q:
    waiting = MovedHere.objects.filter(area_id=viewer.area_id, received_at__isnull=True)
    return Q(Exists(waiting.filter(pk=OuterRef("event")))) if viewer.has(Power.HUB) else access.DENY


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_person(notice: Notice) -> str:
    return reverse("person", args=[notice.about])


def _named(words: Words) -> Callable[[Notice, str], Words]:
    """The bell's line: with the person's name where the reader may see it now, else the mail's line."""
    return lambda notice, name: str(words) % {"name": name} if name else telling.kind_of(notice.kind).line


def register_kinds() -> None:
    """Called once at start. Subjects and lines go into mails: they name no person and no kind of service."""
    register(
        Kind(
            "involvement.declared",
            subject=_("A new colleague on Patchwork"),
            line=_("Someone has said that they work with a person you know here. Please see whether it is right."),
            link=_to_person,
            may_still=_may_see_involvement,
            bell=_named(_("A new colleague around %(name)s")),
            open=_open_involvement,
        )
    )
    register(
        Kind(
            "involvement.confirmed",
            subject=_("You are confirmed on Patchwork"),
            line=_(
                "A colleague has confirmed that you work with someone here. You can now do everything the team can."
            ),
            link=_to_person,
            may_still=_may_see_involvement,
            bell=_named(_("You are confirmed in the team around %(name)s")),
            open=_open_involvement,
        )
    )
    register(
        Kind(
            "involvement.lapsed",
            subject=_("Nobody confirmed it in time on Patchwork"),
            line=_("Something that was said about who works with whom was not confirmed in time and has ended."),
            link=lambda notice: reverse("card", args=[notice.about]),
            may_still=_may_see_person,
            bell=_named(_("Not confirmed in time, so it has ended: %(name)s")),
            open=_open_person,
        )
    )
    register(
        Kind(
            "involvement.ended",
            subject=_("A colleague has left a team on Patchwork"),
            line=_("A colleague no longer works with a person you work with."),
            link=_to_person,
            may_still=_may_see_involvement,
            channels=(Channel.BELL,),
            bell=_named(_("A colleague no longer works with %(name)s")),
            open=_open_involvement,
        )
    )
    register(
        Kind(
            "involvement.handed_over",
            subject=_("Something was handed over to you on Patchwork"),
            line=_("A colleague has handed over to you. Please open it and make contact."),
            link=_to_person,
            may_still=_may_see_involvement,
            bell=_named(_("%(name)s was handed over to you")),
            open=_open_involvement,
        )
    )
    register(
        Kind(
            "involvement.lead",
            subject=_("You are now lead practitioner on Patchwork"),
            line=_("You are now the lead practitioner for a person you work with."),
            link=_to_person,
            may_still=_may_see_involvement,
            bell=_named(_("You are now lead practitioner for %(name)s")),
            open=_open_involvement,
        )
    )
    register(
        Kind(
            "involvement.moved",
            subject=_("A record has closed on Patchwork"),
            line=_("A person you worked with has moved to another area. The record here has closed."),
            link=lambda notice: reverse("card", args=[notice.about]),
            may_still=_may_see_person,
            bell=_named(_("%(name)s has moved away; the record here has closed")),
            open=_open_person,
        )
    )
    register(
        Kind(
            "involvement.moved_here",
            subject=_("Another area wants to hand over to you"),
            line=_("Someone has moved into your area. Please call the other area's hub."),
            link=lambda notice: reverse("moved_here"),
            may_still=_may_see_referral,
            open=_open_referral,
        )
    )
    register(
        Kind(
            "involvement.invited",
            subject=_("A colleague asks you to join a team on Patchwork"),
            line=_("A colleague thinks that you, or your service, work with someone here. Please say yes or no."),
            link=lambda notice: reverse("team_invitation", args=[notice.event]),
            may_still=_may_answer,
            bell=_named(_("You are asked to join the team around %(name)s")),
            open=_open_invitation,
        )
    )
    register(
        Kind(
            "involvement.invitation_answered",
            subject=_("Your invitation was answered on Patchwork"),
            line=_("A colleague has answered your invitation to a team."),
            link=_to_person,
            may_still=_may_see_person,
            channels=(Channel.BELL,),
            bell=_named(_("Your invitation around %(name)s was answered")),
            open=_open_person,
        )
    )
