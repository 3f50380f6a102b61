"""The desk of an organisation: how it stands, its services, its mail domains."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from patchwork.directory import actions, desk_forms, desks, going_live, proposal_kinds, rules, taxonomy
from patchwork.directory.desk_pages import (
    Asking,
    Deed,
    area_only,
    ask,
    ask_page,
    desk,
    do,
    organisation_page,
    press,
    reads_and_writes,
)
from patchwork.directory.models import MailDomain, Organisation, Service
from patchwork.kit.pages import attempt, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest


@require_safe
@desk
def organisation_desk(request: PatchworkRequest) -> HttpResponse:
    """How one's own organisation stands, and what waits."""
    viewer = request.viewer
    if not rules.administers_own(viewer):
        raise Http404
    return _overview(request, desks.organisation_or_404(viewer.organisation_id, viewer=viewer))


@require_safe
@area_only
def area_organisation(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The same for any organisation of the area."""
    return _overview(request, desks.organisation_or_404(organisation_id, viewer=request.viewer))


def _overview(request: PatchworkRequest, organisation: Organisation) -> HttpResponse:
    context = desks.organisation_overview(organisation, viewer=request.viewer)
    return organisation_page(request, "overview", organisation, **context)


@reads_and_writes
@desk
def change_organisation(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Its name and website."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    now = {"name": organisation.name, "website": organisation.website}
    form = desk_forms.OrganisationForm(sent(request), viewer=request.viewer, initial=now)
    deed = Deed(
        _("Change %(name)s") % {"name": organisation.name}, _("Save"), actions.change_organisation,
        desks.organisation_tabs(organisation, request.viewer, "")[0].url, _("Saved."),
    )  # fmt: skip
    return do(request, deed, form, lambda: {"organisation": organisation, **form.cleaned_data})


# -- going live


@reads_and_writes
@desk
def go_live(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Which texts somebody there answers for, and which are left before it can go live."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    missing = going_live.missing(organisation, viewer=request.viewer)
    form = desk_forms.AdoptForm(sent(request), viewer=request.viewer, texts=missing)
    if form.is_valid():
        deed = {"by": request.viewer, "organisation": organisation, **form.cleaned_data}
        if attempt(form, going_live.adopt, **deed) is not None:
            messages.success(request, _("Noted."))
            return redirect_after(request, reverse("go_live", args=[organisation.pk]))
    rows = going_live.rows(organisation, viewer=request.viewer)
    partnership = desks.partnership_of(organisation, viewer=request.viewer)
    return organisation_page(request, "go_live", organisation, form=form, rows=rows, partnership=partnership)


@reads_and_writes
@desk
def take_back_adoption(request: PatchworkRequest, organisation_id: uuid.UUID, text: str) -> HttpResponse:
    """Noted by mistake."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    if text not in going_live.BY_CODE:
        raise Http404
    deed = Deed(
        _("Take back: %(text)s?") % {"text": going_live.BY_CODE[text].words}, _("Take it back"), going_live.take_back,
        reverse("go_live", args=[organisation.pk]), _("Taken back."), danger=True,
    )  # fmt: skip
    return press(request, deed, organisation=organisation, text=text)


# -- services


@require_safe
@desk
def organisation_services(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Its services."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    rows = desks.services(organisation, viewer=request.viewer)
    return organisation_page(request, "organisation_services", organisation, rows=rows)


@reads_and_writes
@desk
def add_service(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """A new service."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    form = desk_forms.NewServiceForm(sent(request), viewer=request.viewer, organisation=organisation)
    deed = Deed(
        _("Add a service to %(name)s") % {"name": organisation.name}, _("Add the service"), actions.add_service,
        reverse("organisation_services", args=[organisation.pk]), _("The service is in the directory."),
    )  # fmt: skip
    return do(request, deed, form, lambda: {"organisation": organisation, **form.cleaned_data})


@reads_and_writes
@desk
def change_service(request: PatchworkRequest, service_id: uuid.UUID) -> HttpResponse:
    """Its name and contact details; links to what takes two people."""
    service = desks.service_or_404(service_id, viewer=request.viewer)
    names = ("name", "duty_phone", "phone", "email", "hours", "place", "about")
    now = {name: getattr(service, name) for name in names}
    form = desk_forms.ServiceForm(sent(request), viewer=request.viewer, initial=now)
    deed = Deed(service.name, _("Save"), actions.change_service, _services_url(service), _("Saved."))
    return do(
        request, deed, form, lambda: {"service": service, **form.cleaned_data}, template="directory/desk/service.html",
        service=service, kind=taxonomy.service_kind(service.kind), waiting=desks.open_about(request.viewer, service.pk),
    )  # fmt: skip


@reads_and_writes
@desk
def service_kind(request: PatchworkRequest, service_id: uuid.UUID) -> HttpResponse:
    """Its kind, whether it is sensitive, whether it lists its workers."""
    service = desks.service_or_404(service_id, viewer=request.viewer)
    form = desk_forms.ServiceKindForm(sent(request), viewer=request.viewer, service=service)
    title = _("Change what %(name)s is") % {"name": service.name}
    back = reverse("change_service", args=[service.pk])
    names = ("kind", "is_sensitive", "duty_line_only")
    asking = Asking(proposal_kinds.SERVICE_KIND, title, back, service.pk)
    return ask_page(request, asking, form, lambda: {name: form.cleaned_data[name] for name in names})


@reads_and_writes
@desk
def close_service(request: PatchworkRequest, service_id: uuid.UUID) -> HttpResponse:
    """Asked once; can be undone."""
    service = desks.service_or_404(service_id, viewer=request.viewer)
    deed = Deed(
        _("Close %(name)s?") % {"name": service.name}, _("Close the service"), actions.close_service,
        _services_url(service), _("The service is closed."), danger=True,
        lead=_("Nobody will find it or join it any more. What it did stays recorded."),
        undo=reverse("reopen_service", args=[service.pk]),
    )  # fmt: skip
    return press(request, deed, service=service)


@reads_and_writes
@desk
def reopen_service(request: PatchworkRequest, service_id: uuid.UUID) -> HttpResponse:
    """Undo of the above."""
    service = desks.service_or_404(service_id, viewer=request.viewer)
    deed = Deed(
        _("Open %(name)s again?") % {"name": service.name}, _("Open it again"), actions.reopen_service,
        _services_url(service), _("The service is open again."),
    )  # fmt: skip
    return press(request, deed, service=service)


def _services_url(service: Service) -> str:
    return reverse("organisation_services", args=[service.organisation_id])


# -- mail domains


@reads_and_writes
@desk
def organisation_domains(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The listed mail domains, and asking for another one."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    form = desk_forms.DomainForm(sent(request), viewer=request.viewer)
    asking = Asking(
        proposal_kinds.MAIL_DOMAIN, "", reverse("organisation_domains", args=[organisation.pk]), organisation.pk
    )
    if form.is_valid() and (asked := ask(request, asking, form, {"domain": form.cleaned_data["domain"]})):
        return asked
    waiting = desks.open_about(request.viewer, organisation.pk, (asking.kind,))
    listed = desks.domains(organisation)
    return organisation_page(request, "organisation_domains", organisation, form=form, domains=listed, waiting=waiting)


@reads_and_writes
@desk
def drop_domain(request: PatchworkRequest, organisation_id: uuid.UUID, domain: str) -> HttpResponse:
    """Addresses of this domain need the area's administrator from now on."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    listed = get_object_or_404(MailDomain, organisation=organisation, domain=domain)
    deed = Deed(
        _("Take %(domain)s off the list?") % {"domain": listed.domain}, _("Take it off"), actions.drop_domain,
        reverse("organisation_domains", args=[organisation.pk]), _("Taken off the list."),
        danger=True, lead=_("Listing it again takes two people."),
    )  # fmt: skip
    return press(request, deed, domain=listed)
