"""Who may see a request to the broker and its ways. The broker's own desk reads no person and stands beside this."""

from __future__ import annotations

from django.db.models import Q

from patchwork import access
from patchwork.access import DENY, View, Viewer
from patchwork.directory.models import Power
from patchwork.oversight.models import BrokerPassing, BrokerRequest, DetectorHit

SAFEGUARDING_LEAD = "designated_safeguarding_lead"


def request_rows(viewer: Viewer, view: View) -> Q:
    """That somebody asked is known to the hub and the privacy officer; to the one who asked nothing more shows."""
    watches = viewer.has(Power.HUB) or viewer.has(Power.PRIVACY)
    return access.EVERYTHING if watches else DENY


def passing_rows(viewer: Viewer, view: View) -> Q:
    """To whose involvement it is; once it lies with the safeguarding lead, to the service's supervisors too."""
    if viewer.post_id is None or viewer.service_id is None:
        return DENY
    mine = Q(involvement__post_id=viewer.post_id)
    mine |= Q(involvement__post__isnull=True, service_id=viewer.service_id)
    if viewer.has(Power.SUPERVISOR) or viewer.role == SAFEGUARDING_LEAD:
        lead = Q(service_id=viewer.service_id) | Q(involvement__post__supervisor_id=viewer.post_id)
        mine |= lead & Q(with_lead_at__isnull=False)
    return mine & Q(passed_at__isnull=False)


def hit_rows(viewer: Viewer, view: View) -> Q:
    """What stands out: all for the privacy officer; for the hub not what sensitive services did."""
    if viewer.has(Power.PRIVACY):
        return access.EVERYTHING
    return Q(is_sensitive=False) if viewer.has(Power.HUB) else DENY


def register() -> None:
    """Called once at start."""
    access.register(BrokerRequest, person="person_id", rows=request_rows, of_one_there=False)
    access.register(BrokerPassing, person="request__person_id", rows=passing_rows, of_one_there=False)
    access.register(DetectorHit, person="person_id", rows=hit_rows, of_one_there=False)
