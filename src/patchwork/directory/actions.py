"""What administrators do at their desks. Every write of the directory that needs one person is here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.accounts.models import Account
from patchwork.directory import going_live, proposals, rules, taxonomy
from patchwork.directory.invitations import ADMINISTRATORS, invite_to_join, withdraw_invitation
from patchwork.directory.models import Area, Invitation, MailDomain, Organisation, Partnership, Post, Power, Service
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import Answer, Refused, refusing

SAME_NAME = _("There is a service of this name already. Give this one a name that tells them apart.")

_when_post_ends: list[Callable[[Post, Viewer], None]] = []


def when_post_ends(tell: Callable[[Post, Viewer], None]) -> None:
    """For apps above: `tell(post, by)` runs in the transaction in which a post ends, and may raise `Refused`."""
    _when_post_ends.append(tell)


# -- services


def add_service(*, by: Viewer, organisation: Organisation, name: str, kind: str, **contact: str) -> Service:
    """A new service of the organisation. Its kind says whether it is sensitive and lists its workers."""
    rules.may_manage_organisation(by, organisation.pk).require()
    known = {known.code: known for known in taxonomy.service_kinds(jurisdiction=by.jurisdiction)}
    if kind not in known:
        raise Refused(_("Choose a kind from the list."), field="kind")
    rules.may_add_kind(by, organisation, kind).require()
    _hold(by, organisation.pk)
    _refuse_same_name(by, organisation.pk, name)
    service = Service.objects.create(
        area_id=by.area_id, organisation=organisation, name=name, kind=kind, is_sensitive=known[kind].sensitive,
        duty_line_only=known[kind].duty_line_only, **contact,
    )  # fmt: skip
    audit.record("directory.service.added", by=by)
    return service


def change_service(*, by: Viewer, service: Service, name: str, **contact: str) -> Service:
    """New name or contact details; what it is takes two people."""
    rules.may_manage_service(by, service).require()
    _hold(by, service.organisation_id)
    _refuse_same_name(by, service.organisation_id, name, beside=service.pk)
    return _save("directory.service.changed", by, service, name=name, **contact)


def close_service(*, by: Viewer, service: Service) -> Service:
    """It can no longer be found or joined. What it did stays."""
    rules.may_close_service(by, service).require()
    return _save("directory.service.closed", by, service, closed_on=by.today)


def reopen_service(*, by: Viewer, service: Service) -> Service:
    """It can be found again."""
    rules.may_manage_service(by, service).require()
    return _save("directory.service.reopened", by, service, closed_on=None)


def _hold(by: Viewer, organisation_id: uuid.UUID) -> Partnership:
    """One at a time: two tabs that add the same thing to an organisation wait for each other here."""
    held = Partnership.objects.select_for_update(no_key=True)
    return held.get(area_id=by.area_id, organisation_id=organisation_id)


def _refuse_same_name(by: Viewer, organisation_id: uuid.UUID, name: str, beside: uuid.UUID | None = None) -> None:
    same = Service.objects.filter(area_id=by.area_id, organisation=organisation_id, name__iexact=name)
    if same.exclude(pk__in=[beside]).filter(closed_on__isnull=True).exists():
        raise Refused(SAME_NAME, field="name")


# -- posts


def end_post(*, by: Viewer, post: Post) -> Post:
    """The holder leaves: from today the post opens nothing and nobody finds it."""
    rules.may_stop_post(by, post).require()
    ended = _save("directory.post.ended", by, post, ended_on=by.today)
    for tell in _when_post_ends:
        tell(ended, by)
    return ended


def resume_post(*, by: Viewer, post: Post) -> Post:
    """Take back an end, or lift a suspension."""
    rules.may_resume_post(by, post).require()
    with refusing(IntegrityError, _("They hold the same post again already.")):
        return _save("directory.post.resumed", by, post, ended_on=None, suspended_at=None, stopped_by_review=False)


def suspend_post(*, by: Viewer, post: Post) -> Post:
    """At once and until lifted, the post opens nothing."""
    rules.may_stop_post(by, post).require()
    at = post.suspended_at or by.now
    return _save("directory.post.suspended", by, post, suspended_at=at, stopped_by_review=False)


def move_supervisor(*, by: Viewer, post: Post, supervisor: Post | None) -> Post:
    """Put a post under another supervisor, or under none."""
    rules.may_supervise(by, post, supervisor).require()
    return _save("directory.post.supervisor_moved", by, post, supervisor=supervisor)


def take_power(*, by: Viewer, post: Post, power: str) -> Post:
    """Take a right away: one person is enough."""
    post = Post.objects.select_for_update(of=("self",)).select_related("service").get(pk=post.pk, area_id=by.area_id)
    rules.may_take_power(by, post, power).require()
    if power == Power.SUPERVISOR:
        Post.objects.filter(area_id=by.area_id, supervisor=post).update(supervisor=None)
    return _save("directory.post.power_taken", by, post, powers=[held for held in post.powers if held != power])


# -- invitations


def invite_colleague(
    *, by: Viewer, email: str, name: str, service: Service, role: str, powers: list[str] | None = None
) -> Invitation:
    """Invite into a service of the desk. Somebody who may not hold both posts is not invited at all."""
    rules.may_manage_service(by, service).require()
    powers = powers or []
    if Power.AREA_ADMIN in powers and not by.has(Power.AREA_ADMIN):
        raise Refused(_("Only the area's administrator invites another one."), field="powers")
    known = Account.objects.filter(email__iexact=email.strip()).first()
    if known is not None:
        rules.may_hold(by, account_id=known.pk, powers=powers).require()
    _hold(by, service.organisation_id)
    return invite_to_join(by=by, email=email, service=service, role=role, name=name, powers=powers)


def resend_invitation(*, by: Viewer, invitation: Invitation) -> Invitation:
    """A new link to the same address; the old one stops working."""
    withdraw_invitation(by=by, invitation=invitation)
    return invite_to_join(
        by=by, email=invitation.email, service=invitation.service, role=invitation.role, name=invitation.name,
        powers=invitation.powers,
    )  # fmt: skip


# -- organisations and their partnership


def add_organisation(
    *, by: Viewer, name: str, kind: str, website: str, signed_on: date | None, coverage: str
) -> Organisation:
    """An organisation joins the partnership. Its mail domains follow, by two people; going live, by `going_live`."""
    rules.may_run_area(by).require()
    Area.objects.select_for_update(no_key=True).get(pk=by.area_id)
    if Partnership.objects.filter(area_id=by.area_id, organisation__name__iexact=name).exists():
        raise Refused(_("An organisation of this name takes part already."), field="name")
    may_go_live(by, signed_on, None).require()
    organisation = Organisation.objects.create(name=name, kind=kind, website=website)
    Partnership.objects.create(
        area_id=by.area_id, organisation=organisation, agreement_signed_on=signed_on, coverage=coverage
    )
    audit.record("directory.organisation.added", by=by)
    return organisation


def change_partnership(
    *, by: Viewer, partnership: Partnership, signed_on: date | None, live_since: date | None, coverage: str
) -> Partnership:
    """When the agreement was signed, since when live, what its data covers."""
    rules.may_run_area(by).require()
    may_go_live(by, signed_on, live_since).require()
    if live_since is not None:
        going_live.may_go_live(by, partnership).require()
    return _save(
        "directory.partnership.changed", by, partnership, agreement_signed_on=signed_on, live_since=live_since,
        coverage=coverage,
    )  # fmt: skip


def may_go_live(by: Viewer, signed_on: date | None, live_since: date | None) -> Answer:
    """An organisation is live only under a signed agreement."""
    if signed_on is not None and signed_on > by.today:
        return Answer(_("Give the day the agreement was signed, today or before."), "signed_on")
    if live_since is not None and signed_on is None:
        return Answer(_("It cannot be live before its agreement is signed: give that date too."), "signed_on")
    if live_since is not None and signed_on is not None and live_since < signed_on:
        return Answer(_("It cannot have been live before the agreement was signed."), "live_since")
    return Answer()


def change_organisation(*, by: Viewer, organisation: Organisation, name: str, website: str) -> Organisation:
    """New name or website. Its kind decides what it may share: that stays."""
    rules.may_manage_organisation(by, organisation.pk).require()
    return _save("directory.organisation.changed", by, organisation, name=name, website=website)


def drop_domain(*, by: Viewer, domain: MailDomain) -> MailDomain:
    """Addresses of this domain need the area's administrator from now on. Adding takes two people, this one."""
    rules.may_manage_organisation(by, domain.organisation_id).require()
    domain.delete()
    audit.record("directory.domain.dropped", by=by)
    return domain


