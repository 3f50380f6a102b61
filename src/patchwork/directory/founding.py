"""The first step of a new area, taken on the server: after it, everything goes through the product's own pages.

The first two people come in together: an administrator of the area and a privacy officer. One alone could do
nothing that takes two people, not even invite the second.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.accounts.models import Account
from patchwork.directory import jurisdictions, taxonomy
from patchwork.directory.invitations import VALID_FOR, invite_to_join, send, token_of
from patchwork.directory.models import (
    Area,
    Invitation,
    Layer,
    MailDomain,
    Organisation,
    Partnership,
    Post,
    Power,
    Service,
)
from patchwork.kit.answers import Answer, Refused
from patchwork.kit.context import set_area

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIRST_ROLE = "administrator"
FIRST_POWERS = (Power.AREA_ADMIN, Power.PRIVACY)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new area starts with: itself, its lead organisation and the first two addresses."""

    slug: str
    name: str
    jurisdiction: str
    time_zone: str
    language: str
    hub_name: str
    hub_phone: str
    organisation: str
    organisation_kind: str
    agreement_signed_on: date
    mail_domains: tuple[str, ...]
    service: str
    administrator: str
    privacy_officer: str


@dataclass(frozen=True, slots=True)
class First:
    """One of the first two invitations and the secret part of its link."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class _Founder:
    """The server's operator, in a post that ended on the day it began: what the invitations and the audit name."""

    area_id: int
    now: datetime
    zone: ZoneInfo
    jurisdiction: str
    account_id: uuid.UUID | None
    post_id: uuid.UUID
    service_id: uuid.UUID
    organisation_id: uuid.UUID
    powers: frozenset[str] = frozenset({Power.AREA_ADMIN.value})
    is_active: bool = True

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def has(self, power: str) -> bool:
        return power in self.powers


# -- rules


def may_found(plan: Plan, *, today: date) -> Answer:
    """Whether an area can be made as planned; the first thing in the way, and which option it is about."""
    for field, in_order, says in _checks(plan, today):
        if not in_order:
            return Answer(says, field)
    return Answer()


def _checks(plan: Plan, today: date) -> list[tuple[str, bool, Words]]:
    packs = dict(jurisdictions.choices())
    kinds = [kind.code for kind in taxonomy.organisation_kinds(jurisdiction=plan.jurisdiction)]
    return [
        ("slug", SLUG.fullmatch(plan.slug) is not None, _("Use small letters, digits and hyphens.")),
        ("slug", not Area.objects.filter(slug=plan.slug).exists(), _("There is an area of this name already.")),
        ("pack", plan.jurisdiction in packs, _("Choose one of: %s.") % ", ".join(packs)),
        ("time-zone", _is_zone(plan.time_zone), _("Write it like Europe/London.")),
        ("language", plan.language in dict(settings.LANGUAGES), _("Choose one of: %s.") % ", ".join(_languages())),
        ("hub-phone", sum(map(str.isdigit, plan.hub_phone)) >= 3, _("Give the number that is always answered.")),
        ("kind", plan.organisation_kind in kinds, _("Choose one of: %s.") % ", ".join(kinds)),
        ("agreement-signed", plan.agreement_signed_on <= today, _("Give the day it was signed, today or before.")),
        ("administrator", _is_in(plan.administrator, plan), _("Their address has to be in a --mail-domain.")),
        ("privacy-officer", _is_in(plan.privacy_officer, plan), _("Their address has to be in a --mail-domain.")),
        ("privacy-officer", plan.administrator.lower() != plan.privacy_officer.lower(), _("It takes two people.")),
    ]


def _is_zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(text)


def _languages() -> list[str]:
    return [code for code, _words in settings.LANGUAGES]


def _is_in(email: str, plan: Plan) -> bool:
    return email.rpartition("@")[2].lower() in {domain.lower() for domain in plan.mail_domains}


# -- actions


@transaction.atomic
def found_area(plan: Plan, *, now: datetime) -> list[First]:
    """Make the area, its lead organisation and the first two invitations, which are mailed. Raises `Refused`."""
    may_found(plan, today=now.date()).require()
    area = _area(plan)
    set_area(area.pk)
    founder = _founder(area, _service(plan, area), now)
    audit.record("area.founded", by=founder)
    people = zip((plan.administrator, plan.privacy_officer), FIRST_POWERS, strict=True)
    return [_invite(founder, email, [power]) for email, power in people]


@transaction.atomic
def renew_first_links(slug: str, *, now: datetime) -> list[First]:
    """Let the links of the first invitations that nobody accepted work another fortnight. Raises `Refused`."""
    area = Area.objects.filter(slug=slug).first()
    if area is None:
        raise Refused(_("There is no such area."), field="slug")
    set_area(area.pk)
    waiting = Invitation.objects.filter(
        invited_by__account__email=_address_of(area), accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    waiting.update(expires_at=now + VALID_FOR)
    return [_first(invitation) for invitation in waiting.order_by("email")]


def _area(plan: Plan) -> Area:
    restricted = [kind.code for kind in taxonomy.service_kinds(jurisdiction=plan.jurisdiction) if kind.restricted]
    return Area.objects.create(
        slug=plan.slug, name=plan.name, jurisdiction=plan.jurisdiction, time_zone=plan.time_zone,
        language=plan.language, hub_name=plan.hub_name, hub_phone=plan.hub_phone, layers=[Layer.CONNECT],
        restricted_kinds=restricted,
    )  # fmt: skip


def _service(plan: Plan, area: Area) -> Service:
    """The lead organisation, its agreement and mail domains, and the service its two first people sit in."""
    organisation = Organisation.objects.create(name=plan.organisation, kind=plan.organisation_kind)
    MailDomain.objects.bulk_create(
        MailDomain(organisation=organisation, domain=domain.lower()) for domain in plan.mail_domains
    )
    Partnership.objects.create(
        area=area, organisation=organisation, agreement_signed_on=plan.agreement_signed_on, live_since=None
    )
    return Service.objects.create(area=area, organisation=organisation, name=plan.service, kind="other")


def _founder(area: Area, service: Service, now: datetime) -> _Founder:
    account = Account.objects.create_user(_address_of(area), None, name=f"Set-up of {area.name}", is_active=False)
    today = now.astimezone(area.zone).date()
    post = Post.objects.create(
        area=area, account=account, service=service, role=FIRST_ROLE, started_on=today, ended_on=today
    )
    return _Founder(
        area.pk, now, area.zone, area.jurisdiction, account.pk, post.pk, service.pk, service.organisation_id
    )


def _address_of(area: Area) -> str:
    """An address that no mail can reach, by which the founder's account is known."""
    return f"set-up@{area.slug}.invalid"


def _invite(founder: _Founder, email: str, powers: Sequence[str]) -> First:
    """Whoever may run commands on the server is the second person here; the row says that it was the set-up."""
    service = Service.objects.get(pk=founder.service_id)
    invitation = invite_to_join(by=founder, email=email, service=service, role=FIRST_ROLE, powers=powers)
    invitation.approved_by_id = founder.post_id
    invitation.save(update_fields=["approved_by"])
    send(invitation, now=founder.now)
    return _first(invitation)


def _first(invitation: Invitation) -> First:
    return First(invitation, token_of(invitation.area_id, invitation.pk))
