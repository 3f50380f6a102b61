"""The desk of the area: how the partnership stands and who takes part."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from patchwork.directory import cards, jurisdictions, proposals, rules
from patchwork.directory.desks.colleagues import desk_card
from patchwork.directory.desks.invited import to_approve
from patchwork.directory.desks.proposed import proposal_rows
from patchwork.directory.models import Area, Layer, Partnership, Post, Power
from patchwork.directory.viewing import Viewer


def area_of(viewer: Viewer) -> Area:
    """The viewer's area."""
    return Area.objects.get(pk=viewer.area_id)


def area_overview(viewer: Viewer) -> dict[str, Any]:
    """How the partnership stands and what waits."""
    partners = Partnership.objects.filter(area_id=viewer.area_id)
    people = Post.objects.filter(area_id=viewer.area_id).current(viewer.today)
    area = area_of(viewer)
    return {
        "area": area,
        "partners": partners.count(),
        "signed": partners.filter(agreement_signed_on__isnull=False).count(),
        "live": partners.filter(live_since__lte=viewer.today).count(),
        "people": people.count(),
        "layers": [Layer(layer) for layer in area.layers],
        "pack": dict(jurisdictions.choices()).get(area.jurisdiction, area.jurisdiction),
        "to_approve": to_approve(viewer),
        "proposals": proposal_rows(proposals.waiting_for(viewer)),
        "administrators": [
            desk_card(post, viewer)
            for post in cards.for_cards(people.with_power(Power.AREA_ADMIN)).order_by("account__name")
        ],
    }


def partners(viewer: Viewer) -> QuerySet[Partnership]:
    """Every organisation of the area with how far it has come; those without an administrator are marked."""
    admins = Post.objects.current(viewer.today).with_power(Power.ORGANISATION_ADMIN)
    admins = admins.filter(area_id=viewer.area_id, service__organisation=OuterRef("organisation"))
    rows = Partnership.objects.filter(area_id=viewer.area_id, organisation__in=rules.managed_organisations(viewer))
    rows = rows.annotate(has_administrator=Exists(admins))
    return rows.select_related("organisation").order_by("organisation__name", "pk")


def partnership_or_404(organisation_id: uuid.UUID, *, viewer: Viewer) -> Partnership:
    """An organisation's place in the viewer's area, for the area's administrator."""
    return get_object_or_404(partners(viewer), organisation=organisation_id)
