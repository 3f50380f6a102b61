from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.impact import views

urlpatterns: list[URLPattern] = [
    path("count/<slug:measure>/", views.count, name="count"),
    path("useful/", views.was_it_useful, name="was_it_useful"),
    path("impact/", views.impact, name="impact"),
    path("impact/figures.csv", views.impact_file, name="impact_file"),
]
