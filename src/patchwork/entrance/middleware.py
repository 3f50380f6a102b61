"""Whoever is signed in acts in a post, or is told what to do: no view has to ask whether there is a viewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from patchwork.accounts.middleware import WHILE_ENROLLING, WHILE_LOCKED
from patchwork.kit.requests import PatchworkRequest

WITHOUT_POST = (
    WHILE_ENROLLING
    | WHILE_LOCKED
    | {
        "switch_post", "join", "preferences", "end_other_sessions", "account_change_password", "mfa_index",
        "mfa_list_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_deactivate_totp", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)  # fmt: skip
"""What belongs to the account rather than to one of its posts."""


class PostNeeded:
    """Closed by default: signed in without a post in date leads to the page that offers one's posts."""

    def __init__(self, get_response: Callable[[PatchworkRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PatchworkRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PatchworkRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        acts = request.viewer is not None and request.viewer.is_active
        open_to_all = not getattr(view, "login_required", True)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if acts or open_to_all or name in WITHOUT_POST or not request.user.is_authenticated:
            return None
        return redirect("switch_post")
