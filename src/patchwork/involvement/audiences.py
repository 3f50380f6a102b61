"""To whom a sensitive service shows that it is there: organisations named at that moment, and nobody by implication.

An organisation's name stands for its services except those of a kind the area restricts (police, benefits, housing):
each of these is named itself, or it is not named. `access.named` reads it so.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork.access import Viewer
from patchwork.access.models import Audience, AuthoredFields
from patchwork.directory.models import Area, Partnership, Post, Service
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import YES, Answer


@dataclass(frozen=True, slots=True)
class Nameable:
    """Whom a sensitive service can name, with words: organisations, and restricted services one by one."""

    organisations: dict[uuid.UUID, str] = field(default_factory=dict)
    services: dict[uuid.UUID, str] = field(default_factory=dict)
    standing_for: dict[uuid.UUID, list[uuid.UUID]] = field(default_factory=dict)
    """Organisations that are nothing else (the police): naming one names these services of it."""


def nameable(viewer: Viewer) -> Nameable:
    """The other organisations that take part in the area, and all of their services that the area restricts."""
    partners = Partnership.objects.filter(area_id=viewer.area_id).order_by("organisation__name")
    names = dict(partners.values_list("organisation", "organisation__name"))
    restricted, others = _services(viewer, names)
    return Nameable(
        organisations={pk: name for pk, name in names.items() if pk != viewer.organisation_id},
        services={one.pk: f"{one.name}, {names[one.organisation_id]}" for of in restricted.values() for one in of},
        standing_for={pk: [one.pk for one in of] for pk, of in restricted.items() if pk not in others},
    )


def _services(viewer: Viewer, names: Collection[uuid.UUID]) -> tuple[dict[uuid.UUID, list[Service]], set[uuid.UUID]]:
    """By organisation those that are restricted; and the organisations that have others."""
    kinds = set(Area.objects.values_list("restricted_kinds", flat=True).get(pk=viewer.area_id))
    rows = Service.objects.filter(area_id=viewer.area_id, organisation_id__in=list(names), closed_on__isnull=True)
    restricted: dict[uuid.UUID, list[Service]] = defaultdict(list)
    others = set()
    for one in rows.exclude(pk=viewer.in_service).order_by("name"):
        if one.kind in kinds:
            restricted[one.organisation_id].append(one)
        else:
            others.add(one.organisation_id)
    return restricted, others


def may_name(viewer: Viewer, organisations: Collection[uuid.UUID], services: Collection[uuid.UUID]) -> Answer:
    """Only who takes part here. There is no "everyone", and nobody is named unasked."""
    known = nameable(viewer)
    if not set(organisations) <= {*known.organisations, viewer.organisation_id}:
        return Answer(_("Tick organisations that take part here."), field="organisations")
    if not set(services) <= set(known.services):
        return Answer(_("Tick services from the list."), field="services")
    return YES


def audience_of(viewer: Viewer, organisations: Collection[uuid.UUID], services: Collection[uuid.UUID]) -> Audience:
    """The audience that naming these makes, not yet stored."""
    known = nameable(viewer) if organisations or services else Nameable()
    implied = [service for one in organisations for service in known.standing_for.get(one, [])]
    return Audience(
        area_id=viewer.area_id, organisations=[*organisations], services=list(dict.fromkeys([*services, *implied]))
    )


# ── taking it back ────────────────────────────────────────────────────────────────────────────────────────────────


def narrow(row: Involvement, *, organisation: uuid.UUID | None) -> None:
    """Take one organisation (None: everybody) out of every audience of what this involvement's holder has recorded.

    In place: contacts, deeds, nudges and words point to the same audiences or to others that name its people, and all
    of it closes with the next request and before the next notice goes out.
    """
    audiences = Audience.objects.select_for_update(no_key=True).filter(pk__in=_audiences_around(row))
    gone = _belonging_to(organisation) if organisation is not None else None
    for audience in audiences:
        for name in ("organisations", "kinds", "services", "posts"):
            kept = [] if gone is None else [one for one in getattr(audience, name) if one not in gone]
            setattr(audience, name, kept)
        audience.save(update_fields=["organisations", "kinds", "services", "posts"])


def _belonging_to(organisation: uuid.UUID) -> set[uuid.UUID]:
    posts = Post.objects.filter(service__organisation_id=organisation).values_list("pk", flat=True)
    services = Service.objects.filter(organisation_id=organisation).values_list("pk", flat=True)
    return {organisation, *posts, *services}


def _audiences_around(row: Involvement) -> set[uuid.UUID]:
    """That of the row, and those of everything sensitive that its holder wrote about this person."""
    holder = Q(post_id=row.post_id) if row.post_id else Q(service_id=row.service_id)
    found = {row.audience_id} if row.audience_id else set()
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, AuthoredFields)]
    for model in models:
        about = model._default_manager.filter(holder, is_sensitive=True, person_id=row.person_id)
        found |= set(about.filter(audience__isnull=False).values_list("audience_id", flat=True))
    return found


def named_by(row: Involvement) -> dict[uuid.UUID, str]:
    """The organisations that the audience of a sensitive involvement names now, by id."""
    audience = row.audience
    if audience is None:
        return {}
    by_service = Service.objects.filter(pk__in=audience.services).values_list("organisation_id", flat=True)
    by_post = Post.objects.filter(pk__in=audience.posts).values_list("service__organisation_id", flat=True)
    ids = {*audience.organisations, *by_service, *by_post}
    names = Partnership.objects.filter(area_id=row.area_id, organisation_id__in=ids).order_by("organisation__name")
    return dict(names.values_list("organisation", "organisation__name"))
