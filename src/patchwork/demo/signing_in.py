"""The cast on the sign-in page of a demonstration: one press each."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_noop as _

from patchwork.accounts.models import Account, Photo
from patchwork.demo.cast import fixed_id

STORIES: dict[str, tuple[str, str]] = {
    "amina": (_("class teacher and safeguarding lead"), _("Leo is in her class. Start here: her people, Leo's team.")),
    "bilal": (_("school nurse"), _("Met Leo this term and is in his team.")),
    "erin": (_("child-protection social worker"), _("Leads the teams of Leo and his sister Maya.")),
    "hana": (_("health visitor"), _("Knew Leo as a baby, visits his mother again.")),
    "chloe": (_("housing officer"), _("Does not work with Leo yet: find him, and see how little shows.")),
    "dan": (_("police officer"), _("Police see the lead practitioner and the hub, not the team.")),
    "george": (_("GP"), _("Has a question about Leo: look with a reason, for eight hours.")),
    "farah": (_("drug and alcohol worker"), _("Her service is sensitive: see who can tell that she is involved.")),
    "ivan": (_("youth worker"), _("Says that he works with somebody, and waits to be confirmed.")),
    "joy": (_("team manager"), _("Supervises Erin and confirms her involvements.")),
    "kit": (_("safeguarding hub"), _("The front door: sees every team.")),
    "lena": (_("privacy officer"), _("Answers objections, sees who looked at what and why.")),
    "moses": (_("administrator of Oakfield Primary"), _("Invites colleagues. Sees no person at all.")),
    "nia": (_("area administrator"), _("Organisations, services, invitations. Sees no person at all.")),
    "priya": (_("nurse in Wattle Bay, Victoria"), _("Another area under other law: nothing of Marlowe is there.")),
}
"""Short name: what they are, and what to look at as them."""


@dataclass(frozen=True, slots=True)
class CastMember:
    short: str
    name: str
    role: str
    story: str
    photo_url: str


def is_open() -> bool:
    """Only in a demonstration, whose web process refuses to start on a database that no demonstration made."""
    return bool(settings.PATCHWORK_DEMO)


def account_of(short: str) -> Account | None:
    """The invented account with this short name; None outside a demonstration."""
    if not is_open():
        return None
    return Account.objects.filter(pk=fixed_id("account", short), is_demo=True, is_active=True).first()


def members() -> list[CastMember]:
    """The cast in the order of the page; those whom the database does not hold are left out."""
    ids = {short: fixed_id("account", short) for short in STORIES}
    names: dict[uuid.UUID, str] = dict(Account.objects.filter(pk__in=ids.values()).values_list("pk", "name"))
    faces = _faces(ids.values())
    return [
        CastMember(short, names[ids[short]], role, story, faces.get(ids[short], ""))
        for short, (role, story) in STORIES.items()
        if ids[short] in names
    ]


def _faces(account_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The pictures themselves, as addresses: nobody is signed in yet, and colleagues' faces are for colleagues."""
    found = Photo.objects.filter(account_id__in=list(account_ids)).values_list("account_id", "thumbnail")
    return {account: f"data:image/webp;base64,{base64.b64encode(face).decode()}" for account, face in found}
