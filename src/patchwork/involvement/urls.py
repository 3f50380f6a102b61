from __future__ import annotations

from django.urls import URLPattern, path

from patchwork.involvement import (
    contact_views,
    invite_views,
    look_views,
    objection_views,
    seeing_views,
    views,
    withdraw_views,
)

urlpatterns: list[URLPattern] = [
    path("people/<uuid:person_id>/look/", look_views.look, name="look"),
    path("people/<uuid:person_id>/join/", views.declare, name="declare"),
    path("people/<uuid:person_id>/moved/", views.moved, name="moved"),
    path("people/<uuid:person_id>/as/", seeing_views.see_as, name="see_as"),
    path("people/<uuid:person_id>/who-can-see/", seeing_views.who_can_see, name="who_can_see"),
    path("people/<uuid:person_id>/card/who-can-see/", seeing_views.who_can_see_card, name="who_can_see_card"),
    path("who-can-see/", seeing_views.who_can_see_lists, name="who_can_see_lists"),
    path("people/<uuid:person_id>/contact/", contact_views.log_contact, name="log_contact"),
    path("people/<uuid:person_id>/plan/", contact_views.plan_contact, name="plan_contact"),
    path("people/<uuid:person_id>/invite/", invite_views.invite, name="invite"),
    path("involvements/<uuid:involvement_id>/confirm/", views.confirm_involvement, name="confirm_involvement"),
    path("involvements/<uuid:involvement_id>/lead/", views.make_lead, name="make_lead"),
    path("involvements/<uuid:involvement_id>/end/", views.end_involvement, name="end_involvement"),
    path("involvements/<uuid:involvement_id>/undo-end/", views.undo_end, name="undo_end"),
    path("involvements/<uuid:involvement_id>/agreement/", withdraw_views.withdraw_agreement, name="withdraw_agreement"),
    path("people/<uuid:person_id>/objection/", withdraw_views.record_objection, name="record_objection"),
    path("involvements/<uuid:involvement_id>/hand-over/", views.hand_over, name="hand_over"),
    path("involvements/<uuid:involvement_id>/still/", views.still_working, name="still_working"),
    path("contacts/<uuid:contact_id>/cancel/", contact_views.cancel_contact, name="cancel_contact"),
    path("invitations/<uuid:invitation_id>/", invite_views.team_invitation, name="team_invitation"),
    path("invitations/<uuid:invitation_id>/withdraw/", invite_views.withdraw_invitation, name="withdraw_invitation"),
    path("moved-here/", views.moved_here, name="moved_here"),
    path("objections/", objection_views.objections, name="objections"),
    path("objections/<uuid:agreement_id>/", objection_views.answer_objection, name="answer_objection"),
]
