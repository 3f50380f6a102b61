"""Joining, choosing a post, one's own card."""

from __future__ import annotations

import uuid

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patchwork.access.entering import act_in
from patchwork.accounts.models import Account, Photo
from patchwork.accounts.photos import own_photo_url
from patchwork.directory import joining
from patchwork.directory.invitations import invite_to_join, needs_approval, withdraw_invitation
from patchwork.directory.models import Invitation, Post
from patchwork.entrance import actions, queries, undoing
from patchwork.entrance.forms import AcceptForm, AskInForm, CardForm, JoinForm, SwitchForm, card_of
from patchwork.kit.pages import attempt, page, redirect_after, sent
from patchwork.kit.requests import PatchworkRequest

JOINING = "joining"
"""In the session of somebody who has just joined: leads on from the second factor to the contact card."""


# -- joining


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: PatchworkRequest, token: str) -> HttpResponse:
    """The link of an invitation: a newcomer makes an account, a colleague takes a further post."""
    opened = joining.open_invitation(token, now=timezone.now())
    if opened is None or not opened.answer:
        why = opened.answer.refusal if opened else ""
        return page(request, "entrance/join_closed.html", context={"why": why}, status=404)
    if opened.account is not None:
        return _accept(request, token, opened)
    return _join(request, token, opened)


def _join(request: PatchworkRequest, token: str, opened: joining.Opened) -> HttpResponse:
    if request.user.is_authenticated:
        return page(request, "entrance/join_other.html", context={"invited": opened}, status=409)
    invitation = opened.invitation
    form = JoinForm(sent(request), email=invitation.email, initial={"name": invitation.name})
    if form.is_valid():
        typed = form.cleaned_data
        post = attempt(
            form, joining.join, token=token, name=typed["name"], password=typed["password"], now=timezone.now()
        )
        if post is not None:
            _sign_in(request, post)
            return redirect_after(request, "second_factor")
    return page(request, "entrance/join.html", context={"form": form, "invited": opened})


def _sign_in(request: PatchworkRequest, post: Post) -> None:
    """Opening the mailed link and choosing a way to sign in is a first factor; the gate asks for the second."""
    record_authentication(request, post.account, method="invitation")
    perform_login(request, post.account)
    act_in(request, post)
    request.session[JOINING] = True


def _accept(request: PatchworkRequest, token: str, opened: joining.Opened) -> HttpResponse:
    account = request.user
    if not isinstance(account, Account):
        return page(request, "entrance/join_sign_in.html", context={"invited": opened, "here": request.path})
    if opened.account != account:
        return page(request, "entrance/join_other.html", context={"invited": opened}, status=409)
    form = AcceptForm(sent(request))
    if form.is_valid():
        post = attempt(form, joining.accept_post, token=token, account=account, now=timezone.now())
        if post is not None:
            actions.take_up(request, account=account, post_id=post.pk, now=timezone.now())
            return redirect_after(request, "my_card")
    return page(request, "entrance/join_accept.html", context={"form": form, "invited": opened})


# -- posts


@require_http_methods(["GET", "POST"])
def switch_post(request: PatchworkRequest) -> HttpResponse:
    """My posts: choose the one to act in. Without any, what to do."""
    account, now = request.user, timezone.now()
    assert isinstance(account, Account)  # LoginRequiredMiddleware
    form = SwitchForm(sent(request))
    if form.is_valid():
        chosen = form.cleaned_data["post"]
        if attempt(form, actions.take_up, request=request, account=account, post_id=chosen, now=now) is not None:
            return redirect_after(request, "/")
    acting_in = request.post_acted_in.pk if request.post_acted_in else None
    posts = queries.held_posts(account.pk, acting_in=acting_in, now=now)
    return page(request, "entrance/posts.html", context={"form": form, "posts": posts, "email": account.email})


# -- my card


@require_http_methods(["GET", "POST"])
def my_card(request: PatchworkRequest) -> HttpResponse:
    """Read and change the contact card colleagues see."""
    post = request.post_acted_in
    colleagues = queries.may_cover(post, now=request.viewer.now)
    form = CardForm(sent(request), request.FILES or None, viewer=request.viewer, post=post, colleagues=colleagues)
    before = card_of(post)
    if form.is_valid():
        saved = attempt(form, actions.change_card, by=request.viewer, post=post, values=form.cleaned_data)
        if saved is not None:
            undoing.remember(request.session, post, before)
            messages.success(request, _("Your card is saved."), extra_tags=f"undo={reverse('undo_card')}")
            return redirect_after(request, "/" if request.session.pop(JOINING, False) else "my_card")
    context = {"form": form, "joining": JOINING in request.session, "large_photo_url": own_photo_url(post.account)}
    return page(request, "entrance/card.html", context=context)


@require_POST
def undo_card(request: PatchworkRequest) -> HttpResponse:
    """The card as it was before the last change (the photo stays as it is)."""
    before = undoing.recall(request.session, request.post_acted_in)
    if before is not None:
        actions.change_card(by=request.viewer, post=request.post_acted_in, values=before)
        messages.info(request, _("Your card is as it was before."))
    return redirect_after(request, "my_card")


# -- asking a colleague in


@require_http_methods(["GET", "POST"])
def ask_in(request: PatchworkRequest) -> HttpResponse:
    """Ask a colleague into one's own service; see whom one has asked and who has not joined yet."""
    form = AskInForm(sent(request), viewer=request.viewer)
    if form.is_valid():
        service = request.post_acted_in.service
        asked = attempt(form, invite_to_join, by=request.viewer, service=service, **form.cleaned_data)
        if asked is not None:
            messages.success(request, _what_follows(asked))
            return redirect_after(request, "ask_in")
    context = {"form": form, "asked": queries.my_invitations(request.viewer), "service": request.post_acted_in.service}
    return page(request, "entrance/ask_in.html", context=context)


def _what_follows(asked: Invitation) -> str:
    if not needs_approval(asked):
        return _("Asked: the link is in their mail.")
    return _("%(email)s is not an address of your organisation: the area's administrator has to agree first.") % {
        "email": asked.email
    }


@require_POST
def take_back(request: PatchworkRequest, colleague_invitation_id: uuid.UUID) -> HttpResponse:
    """The link of an invitation of one's own stops working."""
    mine = get_object_or_404(queries.my_invitations(request.viewer), pk=colleague_invitation_id)
    withdraw_invitation(by=request.viewer, invitation=mine)
    messages.success(request, _("Taken back: the link no longer works."))
    return redirect_after(request, "ask_in")


# -- faces


@require_GET
def photo(request: PatchworkRequest, account_id: uuid.UUID, version: uuid.UUID, size: str) -> HttpResponse:
    """A colleague's face, for those who share an area with them. The version is in the address: it never changes."""
    column = {"small": "thumbnail", "large": "picture"}.get(size)
    if column is None or not Post.objects.filter(area_id=request.viewer.area_id, account_id=account_id).exists():
        raise Http404
    face = get_object_or_404(Photo.objects.only(column), account_id=account_id, version=version)
    response = HttpResponse(bytes(getattr(face, column)), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