# -- the area


def change_area(*, by: Viewer, area: Area, **settings: Any) -> Area:
    """Name, hub, and the area's intervals. What guards takes one person, what opens takes two: a kind that is no longer
    ticked stays restricted, a limit that would be raised stays as it is, and a second person is asked.
    """
    rules.may_run_area(by).require()
    unknown = set(settings["restricted_kinds"]) - {
        kind.code for kind in taxonomy.service_kinds(jurisdiction=by.jurisdiction)
    }
    if unknown:
        raise Refused(_("Choose kinds from the list."), field="restricted_kinds")
    now = Area.objects.get(pk=by.area_id)
    wanted = settings["restricted_kinds"]
    lift = sorted(set(now.restricted_kinds) - set(wanted))
    if lift:
        proposals.propose(by=by, kind=proposals.RESTRICTION, change={"lift": lift})
    raised = {name: settings[name] for name in proposals.LIMITS if settings[name] > getattr(now, name)}
    if raised:
        proposals.propose(by=by, kind=proposals.RAISE, change=raised)
    kept = {name: getattr(now, name) for name in raised}
    lists = _list_settings(by, now, settings)
    return _save(
        "directory.area.changed", by, area, **{**settings, **kept, **lists, "restricted_kinds": [*wanted, *lift]}
    )


def _list_settings(by: Viewer, now: Area, settings: dict[str, Any]) -> dict[str, Any]:
    """A kind taken off adds nobody from now on; another one takes a second person. Where nothing is said of it, rows
    are kept as long as before."""
    wanted, known = set(settings.get("list_kinds", [])), set(now.list_kinds)
    if wanted - known:
        proposals.propose(by=by, kind=proposals.LIST_KINDS, change={"add": sorted(wanted - known)})
    days = settings.get("list_rows_kept_days") or now.list_rows_kept_days
    return {"list_kinds": sorted(wanted & known), "list_rows_kept_days": days}


def _save[M: (Area, Organisation, Partnership, Service, Post)](kind: str, by: Viewer, row: M, **values: Any) -> M:
    """Save these fields of `row` and nothing else, with the deed's audit row."""
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))
    audit.record(kind, by=by)
    return row


def is_administrator(powers: list[str]) -> bool:
    """Whether a post with these powers runs things instead of working with people."""
    return bool(ADMINISTRATORS & set(powers))
