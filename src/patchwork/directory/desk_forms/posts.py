"""Forms about posts: inviting, rights, supervisor, who is still needed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.directory import rules, taxonomy
from patchwork.directory.deed_forms import DeedForm
from patchwork.directory.desk_forms.base import DeskForm, WhyForm
from patchwork.directory.models import Organisation, Post, Power, Service
from patchwork.directory.proposal_kinds import POWER_EXPLAINED
from patchwork.directory.reviewing import ReviewRow
from patchwork.directory.viewing import Viewer


class InviteForm(DeskForm):
    """Whom to invite into which post."""

    email = forms.EmailField(label=gettext_lazy("Work e-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name, if you know it"), max_length=120, required=False)
    service = forms.ChoiceField(label=gettext_lazy("Service"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("Administrator?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Administrators open no person. A second person has to agree before the mail is sent."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, organisation: Organisation) -> None:
        super().__init__(data, viewer=viewer)
        found = (
            rules.managed_services(viewer).filter(organisation=organisation, closed_on__isnull=True).order_by("name")
        )
        self.services = {str(service.pk): service for service in found}
        self.offer("service", [(pk, one.name) for pk, one in self.services.items()], _("Choose a service"))
        self.offer("role", _role_choices(viewer, list(self.services.values())), _("Choose a role"))
        offered = [Power.ORGANISATION_ADMIN] + ([Power.AREA_ADMIN] if viewer.has(Power.AREA_ADMIN) else [])
        self.offer("powers", [(power.value, power.label) for power in offered])

    def invitation(self) -> dict[str, Any]:
        """What `actions.invite_colleague` takes. Only after `is_valid`."""
        return {**self.cleaned_data, "service": self.services[self.cleaned_data["service"]]}


def _role_choices(viewer: Viewer, services: list[Service]) -> list[tuple[str, Any]]:
    """Roles that such services usually have come first."""
    kinds = {service.kind for service in services}
    roles = taxonomy.roles(jurisdiction=viewer.jurisdiction)
    usual = [role for role in roles if kinds & set(role.services)]
    return [(role.code, role.words) for role in [*usual, *(role for role in roles if role not in usual)]]


class PowersForm(WhyForm):
    """More rights for a post."""

    powers = forms.MultipleChoiceField(label=gettext_lazy("Which rights?"), widget=forms.CheckboxSelectMultiple)
    field_order = ("powers", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer, post: Post) -> None:
        super().__init__(data, viewer=viewer)
        self.offer("powers", [(power.value, power.label) for power in Power if power not in post.powers])
        self.fields["powers"].choice_hints = POWER_EXPLAINED  # type: ignore[attr-defined]


class SupervisorForm(DeskForm):
    """Under whom a post stands."""

    supervisor = forms.ChoiceField(
        label=gettext_lazy("Supervisor"), required=False,
        help_text=gettext_lazy("They see the teams of the people this post works with."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, post: Post) -> None:
        super().__init__(data, viewer=viewer, initial={"supervisor": post.supervisor_id})
        found = rules.supervisors_for(viewer, post).select_related("account", "service").order_by("account__name")
        self.posts = {str(one.pk): one for one in found}
        choices = [(pk, f"{one.account.name}, {one.service.name}") for pk, one in self.posts.items()]
        self.offer("supervisor", choices, _("Nobody"))

    def chosen(self) -> Post | None:
        """The chosen post, or none. Only after `is_valid`."""
        return self.posts.get(self.cleaned_data["supervisor"])


class ReviewForm(DeedForm):
    """Who still needs their post: one box each, none ticked beforehand."""

    posts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who still needs their post?"), coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick who still works here in this role. Leave out whoever you are not sure of."),
        error_messages={
            "required": gettext_lazy("Tick the posts that are still needed."),
            "invalid_choice": gettext_lazy("One of these is not on your list any more. Look again."),
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, rows: list[ReviewRow]) -> None:
        super().__init__(data, viewer=viewer)
        field: Any = self.fields["posts"]
        field.choices = [(str(row.post.pk), row.post.account.name) for row in rows]
        field.choice_hints = {str(row.post.pk): row.words for row in rows}
