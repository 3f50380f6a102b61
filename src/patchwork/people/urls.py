from __future__ import annotations

from django.urls import path

from patchwork.people import views

urlpatterns = [
    path("find/", views.find, name="find"),
    path("people/add/", views.add, name="add_person"),
    path("people/<uuid:person_id>/card/", views.card, name="card"),
    path("people/<uuid:person_id>/correct/", views.correct, name="correct_person"),
    path("people/<uuid:person_id>/link/", views.link, name="link_family"),
]
