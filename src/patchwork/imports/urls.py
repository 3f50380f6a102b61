from django.urls import path

from patchwork.imports import api, desk_views, review_views, views

urlpatterns = [
    path("lists/", views.lists, name="lists"),
    path("lists/send/", views.send_list, name="send_list"),
    path("lists/template.csv", views.list_template, name="list_template"),
    path("lists/pairs/said/<uuid:said_id>/", review_views.take_back_list_row, name="take_back_list_row"),
    path("lists/pairs/<uuid:row_id>/", review_views.answer_list_row, name="answer_list_row"),
    path("lists/<uuid:upload_id>/", views.list_page, name="list"),
    path("lists/<uuid:upload_id>/columns/", views.name_columns, name="name_columns"),
    path("lists/<uuid:upload_id>/columns/again/", views.name_columns_again, name="name_columns_again"),
    path("lists/<uuid:upload_id>/compare/", views.compare_list, name="compare_list"),
    path("lists/<uuid:upload_id>/apply/", views.apply_list, name="apply_list"),
    path("lists/<uuid:upload_id>/undo/", views.undo_list, name="undo_list"),
    path("lists/<uuid:upload_id>/drop/", views.drop_list, name="drop_list"),
    path("lists/<uuid:upload_id>/problems.csv", views.list_problems, name="list_problems"),
    path("organisation/<uuid:organisation_id>/lists/", desk_views.organisation_lists, name="organisation_lists"),
    path("organisation/<uuid:organisation_id>/lists/keys/new/", desk_views.make_list_key, name="make_list_key"),
    path(
        "organisation/<uuid:organisation_id>/lists/keys/<uuid:key_id>/revoke/", desk_views.revoke_list_key,
        name="revoke_list_key",
    ),
    path(
        "organisation/<uuid:organisation_id>/lists/<uuid:service_id>/", desk_views.list_settings, name="list_settings"
    ),
    path("api/caseloads/", api.send_caseload, name="send_caseload"),
    path("api/caseloads/<uuid:upload_id>/", api.caseload, name="caseload"),
]  # fmt: skip
