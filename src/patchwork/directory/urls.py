"""The directory's addresses."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from patchwork.directory import desk_views as desk
from patchwork.directory import views


class MailDomainInPath(StringConverter):
    """A mail domain as a part of an address."""

    regex = "[a-z0-9.-]{3,190}"


register_converter(MailDomainInPath, "mail_domain")

urlpatterns: list[URLPattern] = [
    path("directory/", views.directory, name="directory"),
    path("directory/service/<uuid:service_id>/", views.service, name="service"),
    path("directory/practitioner/<uuid:post_id>/", views.practitioner, name="practitioner"),
    path("directory/role/<slug:code>/", views.role, name="role"),
    # an organisation's desk
    path("organisation/", desk.organisation_desk, name="organisation_desk"),
    path("organisation/<uuid:organisation_id>/", desk.change_organisation, name="change_organisation"),
    path("organisation/<uuid:organisation_id>/services/", desk.organisation_services, name="organisation_services"),
    path("organisation/<uuid:organisation_id>/services/add/", desk.add_service, name="add_service"),
    path("organisation/services/<uuid:service_id>/", desk.change_service, name="change_service"),
    path("organisation/services/<uuid:service_id>/kind/", desk.service_kind, name="service_kind"),
    path("organisation/services/<uuid:service_id>/close/", desk.close_service, name="close_service"),
    path("organisation/services/<uuid:service_id>/open/", desk.reopen_service, name="reopen_service"),
    path("organisation/<uuid:organisation_id>/people/", desk.organisation_posts, name="organisation_posts"),
    path("organisation/people/<uuid:post_id>/", desk.desk_post, name="desk_post"),
    path("organisation/people/<uuid:post_id>/end/", desk.end_post, name="end_post"),
    path("organisation/people/<uuid:post_id>/suspend/", desk.suspend_post, name="suspend_post"),
    path("organisation/people/<uuid:post_id>/resume/", desk.resume_post, name="resume_post"),
    path("organisation/people/<uuid:post_id>/reconfirm/", desk.reconfirm_post, name="reconfirm_post"),
    path("organisation/people/<uuid:post_id>/supervisor/", desk.move_supervisor, name="move_supervisor"),
    path("organisation/people/<uuid:post_id>/rights/", desk.give_powers, name="give_powers"),
    path("organisation/people/<uuid:post_id>/rights/<slug:power>/", desk.take_power, name="take_power"),
    path("organisation/people/<uuid:post_id>/second-factor/", desk.reset_second_factor, name="reset_second_factor"),
    path(
        "organisation/<uuid:organisation_id>/invitations/",
        desk.organisation_invitations,
        name="organisation_invitations",
    ),
    path("organisation/<uuid:organisation_id>/invitations/new/", desk.invite_colleague, name="invite_colleague"),
    path(
        "organisation/invitations/<uuid:colleague_invitation_id>/withdraw/",
        desk.withdraw_colleague_invitation,
        name="withdraw_colleague_invitation",
    ),
    path(
        "organisation/invitations/<uuid:colleague_invitation_id>/resend/",
        desk.resend_invitation,
        name="resend_invitation",
    ),
    path(
        "organisation/invitations/<uuid:colleague_invitation_id>/agree/",
        desk.agree_to_invitation,
        name="agree_to_invitation",
    ),
    path("organisation/<uuid:organisation_id>/domains/", desk.organisation_domains, name="organisation_domains"),
    path(
        "organisation/<uuid:organisation_id>/domains/<mail_domain:domain>/drop/", desk.drop_domain, name="drop_domain"
    ),
    # the area's desk
    path("area/", desk.area_desk, name="area_desk"),
    path("area/settings/", desk.area_settings, name="area_settings"),
    path("area/layers/", desk.area_layers, name="area_layers"),
    path("area/pack/", desk.area_pack, name="area_pack"),
    path("area/organisations/", desk.area_organisations, name="area_organisations"),
    path("area/organisations/add/", desk.add_organisation, name="add_organisation"),
    path("area/organisations/<uuid:organisation_id>/", desk.area_organisation, name="area_organisation"),
    path("area/organisations/<uuid:organisation_id>/partnership/", desk.change_partnership, name="change_partnership"),
    path("area/people/", desk.area_posts, name="area_posts"),
    path("area/invitations/", desk.area_invitations, name="area_invitations"),
    # what takes two people
    path("proposals/", desk.all_proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/", desk.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/withdraw/", desk.withdraw_proposal, name="withdraw_proposal"),
]
