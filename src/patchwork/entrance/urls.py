"""Addresses of coming in."""

from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.entrance import views

urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", views.join, name="join"),
    path("post/", views.switch_post, name="switch_post"),
    path("my-card/", views.my_card, name="my_card"),
    path("my-card/undo/", views.undo_card, name="undo_card"),
    path("my-card/invite/", views.ask_in, name="ask_in"),
    path("my-card/invite/<uuid:colleague_invitation_id>/back/", views.take_back, name="take_back_invitation"),
    path("photo/<uuid:account_id>/<uuid:version>/<slug:size>/", views.photo, name="photo"),
]
