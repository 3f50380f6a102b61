from __future__ import annotations

from django.urls import path

from patchwork.people import emergency_views, exclusion_views, same_views, shield_views, views

urlpatterns = [
    path("find/", views.find, name="find"),
    path("people/add/", views.add, name="add_person"),
    path("people/<uuid:person_id>/card/", views.card, name="card"),
    path("people/<uuid:person_id>/correct/", views.correct, name="correct_person"),
    path("people/<uuid:person_id>/link/", views.link, name="link_family"),
    path("people/<uuid:person_id>/shield/", shield_views.shield, name="shield"),
    path("people/<uuid:person_id>/shield/list/", shield_views.shield_list, name="shield_list"),
    path("people/<uuid:person_id>/shield/no/", shield_views.decline_shield, name="decline_shield"),
    path("people/<uuid:person_id>/exclusion/", exclusion_views.exclude, name="exclude"),
    path("people/<uuid:person_id>/emergency/", emergency_views.open_emergency, name="emergency"),
    path(
        "emergency/<uuid:glass_id>/show/<uuid:person_id>/",
        emergency_views.show_in_emergency,
        name="show_in_emergency",
    ),
    path("emergency/<uuid:glass_id>/leave/", emergency_views.leave_emergency, name="leave_emergency"),
    path("emergency/<uuid:glass_id>/waiting/", emergency_views.emergency_waiting, name="emergency_waiting"),
    path("emergency/<uuid:glass_id>/answer/", emergency_views.answer_emergency, name="answer_emergency"),
    path("emergency/", emergency_views.emergencies, name="emergencies"),
    path("emergency/<uuid:glass_id>/review/", emergency_views.review_emergency, name="review_emergency"),
    path("shields/", shield_views.shields, name="shields"),
    path("same-person/", same_views.same_persons, name="same_persons"),
    path("same-person/decided/", same_views.decisions, name="same_decisions"),
    path("same-person/<uuid:question_id>/", same_views.answer_same_person, name="answer_same_person"),
    path("same-person/<uuid:question_id>/reopen/", same_views.reopen, name="reopen_same_person"),
    path("joined/<uuid:merge_id>/", same_views.joined, name="merge"),
    path("joined/<uuid:merge_id>/added/<uuid:step_id>/", same_views.settle_added, name="settle_added"),
    path("exclusions/", exclusion_views.exclusions, name="exclusions"),
    path("exclusions/<uuid:exclusion_id>/", exclusion_views.review_exclusion, name="review_exclusion"),
    path("my-card/private/", exclusion_views.my_relatives, name="my_relatives"),
    path("my-card/private/<uuid:stated_id>/", exclusion_views.take_back_relative, name="take_back_relative"),
]
