"""The forms of attentions."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.agreements import packs
from patchwork.directory.models import Post
from patchwork.involvement.models import Involvement

WHOLE_TEAM, CHOSEN = "team", "chosen"


class RaiseForm(DeedForm):
    """What it is about, and whom it is for. Its token makes one attention of two presses."""

    category = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Who should know?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who should know.")},
    )
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Whom do you need?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Someone you chose has left the team. Choose again."),
        },
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, viewer: Viewer, team: list[Involvement], whole_team: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, viewer=viewer, **kwargs)
        self.initial.setdefault("form_token", uuid.uuid4())
        self.initial.setdefault("whom", WHOLE_TEAM if whole_team and not self.initial.get("members") else CHOSEN)
        self._offer_categories(viewer)
        self._offer_team(team, whole_team)

    def _offer_categories(self, viewer: Viewer) -> None:
        known = packs.pack(viewer.jurisdiction).attentions.values()
        field = self.fields["category"]
        field.choices = [(one.code, one.words) for one in known]  # type: ignore[attr-defined]
        field.choice_hints = {one.code: one.explain for one in known}  # type: ignore[attr-defined]

    def _offer_team(self, team: list[Involvement], whole_team: bool) -> None:
        posts = [row.post for row in team if row.post is not None]
        members = self.fields["members"]
        members.choices = [(str(post.pk), _name(post)) for post in posts]  # type: ignore[attr-defined]
        members.choice_hints = {  # type: ignore[attr-defined]
            str(post.pk): f"{post.role_label}, {post.service.organisation.name}" for post in posts
        }
        if whole_team:
            self.fields["whom"].choices = [  # type: ignore[attr-defined]
                (WHOLE_TEAM, _("Everyone in the team")),
                (CHOSEN, _("Colleagues I choose")),
            ]
        else:
            del self.fields["whom"]

    def clean_members(self) -> list[uuid.UUID]:
        return [uuid.UUID(member) for member in self.cleaned_data["members"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["to_whole_team"] = cleaned.pop("whom", CHOSEN) == WHOLE_TEAM
        if not cleaned["to_whole_team"] and cleaned.get("members") == []:
            self.add_error("members", _("Choose at least one colleague."))
        return cleaned


def _name(post: Post) -> str:
    """Of a service that lists a duty line only (a refuge) nobody is named."""
    return str(post.service.name if post.service.duty_line_only else post.account.name)


class OneButton(DeedForm):
    """A form that is only its button."""


class Prefill(forms.Form):
    """What a link to the form may have chosen already: "ask Hana to call me"."""

    to = forms.UUIDField(required=False)
    about = forms.SlugField(required=False)

    def choices(self) -> dict[str, Any]:
        """Values for `RaiseForm`; what cannot be read is left out."""
        self.is_valid()
        chosen: dict[str, Any] = {}
        if to := self.cleaned_data.get("to"):
            chosen["members"] = [str(to)]
        if about := self.cleaned_data.get("about"):
            chosen["category"] = about
        return chosen
