"""The desk of an organisation: how it stands, its services and mail domains."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from patchwork.directory import cards, going_live, proposals, reviewing, rules, taxonomy
from patchwork.directory.desks.colleagues import desk_card
from patchwork.directory.desks.invited import open_on_desk
from patchwork.directory.models import MailDomain, Organisation, Partnership, PostQuerySet, Power, Service
from patchwork.directory.viewing import Viewer


def organisation_or_404(organisation_id: uuid.UUID, *, viewer: Viewer) -> Organisation:
    """An organisation of the viewer's desk."""
    return get_object_or_404(rules.managed_organisations(viewer), pk=organisation_id)


def organisation_overview(organisation: Organisation, *, viewer: Viewer) -> dict[str, Any]:
    """How the organisation stands: agreement, services, people, what waits."""
    posts = _posts_of(organisation, viewer).current(viewer.today)
    return {
        "kind": taxonomy.organisation_kind(organisation.kind),
        "partnership": partnership_of(organisation, viewer=viewer),
        "not_adopted": len(going_live.missing(organisation, viewer=viewer)),
        "domains": list(MailDomain.objects.filter(organisation=organisation).order_by("domain")),
        "services_open": _services_of(organisation, viewer).filter(closed_on__isnull=True).count(),
        "people": posts.count(),
        "to_reconfirm": reviewing.due_count(organisation, viewer=viewer),
        "invited": open_on_desk(viewer, organisation).count(),
        "proposals": proposals.waiting_for(viewer).count(),
        "administrators": [desk_card(post, viewer) for post in cards.for_cards(_administrators(posts))],
    }


def partnership_of(organisation: Organisation, *, viewer: Viewer) -> Partnership:
    """The organisation's place in the area."""
    return Partnership.objects.get(area_id=viewer.area_id, organisation=organisation)


def _administrators(posts: PostQuerySet) -> PostQuerySet:
    found: PostQuerySet = posts.with_power(Power.ORGANISATION_ADMIN).order_by("account__name", "pk")
    return found


def _services_of(organisation: Organisation, viewer: Viewer) -> QuerySet[Service]:
    return rules.managed_services(viewer).filter(organisation=organisation)


def _posts_of(organisation: Organisation, viewer: Viewer) -> PostQuerySet:
    posts: PostQuerySet = rules.managed_posts(viewer).filter(service__organisation=organisation)
    return posts


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service on a desk."""

    service: Service
    kind: taxonomy.ServiceKind
    people: int


def services(organisation: Organisation, *, viewer: Viewer) -> list[ServiceRow]:
    """The organisation's services, open ones first."""
    current = Q(posts__ended_on__isnull=True, posts__suspended_at__isnull=True)
    rows = _services_of(organisation, viewer).annotate(people=Count("posts", filter=current))
    found = rows.select_related("organisation").order_by("closed_on", "name", "pk")
    ordered = sorted(found, key=lambda one: (one.closed_on is not None, one.name))
    return [ServiceRow(one, taxonomy.service_kind(one.kind), one.people) for one in ordered]


def service_or_404(service_id: uuid.UUID, *, viewer: Viewer) -> Service:
    """A service of the viewer's desk."""
    return get_object_or_404(rules.managed_services(viewer).select_related("organisation"), pk=service_id)


def domains(organisation: Organisation) -> list[MailDomain]:
    """The organisation's mail domains."""
    return list(MailDomain.objects.filter(organisation=organisation).order_by("domain"))
