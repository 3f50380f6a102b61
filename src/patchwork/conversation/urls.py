from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.conversation import views

urlpatterns: list[URLPattern] = [
    path("people/<uuid:person_id>/attention/", views.raise_attention, name="raise_attention"),
    path("attentions/", views.attentions, name="attentions"),
    path("attentions/read/", views.notices_read, name="notices_read"),
    path("attentions/read/<uuid:notice_id>/", views.notice_read, name="notice_read"),
    path("attentions/<uuid:attention_id>/seen/", views.acknowledge, name="acknowledge"),
    path("attentions/<uuid:attention_id>/withdraw/", views.withdraw_attention, name="withdraw_attention"),
]
