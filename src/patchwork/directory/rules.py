"""Who may administer what. Row filters decide and list alike; the sentence of a refusal is looked up afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork.directory import taxonomy
from patchwork.directory.invitations import ADMINISTRATORS
from patchwork.directory.models import Area, Invitation, Organisation, Partnership, Post, PostQuerySet, Power, Service
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.kit.context import briefly_in

ABOVE_ORGANISATIONS = frozenset({Power.AREA_ADMIN.value, Power.PRIVACY.value})
"""Powers that watch over organisations: an organisation's administrator may not end or suspend their holders."""

YOUR_OWN = Answer(_("This is your own post. Another administrator has to do this."))
NOT_BOTH = Answer(_("Nobody is an administrator and works with people at once. Their other post has to end first."))


# -- what a desk reaches


def administers(viewer: Viewer) -> bool:
    """Whether the viewer has a desk at all."""
    return viewer.is_active and bool(viewer.powers & ADMINISTRATORS)


def administers_own(viewer: Viewer) -> bool:
    """Whether the viewer's desk is that of their own organisation."""
    return viewer.is_active and viewer.has(Power.ORGANISATION_ADMIN)


def managed_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """An organisation's administrator: their own. An area's: all that take part."""
    here = Organisation.objects.filter(pk__in=Partnership.objects.filter(area_id=viewer.area_id).values("organisation"))
    if viewer.is_active and viewer.has(Power.AREA_ADMIN):
        return here
    if administers_own(viewer):
        return here.filter(pk__in=[viewer.organisation_id])
    return Organisation.objects.none()


def managed_services(viewer: Viewer) -> QuerySet[Service]:
    """Services of those organisations, in this area, closed ones too."""
    return Service.objects.filter(area_id=viewer.area_id, organisation__in=managed_organisations(viewer))


def managed_posts(viewer: Viewer) -> PostQuerySet:
    """Posts in those services, those that ended too; a refuge's only for its own organisation's administrators."""
    posts: PostQuerySet = Post.objects.filter(area_id=viewer.area_id, service__in=_staffed_services(viewer))
    return posts


def managed_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Invitations into those services."""
    return Invitation.objects.filter(area_id=viewer.area_id, service__in=_staffed_services(viewer))


def _staffed_services(viewer: Viewer) -> QuerySet[Service]:
    """Services whose workers the viewer may know: nobody outside the organisation knows who works in a refuge."""
    own = Q(organisation=viewer.organisation_id)
    return managed_services(viewer).filter(Q(duty_line_only=False) | own)


def may_manage_organisation(viewer: Viewer, organisation_id: uuid.UUID) -> Answer:
    """Whether this organisation is on the viewer's desk."""
    return YES if managed_organisations(viewer).filter(pk=organisation_id).exists() else NOT_HERE


def may_manage_service(viewer: Viewer, service: Service) -> Answer:
    """Whether this service is on the viewer's desk."""
    return YES if managed_services(viewer).filter(pk=service.pk).exists() else NOT_HERE


def kinds_to_add(viewer: Viewer, organisation: Organisation) -> list[taxonomy.ServiceKind]:
    """Kinds of service that one person may add to an organisation: those it usually runs.

    What a service is decides what it may see, so anything else takes the two people that changing a kind takes; also
    an "other" service where all the usual ones are restricted (of the police, of a landlord).
    """
    usual = taxonomy.service_kinds(jurisdiction=viewer.jurisdiction, organisation=organisation.kind)
    restricted = set(Area.objects.values_list("restricted_kinds", flat=True).get(pk=viewer.area_id))
    own = [kind for kind in usual if kind.code != "other"]
    if own and all(kind.code in restricted for kind in own):
        return own
    return list(usual)


def may_add_kind(viewer: Viewer, organisation: Organisation, kind: str) -> Answer:
    """Whether one person may add a service of this kind."""
    if kind in {one.code for one in kinds_to_add(viewer, organisation)}:
        return YES
    return Answer(
        _("Add it as one of the kinds such an organisation usually runs, then ask to change its kind: that takes two."),
        "kind",
    )


