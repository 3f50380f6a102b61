"""The product's addresses and one more: a view that does as little as a signed-in view can."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from patchwork.config.urls import urlpatterns as product
from patchwork.directory.models import Post
from patchwork.kit.requests import PatchworkRequest


def bare(request: PatchworkRequest) -> HttpResponse:
    """Same middleware, signed in, area set, one query by primary key, no audit."""
    Post.objects.filter(pk=request.viewer.post_id).values_list("pk").get()
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("bench/bare/", bare), *product]
