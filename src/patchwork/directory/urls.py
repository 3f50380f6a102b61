"""The directory's addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.directory import views

urlpatterns: list[URLPattern] = [
    path("directory/", views.directory, name="directory"),
    path("directory/service/<uuid:service_id>/", views.service, name="service"),
    path("directory/practitioner/<uuid:post_id>/", views.practitioner, name="practitioner"),
    path("directory/role/<slug:code>/", views.role, name="role"),
]
