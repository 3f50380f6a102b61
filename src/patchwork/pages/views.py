"""Screens that mix domains: home and everything under a person's page that is only read."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from patchwork import audit
from patchwork.access import View
from patchwork.involvement import queries as involvements
from patchwork.involvement.rules import has_team_desk
from patchwork.kit.pages import page
from patchwork.kit.requests import PatchworkRequest
from patchwork.pages import frame, nudging
from patchwork.pages import home as home_queries
from patchwork.pages import person as person_queries
from patchwork.pages.forms import HomeFilter
from patchwork.pages.tabs import tabs
from patchwork.people.models import Person
from patchwork.people.protecting import protect_links
from patchwork.people.queries import person_or_404


@require_GET
def home(request: PatchworkRequest) -> HttpResponse:
    viewer = request.viewer
    if viewer.opens_no_person:
        return redirect("directory")
    filters = HomeFilter(request.GET)
    offset, mine_only = filters.offset, filters.mine_only
    return page(
        request,
        "pages/home.html",
        part="people",
        context={
            "home": home_queries.my_people(viewer, service_too=not mine_only, offset=offset),
            "prompts": involvements.still_working_prompts(viewer, limit=3) if not offset else [],
            "questions": involvements.waiting_questions(viewer) if not offset else [],
            "mine_only": mine_only,
            "next_offset": offset + home_queries.PAGE,
            "desk_url": frame.desk_of(viewer),
        },
    )


@require_GET
def team_desk(request: PatchworkRequest) -> HttpResponse:
    """A supervisor's page: the people of the posts they supervise."""
    if not has_team_desk(request.viewer):
        raise Http404
    return page(request, "pages/team_desk.html", context={"home": home_queries.my_teams_people(request.viewer)})


def _opened(request: PatchworkRequest, person_id: uuid.UUID) -> Person:
    """The person with the team view open, noted as shown; raises `NotHere` where only the card is."""
    person = person_or_404(person_id, viewer=request.viewer, view=View.TEAM)
    audit.show(request.viewer, [person], "team")
    return person


@require_GET
def person(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    viewer = request.viewer
    found = person_or_404(person_id, viewer=viewer)
    if not found.opens_team:
        return redirect("card", person_id)
    audit.show(viewer, [found], "team")
    team = involvements.team_around(found, viewer)
    response = page(
        request,
        "pages/person.html",
        context=_around(found, request, "person", team.size)
        | {
            "team": team,
            "strip": involvements.contact_strip(found, viewer),
            "family": person_queries.family_of(found, viewer),
            "coverage": person_queries.coverage(viewer),
            "mine": team.mine,
            "may_nudge": nudging.may_nudge(found, team, viewer),
            "asks": nudging.ask_to_call(found, team, viewer),
            "protect": protect_links(found, viewer),
        },
    )
    person_queries.note_opened(found, viewer)
    return response


@require_GET
def network(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    found = _opened(request, person_id)
    rows = involvements.team_rows(request.viewer).filter(person=found)
    data = person_queries.network_of(found, involvements.with_cards(rows))
    return page(
        request,
        "pages/network.html",
        context=_around(found, request, "network", len(data["edges"])) | {"network": data},
    )


@require_GET
def family_team(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """The teams of everyone in the family whom the viewer may see, as one list."""
    found = _opened(request, person_id)
    relatives = person_queries.family_of(found, request.viewer)
    people = [found, *(relative.person for relative in relatives)]
    return page(
        request,
        "pages/family.html",
        context=_around(found, request, "family_team")
        | {"relatives": relatives, "groups": involvements.family_team(people, request.viewer)},
    )


@require_GET
def person_activity(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    found = _opened(request, person_id)
    lines = person_queries.activity_lines(found, request.viewer)
    return page(request, "pages/activity.html", context=_around(found, request, "person_activity") | {"lines": lines})


@require_GET
def coverage(request: PatchworkRequest) -> HttpResponse:
    found = person_queries.coverage(request.viewer)
    rows = [(row, person_queries.is_stale(row, request.viewer.now)) for row in found.partnerships]
    return page(request, "pages/coverage.html", context={"coverage": found, "rows": rows})


def _around(found: Person, request: PatchworkRequest, here: str, team_size: int | None = None) -> dict[str, object]:
    """What every page of a person shows above its own part."""
    return {
        "person": found,
        "age": person_queries.age_of(found, request.viewer),
        "tabs": tabs(found, here, request.viewer, team_size),
    }
