"""The area's desk: how the partnership stands, its settings, layers and law, who takes part."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from patchwork.directory import actions, desk_forms, desks, proposal_kinds
from patchwork.directory.desk_pages import Asking, Deed, area_only, area_page, ask_page, do, reads_and_writes
from patchwork.kit.pages import sent
from patchwork.kit.requests import PatchworkRequest


@require_safe
@area_only
def area_desk(request: PatchworkRequest) -> HttpResponse:
    """How the partnership stands, and what waits."""
    return area_page(request, "area_desk", **desks.area_overview(request.viewer))


@reads_and_writes
@area_only
def area_settings(request: PatchworkRequest) -> HttpResponse:
    """Name, hub, intervals; links to what takes two people."""
    area = desks.area_of(request.viewer)
    form = desk_forms.AreaForm(sent(request), viewer=request.viewer, area=area)
    deed = Deed(
        _("Settings of %(name)s") % {"name": area.name}, _("Save"), actions.change_area, reverse("area_settings"),
        _("Saved."),
    )  # fmt: skip
    overview = desks.area_overview(request.viewer)
    return do(
        request, deed, form, lambda: {"area": area, **form.cleaned_data}, template="directory/desk/area_settings.html",
        heading=area.name, tabs=desks.area_tabs(request.viewer, "area_settings"), layers=overview["layers"],
        pack=overview["pack"], waiting=desks.open_about(request.viewer, None),
    )  # fmt: skip


@reads_and_writes
@area_only
def area_layers(request: PatchworkRequest) -> HttpResponse:
    """How many layers are on."""
    form = desk_forms.LayersForm(sent(request), viewer=request.viewer, area=desks.area_of(request.viewer))
    asking = Asking(proposal_kinds.LAYERS, _("Switch layers on or off"), reverse("area_settings"))
    return ask_page(request, asking, form, lambda: {"layers": form.layers()})


@reads_and_writes
@area_only
def area_pack(request: PatchworkRequest) -> HttpResponse:
    """On which law the area stands."""
    form = desk_forms.PackForm(sent(request), viewer=request.viewer)
    asking = Asking(proposal_kinds.PACK, _("Change the jurisdiction pack"), reverse("area_settings"))
    return ask_page(request, asking, form, lambda: {"jurisdiction": form.cleaned_data["jurisdiction"]})


# -- who takes part


@require_safe
@area_only
def area_organisations(request: PatchworkRequest) -> HttpResponse:
    """Who takes part, and how far each has come."""
    return area_page(request, "area_organisations", partners=desks.partners(request.viewer))


@reads_and_writes
@area_only
def add_organisation(request: PatchworkRequest) -> HttpResponse:
    """An organisation joins the partnership."""
    form = desk_forms.NewOrganisationForm(sent(request), viewer=request.viewer)
    deed = Deed(
        _("Add an organisation"), _("Add the organisation"), actions.add_organisation, reverse("area_organisations"),
        _("Added. Next: a service, a mail domain, and somebody who administers it."),
    )  # fmt: skip
    return do(request, deed, form, lambda: form.cleaned_data)


@reads_and_writes
@area_only
def change_partnership(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Agreement, live date, coverage."""
    partnership = desks.partnership_or_404(organisation_id, viewer=request.viewer)
    now = desk_forms.PartnershipForm.now(partnership)
    form = desk_forms.PartnershipForm(sent(request), viewer=request.viewer, initial=now)
    deed = Deed(
        _("%(name)s in the partnership") % {"name": partnership.organisation.name}, _("Save"),
        actions.change_partnership, reverse("area_organisation", args=[organisation_id]), _("Saved."),
    )  # fmt: skip
    return do(request, deed, form, lambda: {"partnership": partnership, **form.cleaned_data})
