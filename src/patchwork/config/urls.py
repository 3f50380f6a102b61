"""Every address of the product. Each app keeps its own list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("health/", health, name="health"),
    path("", include("patchwork.accounts.urls")),
    path("", include("patchwork.entrance.urls")),
    path("", include("patchwork.directory.urls")),
    path("", include("patchwork.people.urls")),
    path("", include("patchwork.involvement.urls")),
    path("", include("patchwork.conversation.urls")),
    path("", include("patchwork.pages.urls")),
    path("", include("patchwork.imports.urls")),
    path("", include("patchwork.oversight.urls")),
    path("", include("patchwork.impact.urls")),
    path("demo/", include("patchwork.demo.urls")),
]
