"""Addresses that exist in a demonstration only."""

from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.demo import views

urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="demo_sign_in"),
    path("list.csv", views.example_list, name="demo_list"),
    path("mail/", views.mail, name="demo_mail"),
    path("mail/<str:name>/", views.one_mail, name="demo_one_mail"),
    path("mail/<str:name>/html/", views.mail_as_html, name="demo_mail_as_html"),
]
