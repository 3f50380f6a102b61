"""The directory's addresses."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from patchwork.directory import (
    area_views,
    invitation_views,
    organisation_views,
    post_views,
    proposal_views,
    views,
)


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
    path("organisation/", organisation_views.organisation_desk, name="organisation_desk"),
    path("organisation/<uuid:organisation_id>/", organisation_views.change_organisation, name="change_organisation"),
    path(
        "organisation/<uuid:organisation_id>/services/",
        organisation_views.organisation_services,
        name="organisation_services",
    ),
    path("organisation/<uuid:organisation_id>/services/add/", organisation_views.add_service, name="add_service"),
    path("organisation/services/<uuid:service_id>/", organisation_views.change_service, name="change_service"),
    path("organisation/services/<uuid:service_id>/kind/", organisation_views.service_kind, name="service_kind"),
    path("organisation/services/<uuid:service_id>/close/", organisation_views.close_service, name="close_service"),
    path("organisation/services/<uuid:service_id>/open/", organisation_views.reopen_service, name="reopen_service"),
    path("organisation/<uuid:organisation_id>/people/", post_views.organisation_posts, name="organisation_posts"),
    path("organisation/<uuid:organisation_id>/go-live/", organisation_views.go_live, name="go_live"),
    path(
        "organisation/<uuid:organisation_id>/go-live/<slug:text>/back/",
        organisation_views.take_back_adoption,
        name="take_back_adoption",
    ),
    path("organisation/<uuid:organisation_id>/review/", post_views.review_posts, name="review_posts"),
    path("organisation/people/<uuid:post_id>/", post_views.desk_post, name="desk_post"),
    path("organisation/people/<uuid:post_id>/end/", post_views.end_post, name="end_post"),
    path("organisation/people/<uuid:post_id>/suspend/", post_views.suspend_post, name="suspend_post"),
    path("organisation/people/<uuid:post_id>/resume/", post_views.resume_post, name="resume_post"),
    path("organisation/people/<uuid:post_id>/reconfirm/", post_views.reconfirm_post, name="reconfirm_post"),
    path("organisation/people/<uuid:post_id>/supervisor/", post_views.move_supervisor, name="move_supervisor"),
    path("organisation/people/<uuid:post_id>/rights/", post_views.give_powers, name="give_powers"),
    path("organisation/people/<uuid:post_id>/rights/<slug:power>/", post_views.take_power, name="take_power"),
    path(
        "organisation/people/<uuid:post_id>/second-factor/", post_views.reset_second_factor, name="reset_second_factor"
    ),
    path(
        "organisation/<uuid:organisation_id>/invitations/",
        invitation_views.organisation_invitations,
        name="organisation_invitations",
    ),
    path(
        "organisation/<uuid:organisation_id>/invitations/new/",
        invitation_views.invite_colleague,
        name="invite_colleague",
    ),
    path(
        "organisation/invitations/<uuid:colleague_invitation_id>/withdraw/",
        invitation_views.withdraw_colleague_invitation,
        name="withdraw_colleague_invitation",
    ),
    path(
        "organisation/invitations/<uuid:colleague_invitation_id>/resend/",
        invitation_views.resend_invitation,
        name="resend_invitation",
    ),
    path(
        "organisation/invitations/<uuid:colleague_invitation_id>/agree/",
        invitation_views.agree_to_invitation,
        name="agree_to_invitation",
    ),
    path(
        "organisation/<uuid:organisation_id>/domains/",
        organisation_views.organisation_domains,
        name="organisation_domains",
    ),
    path(
        "organisation/<uuid:organisation_id>/domains/<mail_domain:domain>/drop/",
        organisation_views.drop_domain,
        name="drop_domain",
    ),
    # the area's desk
    path("area/", area_views.area_desk, name="area_desk"),
    path("area/settings/", area_views.area_settings, name="area_settings"),
    path("area/layers/", area_views.area_layers, name="area_layers"),
    path("area/pack/", area_views.area_pack, name="area_pack"),
    path("area/organisations/", area_views.area_organisations, name="area_organisations"),
    path("area/organisations/add/", area_views.add_organisation, name="add_organisation"),
    path("area/organisations/<uuid:organisation_id>/", organisation_views.area_organisation, name="area_organisation"),
    path(
        "area/organisations/<uuid:organisation_id>/partnership/",
        area_views.change_partnership,
        name="change_partnership",
    ),
    path("area/people/", post_views.area_posts, name="area_posts"),
    path("area/invitations/", invitation_views.area_invitations, name="area_invitations"),
    # what takes two people
    path("proposals/", proposal_views.all_proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/", proposal_views.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/withdraw/", proposal_views.withdraw_proposal, name="withdraw_proposal"),
]