def may_run_area(viewer: Viewer) -> Answer:
    """Whether the viewer is the area's administrator."""
    return YES if viewer.is_active and viewer.has(Power.AREA_ADMIN) else NOT_HERE


def may_close_service(viewer: Viewer, service: Service) -> Answer:
    """A service closes when nobody holds a post in it any more."""
    if not (allowed := may_manage_service(viewer, service)):
        return allowed
    if service.closed_on is not None:
        return Answer(_("This service is closed already."))
    if Post.objects.filter(service=service).current(viewer.today).exists():
        return Answer(_("People still hold posts in this service. End their posts first, or ask them to move."))
    return YES


# -- posts


def may_manage_post(viewer: Viewer, post: Post) -> Answer:
    """Whether this post is on the viewer's desk."""
    return YES if managed_posts(viewer).filter(pk=post.pk).exists() else NOT_HERE


def _may_decide_about(viewer: Viewer, post: Post) -> Answer:
    if not (allowed := may_manage_post(viewer, post)):
        return allowed
    if post.account_id == viewer.account_id:
        return YOUR_OWN
    if ABOVE_ORGANISATIONS & set(post.powers) and not viewer.has(Power.AREA_ADMIN):
        return Answer(_("The area's administrator decides about this post."))
    return YES


def may_stop_post(viewer: Viewer, post: Post) -> Answer:
    """Whether the viewer may end or suspend this post: never their own, nor, from below, those who watch over them."""
    if not (allowed := _may_decide_about(viewer, post)):
        return allowed
    if post.ended_on is not None and post.ended_on <= viewer.today:
        return Answer(_("This post has ended already."))
    return YES


def may_resume_post(viewer: Viewer, post: Post) -> Answer:
    """Whether a suspended or just ended post may be taken up again."""
    if not (allowed := _may_decide_about(viewer, post)):
        return allowed
    return may_hold(viewer, account_id=post.account_id, powers=post.powers, beside=post.pk)


def may_hold(
    viewer: Viewer, *, account_id: uuid.UUID, powers: Iterable[str], beside: uuid.UUID | None = None
) -> Answer:
    """Nobody holds an administrator's and a case-opening post at once, in this area or any other (design, section 5).

    `beside` is the post that would have these powers; all other current posts of the account are compared with it.
    """
    wanted = set(powers)
    if wanted & ADMINISTRATORS and wanted - ADMINISTRATORS:
        return Answer(_("An administrator's post opens no person: it cannot hold these rights too."), "powers")
    with briefly_in(viewer.area_id, account_id):  # the account's posts can then be read, wherever they are
        others = list(Post.objects.filter(account_id=account_id).current(viewer.today).exclude(pk__in=[beside]))
    mixed = any(bool(ADMINISTRATORS & set(post.powers)) != bool(ADMINISTRATORS & wanted) for post in others)
    return NOT_BOTH if mixed else YES


def supervisors_for(viewer: Viewer, post: Post) -> PostQuerySet:
    """Who may supervise this post: supervisors of its organisation whom nobody would find below it.

    A sensitive service's only from within it: a supervisor sees whom the post works with.
    """
    same = Q(service__organisation_id=post.service.organisation_id, powers__contains=[Power.SUPERVISOR])
    found: PostQuerySet = managed_posts(viewer).current(viewer.today).filter(same)
    if post.service.is_sensitive:
        found = found.filter(service=post.service_id)
    return found.exclude(account_id=post.account_id).exclude(supervisor=post.pk)


def may_supervise(viewer: Viewer, post: Post, supervisor: Post | None) -> Answer:
    """Whether `post` may be put under `supervisor` (None: under nobody)."""
    if not (allowed := may_manage_post(viewer, post)):
        return allowed
    if supervisor is not None and not supervisors_for(viewer, post).filter(pk=supervisor.pk).exists():
        return Answer(_("Choose a supervisor of the same organisation."), "supervisor")
    return YES


def may_take_power(viewer: Viewer, post: Post, power: str) -> Answer:
    """Taking rights away needs one person; giving them needs two."""
    if not (allowed := may_stop_post(viewer, post)):
        return allowed
    return YES if power in post.powers else Answer(_("This post does not have that right."))
