from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.oversight import broker_views, desk_views
from patchwork.oversight.subject import views as subject

urlpatterns: list[URLPattern] = [
    path("people/<uuid:person_id>/ask/", broker_views.ask_broker, name="ask_broker"),
    path("broker/", broker_views.broker_desk_page, name="broker_desk"),
    path("broker/<uuid:request_id>/pass/", broker_views.broker_pass, name="broker_pass"),
    path("broker/<uuid:passing_id>/given/", broker_views.broker_handed_on, name="broker_handed_on"),
    path("asked/<uuid:passing_id>/", broker_views.broker_passing, name="broker_passing"),
    path("hub/", desk_views.hub_desk, name="hub_desk"),
    path("oversight/", desk_views.privacy_desk, name="privacy_desk"),
    path("oversight/looked/", desk_views.looked, name="looked"),
    path("oversight/provisional/", desk_views.provisional, name="provisional"),
    path("oversight/requests/", desk_views.hub_broker, name="hub_broker"),
    path("oversight/stands-out/", desk_views.hits, name="hits"),
    path("oversight/stands-out/<uuid:hit_id>/", desk_views.close_hit, name="close_hit"),
    path("oversight/not-me/<uuid:note_id>/", desk_views.looked_into, name="looked_into"),
    path("was-it-you/<uuid:note_id>/", desk_views.was_it_you, name="was_it_you"),
    path("my-team/limits/", desk_views.team_limits, name="team_limits"),
    path("people/<uuid:person_id>/subject-access/", subject.open_subject_case, name="open_subject_case"),
    path("subject-access/", subject.subject_cases, name="subject_cases"),
    path("subject-access/<uuid:case_id>/", subject.subject_case, name="subject_case"),
    path("subject-access/<uuid:case_id>/step/<slug:kind>/", subject.subject_step, name="subject_step"),
    path("subject-access/<uuid:case_id>/held/", subject.subject_items, name="subject_items"),
    path("subject-access/<uuid:case_id>/preview/", subject.subject_preview, name="subject_preview"),
    path("subject-access/<uuid:case_id>/download/", subject.subject_download, name="subject_download"),
    path("subject-access/<uuid:case_id>/wrong/", subject.subject_correct, name="subject_correct"),
    path(
        "subject-access/<uuid:case_id>/wrong/<uuid:correction_id>/", subject.subject_corrected, name="subject_corrected"
    ),
    path("subject-access/<uuid:case_id>/keep/", subject.subject_keep, name="subject_keep"),
    path("subject-access/<uuid:case_id>/erase/", subject.subject_erase, name="subject_erase"),
]
