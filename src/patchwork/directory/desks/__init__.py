"""Reading for the desks of an organisation and of the area. No person supported is read here."""

from patchwork.directory.desks.area import area_of, area_overview, partners, partnership_or_404
from patchwork.directory.desks.colleagues import post_or_404, post_page, posts
from patchwork.directory.desks.frame import Tab, area_tabs, organisation_tabs
from patchwork.directory.desks.invited import (
    InvitationRow,
    invitation_or_404,
    invitations,
    to_approve,
    waiting_invitation_or_404,
)
from patchwork.directory.desks.organisation import (
    ServiceRow,
    domains,
    organisation_or_404,
    organisation_overview,
    partnership_of,
    service_or_404,
    services,
)
from patchwork.directory.desks.proposed import (
    ProposalRow,
    open_about,
    proposal_or_404,
    proposal_row,
    proposal_rows,
    proposals_page,
)

__all__ = [
    "InvitationRow",
    "ProposalRow",
    "ServiceRow",
    "Tab",
    "area_of",
    "area_overview",
    "area_tabs",
    "domains",
    "invitation_or_404",
    "invitations",
    "open_about",
    "organisation_or_404",
    "organisation_overview",
    "organisation_tabs",
    "partners",
    "partnership_of",
    "partnership_or_404",
    "post_or_404",
    "post_page",
    "posts",
    "proposal_or_404",
    "proposal_row",
    "proposal_rows",
    "proposals_page",
    "service_or_404",
    "services",
    "to_approve",
    "waiting_invitation_or_404",
]
