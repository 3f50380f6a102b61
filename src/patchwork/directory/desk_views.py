"""The desks of an organisation and of the area. For everybody else these pages do not exist (404)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from patchwork.directory import actions, desk_forms, desks, proposal_kinds, proposals, rules, taxonomy
from patchwork.directory.deed_forms import DeedForm
from patchwork.directory.invitations import approve_invitation, withdraw_invitation
from patchwork.directory.models import MailDomain, Organisation, Post, Power, Service
from patchwork.directory.views import View, acting
from patchwork.kit.pages import attempt, page, redirect_after
from patchwork.kit.requests import PatchworkRequest

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def desk(view: View) -> View:
    """For administrators, of an organisation or of the area. Which rows they reach is `rules`'s."""

    @wraps(view)
    def inside(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.administers(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return acting(inside)


def area_only(view: View) -> View:
    """For the area's administrators."""

    @wraps(view)
    def inside(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.may_run_area(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return acting(inside)


def deciders(view: View) -> View:
    """For those who may be the second person: administrators and the privacy officer."""

    @wraps(view)
    def inside(request: PatchworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.powers & set(proposals.DECIDERS):
            raise Http404
        return view(request, *args, **kwargs)

    return acting(inside)


@dataclass(frozen=True, slots=True)
class Deed:
    """A page that is one form: what it is called, what it does, and where it leads."""

    title: str
    button: str
    action: Callable[..., Any]
    back: str
    done: str
    lead: str = ""
    template: str = "kit/form_page.html"
    danger: bool = False
    undo: str = ""


def do(
    request: PatchworkRequest, deed: Deed, form: forms.Form, values: Callable[[], dict[str, Any]], **context: Any
) -> HttpResponse:
    """Show the form; when sent and good, do the deed and go back; a refusal stands in the form with what was typed."""
    if request.method == "POST" and form.is_valid():
        done = attempt(form, deed.action, by=request.viewer, **values())
        if done is not None:
            messages.success(request, deed.done, extra_tags=f"undo={deed.undo}" if deed.undo else "")
            return redirect_after(request, deed.back)
    shown = {"title": deed.title, "lead": deed.lead, "text": deed.lead, "button": deed.button, "danger": deed.danger}
    return page(request, deed.template, context={"form": form, "cancel_url": deed.back, **shown, **context})


def press(request: PatchworkRequest, deed: Deed, **values: Any) -> HttpResponse:
    """A deed without any field: asked once on GET, done on POST."""
    form = DeedForm(sent(request), viewer=request.viewer)
    return do(request, deed, form, lambda: values)


def sent(request: PatchworkRequest) -> Any:
    """What a form was sent with; None when it is only shown."""
    return request.POST if request.method == "POST" else None


# -- an organisation


@require_safe
@desk
def organisation_desk(request: PatchworkRequest) -> HttpResponse:
    """How one's own organisation stands, and what waits."""
    viewer = request.viewer
    if not viewer.has(Power.ORGANISATION_ADMIN):
        raise Http404
    return _overview(request, desks.organisation_or_404(viewer.organisation_id, viewer=viewer))


@require_safe
@area_only
def area_organisation(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The same for any organisation of the area."""
    return _overview(request, desks.organisation_or_404(organisation_id, viewer=request.viewer))


def _overview(request: PatchworkRequest, organisation: Organisation) -> HttpResponse:
    context = desks.organisation_overview(organisation, viewer=request.viewer)
    return _organisation_page(request, "overview", organisation, **context)


def _organisation_page(
    request: PatchworkRequest, here: str, organisation: Organisation, **context: Any
) -> HttpResponse:
    tabs = desks.organisation_tabs(organisation, request.viewer, here)
    runs_area = bool(rules.may_run_area(request.viewer))
    known = {"organisation": organisation, "tabs": tabs, "runs_area": runs_area}
    return page(request, f"directory/desk/{here}.html", context={**known, **context})


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


@require_safe
@desk
def organisation_services(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Its services."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    rows = desks.services(organisation, viewer=request.viewer)
    return _organisation_page(request, "organisation_services", organisation, rows=rows)


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
    deed = Deed(
        service.name, _("Save"), actions.change_service, _services_url(service), _("Saved."),
        template="directory/desk/service.html",
    )  # fmt: skip
    return do(
        request, deed, form, lambda: {"service": service, **form.cleaned_data}, service=service,
        kind=taxonomy.service_kind(service.kind), waiting=desks.open_about(request.viewer, service.pk),
    )  # fmt: skip


def _services_url(service: Service) -> str:
    return reverse("organisation_services", args=[service.organisation_id])


@reads_and_writes
@desk
def close_service(request: PatchworkRequest, service_id: uuid.UUID) -> HttpResponse:
    """Asked once; can be undone."""
    service = desks.service_or_404(service_id, viewer=request.viewer)
    deed = Deed(
        _("Close %(name)s?") % {"name": service.name}, _("Close the service"), actions.close_service,
        _services_url(service), _("The service is closed."), template="kit/confirm.html", danger=True,
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
        _services_url(service), _("The service is open again."), template="kit/confirm.html",
    )  # fmt: skip
    return press(request, deed, service=service)


# -- people


@require_safe
@desk
def organisation_posts(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Who holds which post in the organisation."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    return _organisation_page(request, "organisation_posts", organisation, **_posts(request, organisation))


def _posts(request: PatchworkRequest, organisation: Organisation | None) -> dict[str, Any]:
    form = desk_forms.ListForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "page": None}
    found, people = desks.posts(
        viewer=request.viewer, organisation=organisation, words=asked["q"], number=asked["page"] or 1
    )
    return {"form": form, "asked": asked["q"], "found": found, "people": people}


@require_safe
@desk
def desk_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """One post, with what may be done about it."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    context = desks.post_page(post, viewer=request.viewer)
    return page(request, "directory/desk/post.html", context=context)


@reads_and_writes
@desk
def end_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """Somebody leaves."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    return press(
        request,
        Deed(
            _("End the post of %(name)s?") % {"name": post.account.name}, _("End the post"), actions.end_post,
            _post_url(post), _("The post has ended."), template="kit/confirm.html", danger=True,
            lead=_("From today it opens nothing, and nobody finds it in the directory."),
            undo=reverse("resume_post", args=[post.pk]),
        ),
        post=post,
    )  # fmt: skip


@reads_and_writes
@desk
def suspend_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """At once, until lifted."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    return press(
        request,
        Deed(
            _("Suspend the post of %(name)s?") % {"name": post.account.name}, _("Suspend the post"),
            actions.suspend_post, _post_url(post), _("The post is suspended."), template="kit/confirm.html",
            danger=True, lead=_("It opens nothing, at once and until somebody lifts the suspension."),
            undo=reverse("resume_post", args=[post.pk]),
        ),
        post=post,
    )  # fmt: skip


@reads_and_writes
@desk
def resume_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """Lift a suspension, or take back an end."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    return press(
        request,
        Deed(
            _("Let %(name)s act in this post again?") % {"name": post.account.name}, _("Take the post up again"),
            actions.resume_post, _post_url(post), _("The post is in force again."), template="kit/confirm.html",
        ),
        post=post,
    )  # fmt: skip


@reads_and_writes
@desk
def reconfirm_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """They still need this post."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    return press(
        request,
        Deed(
            _("Does %(name)s still need this post?") % {"name": post.account.name}, _("Yes, still needed"),
            actions.reconfirm_post, _post_url(post), _("Noted: the post is still needed."), template="kit/confirm.html",
        ),
        post=post,
    )  # fmt: skip


@reads_and_writes
@desk
def move_supervisor(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """Who supervises this post."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    form = desk_forms.SupervisorForm(sent(request), viewer=request.viewer, post=post)
    deed = Deed(
        _("Who supervises %(name)s?") % {"name": post.account.name}, _("Save"), actions.move_supervisor,
        _post_url(post), _("Saved."),
    )  # fmt: skip
    return do(request, deed, form, lambda: {"post": post, "supervisor": form.chosen()})


@reads_and_writes
@desk
def take_power(request: PatchworkRequest, post_id: uuid.UUID, power: str) -> HttpResponse:
    """Take a right away: one person is enough."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    if power not in post.powers:
        raise Http404
    words = {"name": post.account.name, "power": Power(power).label}
    deed = Deed(
        _("Take away from %(name)s the rights of: %(power)s?") % words, _("Take them away"), actions.take_power,
        _post_url(post), _("Taken away."), template="kit/confirm.html", danger=True,
        lead=_("Giving them again takes two people."),
    )  # fmt: skip
    return press(request, deed, post=post, power=power)


def _post_url(post: Post) -> str:
    return reverse("desk_post", args=[post.pk])


# -- invitations


@require_safe
@desk
def organisation_invitations(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Who has been asked and has not joined yet."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    rows = desks.invitations(viewer=request.viewer, organisation=organisation)
    return _organisation_page(request, "organisation_invitations", organisation, rows=rows)


@reads_and_writes
@desk
def invite_colleague(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Invite a work e-mail address."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    form = desk_forms.InviteForm(sent(request), viewer=request.viewer, organisation=organisation)
    deed = Deed(
        _("Invite a colleague to %(name)s") % {"name": organisation.name}, _("Invite"), actions.invite_colleague,
        reverse("organisation_invitations", args=[organisation.pk]), _("Invited. You see here when they join."),
        lead=_("Addresses of listed mail domains get their mail at once; others wait for the area's administrator."),
    )  # fmt: skip
    return do(request, deed, form, form.invitation)


@reads_and_writes
@desk
def withdraw_colleague_invitation(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """The link stops working."""
    invitation = desks.invitation_or_404(colleague_invitation_id, viewer=request.viewer)
    deed = Deed(
        _("Take back the invitation to %(email)s?") % {"email": invitation.email}, _("Take it back"),
        withdraw_invitation, reverse("organisation_invitations", args=[invitation.service.organisation_id]),
        _("Taken back: the link no longer works."), template="kit/confirm.html", danger=True,
    )  # fmt: skip
    return press(request, deed, invitation=invitation)


@reads_and_writes
@desk
def resend_invitation(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """A new mail with a new link."""
    invitation = desks.invitation_or_404(colleague_invitation_id, viewer=request.viewer)
    deed = Deed(
        _("Send a new link to %(email)s?") % {"email": invitation.email}, _("Send it again"),
        actions.resend_invitation, reverse("organisation_invitations", args=[invitation.service.organisation_id]),
        _("Sent again. The old link no longer works."), template="kit/confirm.html",
    )  # fmt: skip
    return press(request, deed, invitation=invitation)


@reads_and_writes
@deciders
def agree_to_invitation(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """A second person agrees; then the mail goes out."""
    invitation = desks.waiting_invitation_or_404(colleague_invitation_id, viewer=request.viewer)
    words = {
        "email": invitation.email,
        "service": invitation.service.name,
        "role": taxonomy.role(invitation.role).words,
    }
    deed = Deed(
        _("Let %(email)s join?") % words, _("I agree"), approve_invitation, _waiting_url(request),
        _("Agreed: the invitation is on its way."), template="kit/confirm.html",
        lead=_("As %(role)s in %(service)s.") % words,
    )  # fmt: skip
    return press(request, deed, invitation=invitation)


def _waiting_url(request: PatchworkRequest) -> str:
    return reverse("area_invitations" if rules.may_run_area(request.viewer) else "proposals")


# -- mail domains


@reads_and_writes
@desk
def organisation_domains(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The listed mail domains, and asking for another one."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    form = desk_forms.DomainForm(sent(request), viewer=request.viewer)
    here = reverse("organisation_domains", args=[organisation.pk])
    if request.method == "POST" and form.is_valid():
        change = {"domain": form.cleaned_data["domain"]}
        if asked := _ask(request, form, proposal_kinds.MAIL_DOMAIN, organisation.pk, change, here):
            return asked
    waiting = desks.open_about(request.viewer, organisation.pk, (proposal_kinds.MAIL_DOMAIN,))
    listed = desks.domains(organisation)
    return _organisation_page(request, "organisation_domains", organisation, form=form, domains=listed, waiting=waiting)


@reads_and_writes
@desk
def drop_domain(request: PatchworkRequest, organisation_id: uuid.UUID, domain: str) -> HttpResponse:
    """Addresses of this domain need the area's administrator from now on."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    listed = get_object_or_404(MailDomain, organisation=organisation, domain=domain)
    deed = Deed(
        _("Take %(domain)s off the list?") % {"domain": listed.domain}, _("Take it off"), actions.drop_domain,
        reverse("organisation_domains", args=[organisation.pk]), _("Taken off the list."),
        template="kit/confirm.html", danger=True, lead=_("Listing it again takes two people."),
    )  # fmt: skip
    return press(request, deed, domain=listed)


# -- what takes two people


def _ask(
    request: PatchworkRequest, form: forms.Form, kind: str, about: uuid.UUID | None, change: dict[str, Any], back: str
) -> HttpResponse | None:
    """Ask for a change; None after a refusal, which then stands in the form."""
    proposal = attempt(
        form, proposals.propose, by=request.viewer, kind=kind, about=about, change=change, why=form.cleaned_data["why"]
    )
    if proposal is None:
        return None
    undo = f"undo={reverse('withdraw_proposal', args=[proposal.pk])}"
    messages.success(request, _("Asked. It happens when a second person agrees."), extra_tags=undo)
    return redirect_after(request, back)


@dataclass(frozen=True, slots=True)
class Asking:
    """A page on which a change is asked for that takes two people."""

    kind: str
    title: str
    back: str
    about: uuid.UUID | None = None


def _ask_page(
    request: PatchworkRequest, asking: Asking, form: forms.Form, change: Callable[[], dict[str, Any]]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        asked = _ask(request, form, asking.kind, asking.about, change(), asking.back)
        if asked is not None:
            return asked
    waiting = desks.open_about(request.viewer, asking.about, (asking.kind,))
    context = {"title": asking.title, "cancel_url": asking.back, "button": _("Ask a second person"), "waiting": waiting}
    return page(request, "directory/desk/ask.html", context={"form": form, **context})


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
    return _ask_page(request, asking, form, lambda: {name: form.cleaned_data[name] for name in names})


@reads_and_writes
@desk
def give_powers(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """More rights for a post."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    form = desk_forms.PowersForm(sent(request), viewer=request.viewer, post=post)
    title = _("Give %(name)s more rights") % {"name": post.account.name}
    asking = Asking(proposal_kinds.POWERS, title, _post_url(post), post.pk)
    return _ask_page(request, asking, form, lambda: {"powers": sorted(form.cleaned_data["powers"])})


@reads_and_writes
@desk
def reset_second_factor(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """For somebody who has lost phone and recovery codes."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    form = desk_forms.WhyForm(sent(request), viewer=request.viewer)
    title = _("Reset the second factor of %(name)s") % {"name": post.account.name}
    asking = Asking(proposal_kinds.SECOND_FACTOR, title, _post_url(post), post.pk)
    return _ask_page(request, asking, form, dict)


@reads_and_writes
@area_only
def area_layers(request: PatchworkRequest) -> HttpResponse:
    """How many layers are on."""
    form = desk_forms.LayersForm(sent(request), viewer=request.viewer, area=desks.area_of(request.viewer))
    asking = Asking(proposal_kinds.LAYERS, _("Switch layers on or off"), reverse("area_settings"))
    return _ask_page(request, asking, form, lambda: {"layers": form.layers()})


@reads_and_writes
@area_only
def area_pack(request: PatchworkRequest) -> HttpResponse:
    """On which law the area stands."""
    form = desk_forms.PackForm(sent(request), viewer=request.viewer)
    asking = Asking(proposal_kinds.PACK, _("Change the jurisdiction pack"), reverse("area_settings"))
    return _ask_page(request, asking, form, lambda: {"jurisdiction": form.cleaned_data["jurisdiction"]})


@require_safe
@deciders
def all_proposals(request: PatchworkRequest) -> HttpResponse:
    """What waits for me, what I asked for, what was decided."""
    return page(request, "directory/desk/proposals.html", context=desks.proposals_page(request.viewer))


@reads_and_writes
@deciders
def proposal(request: PatchworkRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """One proposal, with two buttons for the second person and a sentence for anybody else."""
    found = desks.proposal_or_404(proposal_id, viewer=request.viewer)
    form = desk_forms.DecideForm(sent(request), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        agree = form.cleaned_data["agree"] == "yes"
        if attempt(form, proposals.decide, by=request.viewer, proposal=found, agree=agree):
            messages.success(request, _("Agreed: it is done.") if agree else _("Not agreed: nothing changes."))
            return redirect_after(request, "proposals")
    context = {
        "form": form,
        "row": desks.proposal_row(found),
        "may_decide": proposals.may_decide(request.viewer, found),
        "may_withdraw": proposals.may_withdraw(request.viewer, found),
    }
    return page(request, "directory/desk/proposal.html", context=context)


@reads_and_writes
@deciders
def withdraw_proposal(request: PatchworkRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Take one's own proposal back."""
    found = desks.proposal_or_404(proposal_id, viewer=request.viewer)
    deed = Deed(
        _("Take this back?"), _("Take it back"), proposals.withdraw, reverse("proposals"), _("Taken back."),
        template="kit/confirm.html", lead=desks.proposal_row(found).reads,
    )  # fmt: skip
    return press(request, deed, proposal=found)


# -- the area


def _area_page(request: PatchworkRequest, here: str, **context: Any) -> HttpResponse:
    tabs = desks.area_tabs(request.viewer, here)
    heading = request.post_acted_in.area.name
    return page(request, f"directory/desk/{here}.html", context={"tabs": tabs, "heading": heading, **context})


@require_safe
@area_only
def area_desk(request: PatchworkRequest) -> HttpResponse:
    """How the partnership stands, and what waits."""
    return _area_page(request, "area_desk", **desks.area_overview(request.viewer))


@reads_and_writes
@area_only
def area_settings(request: PatchworkRequest) -> HttpResponse:
    """Name, hub, intervals; links to what takes two people."""
    area = desks.area_of(request.viewer)
    form = desk_forms.AreaForm(sent(request), viewer=request.viewer, area=area)
    deed = Deed(
        _("Settings of %(name)s") % {"name": area.name}, _("Save"), actions.change_area, reverse("area_settings"),
        _("Saved."), template="directory/desk/area_settings.html",
    )  # fmt: skip
    overview = desks.area_overview(request.viewer)
    return do(
        request, deed, form, lambda: {"area": area, **form.cleaned_data},
        heading=area.name, tabs=desks.area_tabs(request.viewer, "area_settings"), layers=overview["layers"],
        pack=overview["pack"], waiting=desks.open_about(request.viewer, None),
    )  # fmt: skip


@require_safe
@area_only
def area_organisations(request: PatchworkRequest) -> HttpResponse:
    """Who takes part, and how far each has come."""
    return _area_page(request, "area_organisations", partners=desks.partners(request.viewer))


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


@require_safe
@area_only
def area_posts(request: PatchworkRequest) -> HttpResponse:
    """Who holds which post in the area. The workers of a refuge are not among them."""
    return _area_page(request, "area_posts", **_posts(request, None))


@require_safe
@area_only
def area_invitations(request: PatchworkRequest) -> HttpResponse:
    """Invitations that wait for a second person, and all others that are open."""
    to_approve = desks.to_approve(request.viewer)
    waiting = {row.invitation.pk for row in to_approve}
    rows = [row for row in desks.invitations(viewer=request.viewer) if row.invitation.pk not in waiting]
    return _area_page(request, "area_invitations", to_approve=to_approve, rows=rows)
