from __future__ import annotations

from django.urls import path

from patchwork.pages import printing, views

urlpatterns = [
    path("", views.home, name="home"),
    path("my-team/", views.team_desk, name="team_desk"),
    path("coverage/", views.coverage, name="coverage"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/network/", views.network, name="network"),
    path("people/<uuid:person_id>/family/", views.family_team, name="family_team"),
    path("people/<uuid:person_id>/activity/", views.person_activity, name="person_activity"),
    path("people/<uuid:person_id>/print/", printing.print_people, name="print_people"),
]
