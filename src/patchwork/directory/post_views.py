"""Posts on a desk: who holds them, what each may do, ending and suspending them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from patchwork.directory import actions, desk_forms, desks, proposal_kinds, reviewing
from patchwork.directory.desk_pages import (
    Asking,
    Deed,
    area_only,
    area_page,
    ask_page,
    desk,
    do,
    organisation_page,
    press,
    reads_and_writes,
)
from patchwork.directory.models import Organisation, Post, Power
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest


@require_safe
@desk
def organisation_posts(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Who holds which post in the organisation."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    return organisation_page(request, "organisation_posts", organisation, **_posts(request, organisation))


@require_safe
@area_only
def area_posts(request: PatchworkRequest) -> HttpResponse:
    """Who holds which post in the area. The workers of a refuge are not among them."""
    return area_page(request, "area_posts", **_posts(request, None))


def _posts(request: PatchworkRequest, organisation: Organisation | None) -> dict[str, Any]:
    form = desk_forms.ListForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "page": None}
    found, people = desks.posts(
        viewer=request.viewer, organisation=organisation, words=asked["q"], number=asked["page"] or 1
    )
    return {"form": form, "asked": asked["q"], "found": found, "people": people}


@reads_and_writes
@desk
def review_posts(request: PatchworkRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Everybody on one page, to tick: who still needs their post."""
    organisation = desks.organisation_or_404(organisation_id, viewer=request.viewer)
    found = reviewing.review_list(organisation, viewer=request.viewer)
    form = desk_forms.ReviewForm(sent(request), viewer=request.viewer, rows=[*found.due, *found.later])
    if form.is_valid():
        ticked = form.cleaned_data["posts"]
        done = attempt(form, reviewing.confirm_posts, by=request.viewer, organisation=organisation, posts=ticked)
        if done is not None:
            said = ngettext("%(n)d post is confirmed.", "%(n)d posts are confirmed.", len(done)) % {"n": len(done)}
            messages.success(request, said)
            return redirect_after(request, reverse("review_posts", args=[organisation.pk]))
    return organisation_page(request, "review_posts", organisation, form=form, found=found)


@require_safe
@desk
def desk_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """One post, with what may be done about it."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    context = desks.post_page(post, viewer=request.viewer)
    return page(request, "directory/desk/post.html", context=context)


# -- one deed, asked once


def _press(
    request: PatchworkRequest,
    post_id: uuid.UUID,
    action: Callable[..., Any],
    title: str,
    button: str,
    done: str,
    *,
    lead: str = "",
    danger: bool = False,
    undo: str = "",
) -> HttpResponse:
    """A deed about one post; `title` names its holder, `undo` the address of the deed that takes it back."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    back = reverse(undo, args=[post.pk]) if undo else ""
    deed = Deed(title % {"name": post.account.name}, button, action, _post_url(post), done, lead, danger, back)
    return press(request, deed, post=post)


@reads_and_writes
@desk
def end_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """Somebody leaves."""
    return _press(
        request, post_id, actions.end_post,
        _("End the post of %(name)s?"), _("End the post"), _("The post has ended."),
        lead=_("From today it opens nothing, and nobody finds it in the directory."), danger=True, undo="resume_post",
    )  # fmt: skip


@reads_and_writes
@desk
def suspend_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """At once, until lifted."""
    return _press(
        request, post_id, actions.suspend_post,
        _("Suspend the post of %(name)s?"), _("Suspend the post"), _("The post is suspended."),
        lead=_("It opens nothing, at once and until somebody lifts the suspension."), danger=True, undo="resume_post",
    )  # fmt: skip


@reads_and_writes
@desk
def resume_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """Lift a suspension, or take back an end."""
    return _press(
        request, post_id, actions.resume_post,
        _("Let %(name)s act in this post again?"), _("Take the post up again"), _("The post is in force again."),
    )  # fmt: skip


@reads_and_writes
@desk
def reconfirm_post(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """They still need this post."""
    return _press(
        request, post_id, reviewing.confirm_post,
        _("Does %(name)s still need this post?"), _("Yes, still needed"), _("Noted: the post is still needed."),
    )  # fmt: skip


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
        _post_url(post), _("Taken away."), danger=True,
        lead=_("Giving them again takes two people."),
    )  # fmt: skip
    return press(request, deed, post=post, power=power)


# -- with a form


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
def give_powers(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """More rights for a post."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    form = desk_forms.PowersForm(sent(request), viewer=request.viewer, post=post)
    title = _("Give %(name)s more rights") % {"name": post.account.name}
    asking = Asking(proposal_kinds.POWERS, title, _post_url(post), post.pk)
    return ask_page(request, asking, form, lambda: {"powers": sorted(form.cleaned_data["powers"])})


@reads_and_writes
@desk
def reset_second_factor(request: PatchworkRequest, post_id: uuid.UUID) -> HttpResponse:
    """For somebody who has lost phone and recovery codes."""
    post = desks.post_or_404(post_id, viewer=request.viewer)
    form = desk_forms.WhyForm(sent(request), viewer=request.viewer)
    title = _("Reset the second factor of %(name)s") % {"name": post.account.name}
    asking = Asking(proposal_kinds.SECOND_FACTOR, title, _post_url(post), post.pk)
    return ask_page(request, asking, form, dict)


def _post_url(post: Post) -> str:
    return reverse("desk_post", args=[post.pk])
