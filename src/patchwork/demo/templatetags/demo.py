"""The cast on the sign-in page."""

from __future__ import annotations

from typing import Any

from django import template

from patchwork.demo import signing_in

register = template.Library()


@register.inclusion_tag("demo/cast.html", takes_context=True)
def demo_cast(context: Any) -> dict[str, Any]:
    """In a demonstration the cast, one press each; otherwise nothing."""
    members = signing_in.members() if signing_in.is_open() else []
    return {"members": members, "request": context.get("request"), "csrf_token": context.get("csrf_token")}
