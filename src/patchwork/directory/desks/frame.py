"""Where one is on a desk, and how much of a list one page of it holds."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from patchwork.directory.models import Organisation, Power
from patchwork.directory.viewing import Viewer

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of a desk's sub-navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


def organisation_tabs(organisation: Organisation, viewer: Viewer, here: str) -> list[Tab]:
    """The pages about one organisation; for the area's administrator the first leads to its partnership."""
    own = organisation.pk == viewer.organisation_id and viewer.has(Power.ORGANISATION_ADMIN)
    first = reverse("organisation_desk") if own else reverse("area_organisation", args=[organisation.pk])
    places = [
        ("organisation_services", _("Services")),
        ("organisation_posts", _("People")),
        ("organisation_invitations", _("Invitations")),
        ("organisation_domains", _("Mail domains")),
    ]
    about = [Tab(label, reverse(name, args=[organisation.pk]), here == name) for name, label in places]
    if own:  # whoever runs the area has no part in an organisation's lists
        lists = reverse("organisation_lists", args=[organisation.pk])
        about.append(Tab(_("Lists"), lists, here == "organisation_lists"))
    last = [Tab(_("Two people"), reverse("proposals"), False)] if own else []
    return [Tab(_("Overview"), first, here == "overview"), *about, *last]


def area_tabs(viewer: Viewer, here: str) -> list[Tab]:
    """The pages about the area."""
    places = [
        ("area_desk", _("Overview")),
        ("area_organisations", _("Organisations")),
        ("area_posts", _("People")),
        ("area_invitations", _("Invitations")),
        ("area_settings", _("Settings")),
        ("proposals", _("Two people")),
    ]
    return [Tab(label, reverse(name), here == name) for name, label in places]
