"""May this be done? Who may see at all is `access`'s."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.agreements import packs
from patchwork.directory.models import Power
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.oversight.models import BrokerPassing, Decision
from patchwork.people.models import Person
from patchwork.people.rules import is_hub, is_privacy


def may_ask_broker(viewer: Viewer, person: Person) -> Answer:
    """Everyone who sees the team, about everyone: nothing here depends on who else there is."""
    if viewer.post_id is None or not access.may(viewer, View.TEAM, person):
        return NOT_HERE
    return YES


def may_ask_for_enquiry(viewer: Viewer) -> bool:
    """Whether such a post makes statutory enquiries: then a hidden service decides within hours."""
    purposes = packs.pack(viewer.jurisdiction).purposes_for(viewer.service_kind)
    return any(purpose.kind == "statutory_enquiry" for purpose in purposes)


def is_broker(viewer: Viewer) -> bool:
    """Brokers have a desk; they open no person."""
    return viewer.is_active and viewer.post_id is not None and viewer.has(Power.BROKER)


def may_decide(viewer: Viewer, passing: BrokerPassing) -> Answer:
    """Whose involvement it is, once; after a no or in silence, the service's safeguarding lead."""
    if not access.may(viewer, View.CARD, passing):
        return NOT_HERE
    if passing.decision and passing.decision != Decision.DECLINED:
        return Answer(_("This has been decided."))
    if passing.decision == Decision.DECLINED and viewer.post_id == passing.decided_by_id:
        return Answer(_("You have declined. It lies with your safeguarding lead now."))
    return YES


def watches(viewer: Viewer) -> bool:
    """Hub and privacy officer: each has a desk with who looked at whom."""
    return viewer.is_active and viewer.post_id is not None and (is_hub(viewer) or is_privacy(viewer))
