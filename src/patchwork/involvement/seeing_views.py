"""See it as…, and who can see this: what others see, and why they may."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from patchwork import audit
from patchwork.access import View
from patchwork.involvement import previewing, queries
from patchwork.kit.pages import page
from patchwork.kit.requests import PatchworkRequest
from patchwork.people.queries import person_or_404


@require_GET
def see_as(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """The team through other eyes: a kind of colleague, an organisation, one of the family."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    eyes = previewing.eyes_on(person, viewer)
    one = previewing.chosen(eyes, request.GET.get("kind", ""))
    seen = previewing.page_of(one, person, viewer)
    audit.show(viewer, [person], View.TEAM if seen.team.rows else View.CARD)
    return page(
        request, "involvement/see_as.html", part="seen",
        context={
            "person": person, "groups": previewing.grouped(eyes), "chosen": one, "seen": seen,
            "opens_team": person.opens_team, "beyond": queries.beyond(viewer),
        },
    )  # fmt: skip


@require_GET
def who_can_see(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """People and kinds of people who can see this, and why; on what basis each shares; what the family said."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    if not person.opens_team:
        return redirect("who_can_see_card", person_id)
    audit.show(viewer, [person], View.TEAM)
    return page(
        request, "involvement/who_can_see.html", context={"person": person, "seen": queries.who_can_see(person, viewer)}
    )


@require_GET
def who_can_see_card(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """For who sees the card: the same words for every person, whoever works with them."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    rules = queries.who_can_see_the_card(person, viewer)
    return page(request, "involvement/who_can_see_card.html", context={"person": person, "rules": rules})


@require_GET
def who_can_see_lists(request: PatchworkRequest) -> HttpResponse:
    """For home, search results and desks: no person is on this page."""
    rules = queries.who_can_see_lists(request.viewer)
    return page(request, "involvement/who_can_see_lists.html", context={"rules": rules})
