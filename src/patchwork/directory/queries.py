"""Reading the directory for a screen. Every read takes a viewer; who can be found is decided here, once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from patchwork.directory import cards, taxonomy
from patchwork.directory.models import Partnership, Post, PostQuerySet, Power, Service
from patchwork.directory.viewing import Viewer

ADMINISTRATION = frozenset({Power.ORGANISATION_ADMIN.value, Power.AREA_ADMIN.value})
"""Powers of posts that run the partnership and open no person."""

MANY = 200
"""Rows of a list that has no pages of its own."""


def findable_posts(viewer: Viewer) -> PostQuerySet:
    """The posts whose holders `viewer` may find: every list, page, search and picker starts here.

    Posts of the viewer's area that are in date, not suspended, of an active account, in an open service. Nobody
    finds the workers of a service that lists a duty line only (a refuge).
    """
    if not viewer.is_active:
        return Post.objects.none()
    hidden = Service.objects.filter(Q(duty_line_only=True) | Q(closed_on__lte=viewer.today), area_id=viewer.area_id)
    posts = Post.objects.current(viewer.today).filter(area_id=viewer.area_id, account__is_active=True)
    return posts.exclude(service__in=hidden)  # asked once for all posts, whatever the planner knows of the tables


def working_posts(viewer: Viewer) -> PostQuerySet:
    """Findable posts that may work with people: whom to invite to a team. Administrators see no person."""
    return findable_posts(viewer).exclude(powers__overlap=sorted(ADMINISTRATION))


def findable_services(viewer: Viewer) -> QuerySet[Service]:
    """The open services of the viewer's area."""
    if not viewer.is_active:
        return Service.objects.none()
    return Service.objects.filter(area_id=viewer.area_id).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=viewer.today)
    )


@dataclass(frozen=True, slots=True)
class Kinds:
    """A heading and the kinds of service under it that the area has."""

    heading: taxonomy.Heading
    kinds: list[taxonomy.ServiceKind]


def kinds_in_use(viewer: Viewer) -> list[Kinds]:
    """The kinds of service to be found in the area, grouped as on a person's page."""
    used = set(findable_services(viewer).values_list("kind", flat=True).distinct())
    known = [kind for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction) if kind.code in used]
    groups = [Kinds(heading, [kind for kind in known if kind.heading == heading]) for heading in taxonomy.headings()]
    return [group for group in groups if group.kinds]


def service_page(service_id: uuid.UUID, *, viewer: Viewer) -> dict[str, Any]:
    """A service with its people; for a duty-line-only service the list of people is empty."""
    service = get_object_or_404(findable_services(viewer).select_related("organisation"), pk=service_id)
    kind = taxonomy.service_kind(service.kind)
    posts = cards.for_cards(findable_posts(viewer).filter(service=service)).order_by("account__name", "pk")
    return {
        "service": service,
        "count_url": cards.count_url(),
        "kind": kind,
        "roles": taxonomy.roles(jurisdiction=viewer.jurisdiction, service=service.kind),
        "partnership": Partnership.objects.filter(area_id=viewer.area_id, organisation=service.organisation_id).first(),
        "people": [cards.colleague_card(post, viewer) for post in posts],
    }


def practitioner_page(post_id: uuid.UUID, *, viewer: Viewer) -> dict[str, Any]:
    """A colleague's card, whole. Not findable is absent."""
    post = get_object_or_404(cards.for_cards(findable_posts(viewer)), pk=post_id)
    return {
        "post": post,
        "card": cards.colleague_card(post, viewer),
        "picture_url": cards.photo_url(post.account, cards.PICTURE),
        "role": taxonomy.role(post.role),
        "kind": taxonomy.service_kind(post.service.kind),
        "working_days": cards.working_days_words(post),
    }


def role_page(code: str, *, viewer: Viewer) -> dict[str, Any]:
    """A role explained, and who holds it in the area."""
    role = next((role for role in taxonomy.roles(jurisdiction=viewer.jurisdiction) if role.code == code), None)
    if role is None:
        raise Http404
    posts = cards.for_cards(findable_posts(viewer).filter(role=code)).order_by("account__name", "pk")
    return {
        "role": role,
        "kinds": [taxonomy.service_kind(kind) for kind in role.services],
        "people": [cards.colleague_card(post, viewer) for post in posts[:MANY]],
    }


def organisation_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """The organisations that take part in the area, for a select."""
    partners = Partnership.objects.filter(area_id=viewer.area_id).order_by("organisation__name")
    return [(str(pk), name) for pk, name in partners.values_list("organisation", "organisation__name")]
