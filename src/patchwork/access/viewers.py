"""Who looks: a value made once a request (or job, or preview), never `request.user`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from patchwork.access.relations import Relation

if TYPE_CHECKING:
    from patchwork.directory.models import Area, Post

NO_PERSON_POWERS = frozenset({"organisation_admin", "area_admin", "broker"})
"""Posts with one of these open no person at all."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Everything a rule may ask of the one who looks. `now` is the moment all rules of a request share."""

    area_id: int
    now: datetime
    zone: ZoneInfo
    jurisdiction: str = ""
    layers: frozenset[str] = frozenset()
    account_id: uuid.UUID | None = None
    post_id: uuid.UUID | None = None
    service_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    organisation_kind: str = ""
    service_kind: str = ""
    role: str = ""
    powers: frozenset[str] = frozenset()
    is_restricted: bool = False
    is_sensitive: bool = False
    is_active: bool = True
    supposed: Relation | None = None  # a preview's assumed relation, where there is no real post
    limit: Viewer | None = field(default=None, repr=False)  # never more than this one may see

    PREPARED_VALUES: ClassVar = ("area_id", "now", "account_id", "post_id", "service_id", "organisation_id")
    """What may differ between two uses of one prepared statement (`kit.prepared`); all else makes another."""
    PREPARED_DERIVED: ClassVar = ("today",)

    @property
    def today(self) -> date:
        """The date where the area is."""
        return self.now.astimezone(self.zone).date()

    @property
    def in_service(self) -> uuid.UUID:
        """The service acted in. Only a preview has none, and a preview does nothing."""
        assert self.service_id is not None
        return self.service_id

    @property
    def in_post(self) -> uuid.UUID:
        """The post acted in. Only a preview has none, and a preview does nothing."""
        assert self.post_id is not None
        return self.post_id

    @property
    def in_account(self) -> uuid.UUID:
        """Whose post it is. Only a preview has none, and a preview does nothing."""
        assert self.account_id is not None
        return self.account_id

    @property
    def opens_no_person(self) -> bool:
        return bool(self.powers & NO_PERSON_POWERS)

    def has(self, power: str) -> bool:
        return power in self.powers

    def later(self, **delta: float) -> Viewer:
        """The same viewer some time later: for tests and jobs."""
        return replace(self, now=self.now + timedelta(**delta))


def viewer_in_post(post: Post, *, now: datetime) -> Viewer:
    """The viewer that `post` makes. Needs `service__organisation`, `account` and `area` at hand.

    Inactive when the account is suspended or the post is not in date: then every rule denies.
    """
    area, service = post.area, post.service
    today = now.astimezone(area.zone).date()
    in_date = post.started_on <= today and (post.ended_on is None or post.ended_on > today)
    return Viewer(
        area_id=area.pk,
        now=now,
        zone=area.zone,
        jurisdiction=area.jurisdiction,
        layers=frozenset(area.layers),
        account_id=post.account_id,
        post_id=post.pk,
        service_id=service.pk,
        organisation_id=service.organisation_id,
        organisation_kind=service.organisation.kind,
        service_kind=service.kind,
        role=post.role,
        powers=frozenset(post.powers),
        is_restricted=service.kind in area.restricted_kinds,
        is_sensitive=service.is_sensitive,
        is_active=post.account.is_active and in_date and post.suspended_at is None,
    )


def supposed_viewer(area: Area, *, now: datetime, service_kind: str, relation: Relation, **known: object) -> Viewer:
    """A viewer for a preview: a kind of colleague in a relation, without account or post."""
    return Viewer(
        area_id=area.pk,
        now=now,
        zone=area.zone,
        jurisdiction=area.jurisdiction,
        layers=frozenset(area.layers),
        service_kind=service_kind,
        is_restricted=service_kind in area.restricted_kinds,
        supposed=relation,
        **known,  # type: ignore[arg-type]
    )
