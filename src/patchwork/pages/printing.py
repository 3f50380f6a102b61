""" "The people around me": a sheet for one named family member, after asking whether it is safe to show."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from patchwork import audit
from patchwork.access import View, Viewer
from patchwork.access.forms import DeedForm
from patchwork.involvement import queries as involvements
from patchwork.kit.pages import page, sent
from patchwork.kit.requests import PatchworkRequest
from patchwork.pages.person import family_of
from patchwork.people.emergency import is_open_by_emergency
from patchwork.people.models import Person
from patchwork.people.queries import NotHere, person_or_404


class SafeToShow(DeedForm):
    """Who will be handed the sheet, and that it is safe."""

    reader = forms.ChoiceField(label=_("Who is this sheet for?"), widget=forms.RadioSelect)
    is_safe = forms.BooleanField(
        label=_("I have thought about who else may see this sheet at home, and it is safe to show"),
        error_messages={"required": _("Only show or print this when you are sure that it is safe")},
    )

    def __init__(self, data: object = None, *, viewer: Viewer, readers: list[tuple[str, str]]) -> None:
        super().__init__(data, viewer=viewer)
        field = self.fields["reader"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = readers


@require_http_methods(["GET", "POST"])
def print_people(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Ask first (GET); show the sheet (POST). Only confirmed members hand out sheets."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer, view=View.ACT)
    if is_open_by_emergency(viewer, person):
        raise NotHere(person_id)  # what was opened in an emergency never leaves the screen
    relatives = [relative.person for relative in family_of(person, viewer)]
    readers = {str(one.pk): one for one in [person, *relatives] if not one.is_unborn}
    form = SafeToShow(sent(request), viewer=viewer, readers=[(key, one.short_name) for key, one in readers.items()])
    if not form.is_valid():
        return page(request, "pages/print_ask.html", context={"person": person, "form": form})
    return _sheet(request, person, readers[form.cleaned_data["reader"]])


def _sheet(request: PatchworkRequest, person: Person, reader: Person) -> HttpResponse:
    """The people around `person`, as this viewer may see them and no sensitive service among them."""
    audit.record("person.sheet", by=request.viewer, persons=[person])
    team = involvements.team_for_family(person, request.viewer, reader)
    return page(request, "pages/print_sheet.html", context={"person": person, "reader": reader, "team": team})
