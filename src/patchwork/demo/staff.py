"""Organisations, services and practitioners of a demo area, as rows and as what the chronicle needs of them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from patchwork.accounts.models import Account
from patchwork.agreements import packs
from patchwork.demo import written
from patchwork.demo.bulk import Rows
from patchwork.demo.cast import fixed_id
from patchwork.directory import going_live, taxonomy
from patchwork.directory.models import Adoption, Area, MailDomain, Organisation, Partnership, Post, Service


@dataclass(frozen=True, slots=True)
class Desk:
    """A service."""

    id: uuid.UUID
    short_name: str
    kind: str
    organisation: str
    organisation_id: uuid.UUID
    organisation_kind: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Worker:
    """Who does something: a post, or (without one) a service as a whole that nobody here signs in for."""

    desk: Desk
    role: str
    short_name: str = ""
    post_id: uuid.UUID | None = None
    account_id: uuid.UUID | None = None
    supervisor: str = ""
    powers: frozenset[str] = frozenset()
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    begins: time = time(9)
    ends: time = time(17)

    @property
    def is_sensitive(self) -> bool:
        return self.desk.is_sensitive


@dataclass(slots=True)
class Staff:
    """Everybody who works in one area, by short name. `on_duty`: the service as a whole."""

    area: Area
    pack: packs.Pack
    desks: dict[str, Desk] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return self.area.zone

    def organisation_id(self, short_name: str) -> uuid.UUID:
        return fixed_id("organisation", short_name)

    def named_with(self, organisations: Collection[uuid.UUID]) -> list[uuid.UUID]:
        """Services that are named with their organisation because it is nothing else (the police)."""
        restricted = set(self.area.restricted_kinds)
        mixed = {desk.organisation_id for desk in self.desks.values() if desk.kind not in restricted}
        return [desk.id for desk in self.desks.values() if desk.organisation_id in {*organisations} - mixed]

    def on_duty(self, service: str, role: str) -> Worker:
        """A service as a whole. Where people of it are here, the first of them speaks for it."""
        desk = self.desks[service]
        someone = next((one for one in self.workers.values() if one.desk.id == desk.id), None)
        if someone is None:
            return Worker(desk, role)
        return Worker(desk, role, someone.short_name, someone.post_id, someone.account_id, someone.supervisor,
                      someone.powers, someone.days, someone.begins, someone.ends)  # fmt: skip

    def supervisor_of(self, worker: Worker) -> Worker | None:
        """Whoever supervises the post; for a service as a whole a supervisor in it."""
        if worker.supervisor:
            return self.workers[worker.supervisor]
        return next(
            (one for one in self.workers.values() if one.desk.id == worker.desk.id and "supervisor" in one.powers), None
        )

    def with_power(self, power: str) -> list[Worker]:
        return [one for one in self.workers.values() if power in one.powers]


def area_values(world: written.World) -> dict[str, object]:
    """What the area's own row holds."""
    pack = world.pack
    return {
        "slug": world.slug, "name": world.name, "jurisdiction": world.jurisdiction, "language": pack.language.lower(),
        "time_zone": pack.time_zone, "hub_name": world.hub_name, "hub_phone": world.hub_phone,
        "layers": list(world.layers), "restricted_kinds": sorted(pack.restricted_kinds), "is_invented": True,
        "list_kinds": ["child_protection"],
    }  # fmt: skip


def engage(world: written.World, area: Area, rows: Rows, *, now: datetime) -> Staff:
    """Rows for the directory of an area."""
    staff = Staff(area, world.pack)
    for organisation in world.organisations.values():
        _organisation(organisation, area, rows, now)
    for service in world.services.values():
        staff.desks[service.short_name] = _service(service, world, staff, rows, now)
    for someone in world.practitioners.values():
        _practitioner(someone, world, staff, rows, now)
    for organisation in world.organisations.values():
        _adopted(organisation, staff, rows, now)
    return staff


