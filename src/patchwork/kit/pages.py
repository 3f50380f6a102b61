"""What every view uses to answer: a page or a part of it, a redirect after a deed, a refusal kept in the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from patchwork.kit.answers import Refused
from patchwork.kit.requests import PatchworkRequest


def page(
    request: PatchworkRequest,
    template: str,
    *,
    context: dict[str, Any] | None = None,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only its partial `part` when htmx asks for it. 422 when `context["form"]` has errors."""
    context = context or {}
    form = context.get("form")
    if status == 200 and isinstance(form, forms.BaseForm) and form.errors:
        status = 422
    name = f"{template}#{part}" if part and request.htmx and not request.htmx.boosted else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def attempt[T](form: forms.Form, action: Callable[..., T], **kwargs: Any) -> T | None:
    """Do `action(**kwargs)`; a `Refused` becomes an error of the form, with nothing half-written.

    Returns what the action returned, or None after a refusal. Use actions that return something.
    """
    try:
        with transaction.atomic():
            return action(**kwargs)
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal.words))
        return None


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when the page was only opened. An empty POST is a form with nothing filled in."""
    return request.POST if request.method == "POST" else None


def redirect_after(request: PatchworkRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """303 See Other after a deed, so that reloading does nothing twice; htmx follows it as a browser does."""
    response: HttpResponse = redirect(to, *args, **kwargs)
    response.status_code = 303
    return response


def said_and_back(request: PatchworkRequest, form: forms.BaseForm, to: str, *args: Any) -> HttpResponse:
    """A button without a page of its own was not pressed as it should be: nothing is done, the next page says so."""
    messages.warning(request, " ".join(str(words) for errors in form.errors.values() for words in errors))
    return redirect_after(request, to, *args)
