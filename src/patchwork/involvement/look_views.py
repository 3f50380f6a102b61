"""The reason for a look, and the one tap through one's own service."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from patchwork.access.forms import DeedForm
from patchwork.involvement import looks
from patchwork.kit.pages import attempt, page, redirect_after
from patchwork.people.limits import helps_at_the_limit
from patchwork.people.queries import NotHere, person_or_404

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.involvement.models import Look
    from patchwork.kit.requests import PatchworkRequest


class ReasonForm(DeedForm):
    """Why, from the jurisdiction's list, and in own words."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need it for.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("At least 10 characters. Encrypted; the privacy officer may read it, the team does not."),
        widget=forms.Textarea,
        min_length=looks.LEAST_WORDS,
        max_length=looks.MOST_WORDS,
        error_messages={
            "required": _("Write in your own words why you need to look."),
            "min_length": _("Write a few more words: at least %(limit_value)d characters."),
        },
    )

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        purposes = looks.purposes(viewer)
        field: Any = self.fields["purpose"]
        field.choices = [(one.code, one.words) for one in purposes]
        if not viewer.is_sensitive:  # of theirs the team is never told
            field.choice_hints = {one.code: _("The team is not told.") for one in purposes if one.withheld_from_team}


class ThroughServiceForm(DeedForm):
    """One tap: `as_` is the button that was pressed."""

    as_ = forms.ChoiceField(choices=list(looks.THROUGH_SERVICE.items()))


@require_http_methods(["GET", "POST"])
@helps_at_the_limit
def look(request: PatchworkRequest, person_id: uuid.UUID) -> HttpResponse:
    """Give a reason; or, where it is open already, go straight in."""
    viewer = request.viewer
    person = person_or_404(person_id, viewer=viewer)
    if not looks.may_look(viewer, person):
        raise NotHere(person_id)
    if person.opens_team:
        return redirect_after(request, page_of(person_id))
    through = ThroughServiceForm(request.POST, viewer=viewer) if "as_" in request.POST else None
    form = ReasonForm(request.POST if request.method == "POST" and through is None else None, viewer=viewer)
    deed: forms.Form = form if through is None else through
    action: Callable[..., Look] = looks.give_reason if through is None else looks.look_through_service
    if deed.is_valid() and attempt(deed, action, by=viewer, person=person, **deed.cleaned_data) is not None:
        return redirect_after(request, page_of(person_id))
    return page(
        request,
        "involvement/look.html",
        status=422 if deed.errors else 200,
        context={"person": person, "form": form, "through": through, "offer": looks.offer(viewer, person)},
    )


def page_of(person_id: uuid.UUID) -> str:
    """The person's page; the card where there is none."""
    try:
        return reverse("person", args=[person_id])
    except NoReverseMatch:
        return reverse("card", args=[person_id])