def _adopted(one: written.Organisation, staff: Staff, rows: Rows, now: datetime) -> None:
    """What an organisation that is live has adopted; of one that has only signed, the first half."""
    noting = staff.with_power("area_admin")
    if one.signed_days_ago is None or not noting:
        return
    texts = going_live.TEXTS if one.live_days_ago is not None else going_live.TEXTS[: len(going_live.TEXTS) // 2]
    for text in texts:
        rows.add(
            Adoption, id=fixed_id("adoption", staff.area.slug, one.short_name, text.code), area_id=staff.area.pk,
            organisation_id=fixed_id("organisation", one.short_name), text=text.code,
            adopted_by="Sam Ashdown (invented), data-protection lead", noted_by_id=noting[0].post_id,
            noted_at=now - timedelta(days=one.live_days_ago or one.signed_days_ago, hours=2),
        )  # fmt: skip


def _organisation(one: written.Organisation, area: Area, rows: Rows, now: datetime) -> None:
    identity = fixed_id("organisation", one.short_name)
    rows.add(Organisation, id=identity, name=one.name, kind=one.kind)
    for domain in one.domains:
        rows.add(MailDomain, organisation_id=identity, domain=domain)
    today = now.astimezone(area.zone).date()

    def ago(days: int | None) -> object:
        return None if days is None else today - timedelta(days=days)

    rows.add(
        Partnership, id=fixed_id("partnership", area.slug, one.short_name), area_id=area.pk, organisation_id=identity,
        agreement_signed_on=ago(one.signed_days_ago), live_since=ago(one.live_days_ago), coverage=one.coverage,
        data_as_of=None if one.data_days_ago is None else now - timedelta(days=one.data_days_ago, hours=3),
    )  # fmt: skip


def _service(one: written.Service, world: written.World, staff: Staff, rows: Rows, now: datetime) -> Desk:
    kind, organisation = taxonomy.service_kind(one.kind), world.organisations[one.organisation]
    basis = world.pack.default_basis(one.kind, giver=organisation.kind, about="child", on=now.date())
    desk = Desk(
        fixed_id("service", one.short_name), one.short_name, one.kind, organisation.short_name,
        fixed_id("organisation", organisation.short_name), organisation.kind, kind.sensitive,
    )  # fmt: skip
    rows.add(
        Service, id=desk.id, area_id=staff.area.pk, organisation_id=desk.organisation_id, name=one.name, kind=one.kind,
        is_sensitive=kind.sensitive, duty_line_only=kind.duty_line_only, phone=one.phone, duty_phone=one.duty_phone,
        email=one.email, hours=one.hours, place=one.place, about=one.about, default_basis=basis.code if basis else "",
    )  # fmt: skip
    return desk


def _practitioner(one: written.Practitioner, world: written.World, staff: Staff, rows: Rows, now: datetime) -> None:
    today = now.astimezone(staff.zone).date()
    account = fixed_id("account", one.short_name)
    rows.add(
        Account, id=account, email=one.email, name=one.name, is_demo=True, password=make_password(None),
        last_post=fixed_id("post", one.short_name),
        created_at=now - timedelta(days=one.since_days_ago),
    )  # fmt: skip
    staff.workers[one.short_name] = Worker(
        staff.desks[one.service], one.role, one.short_name, fixed_id("post", one.short_name), account, one.supervisor,
        frozenset(one.powers), one.working_days, one.works_from, one.works_until,
    )  # fmt: skip
    card = {
        "area_id": staff.area.pk, "account_id": account, "phone": one.phone, "mobile": one.mobile, "email": one.email,
        "working_days": list(one.working_days), "works_from": one.works_from, "works_until": one.works_until,
        "best_way": one.best_way, "contact_about": one.contact_about,
        "started_on": today - timedelta(days=one.since_days_ago),
        "reconfirmed_on": today - timedelta(days=random.Random(one.short_name).randrange(5, 80)),
        "supervisor_id": fixed_id("post", one.supervisor) if one.supervisor else None, **_away(one, now),
    }  # fmt: skip
    rows.add(
        Post, id=fixed_id("post", one.short_name), service_id=fixed_id("service", one.service), role=one.role,
        role_words=one.role_words, powers=list(one.powers), **card,
    )  # fmt: skip
    for extra in one.also:
        rows.add(
            Post, id=fixed_id("post", one.short_name, extra.role), service_id=fixed_id("service", extra.service),
            role=extra.role, role_words=extra.role_words, powers=list(extra.powers), **card,
        )  # fmt: skip


def _away(one: written.Practitioner, now: datetime) -> dict[str, object]:
    if one.away is None:
        return {}
    today = now.date()
    return {
        "away_from": today - timedelta(days=one.away.from_days_ago),
        "away_until": today + timedelta(days=one.away.back_in_days),
        "cover_id": fixed_id("post", one.away.cover),
    }
