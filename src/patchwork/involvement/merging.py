"""When two records of a person are joined: who works with them does so once, and nobody learns of a hidden service.

A private row is open to the organisations that were named, *and* confirmed with the person. Joining two records would
make everybody who is confirmed with the one confirmed with the other. So before it, each private row is opened to the
very posts that could see it until then, and to no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patchwork import access
from patchwork.access.models import Audience, AuthoredFields
from patchwork.access.viewers import viewer_in_post
from patchwork.directory.models import Post
from patchwork.involvement.models import Contact, Involvement, LastOpened, TeamInvitation
from patchwork.kit.answers import Answer
from patchwork.people.merging import clashes, hooks
from patchwork.people.merging.log import Log, pointing_at
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.access import Viewer


# ── nobody new learns of a hidden service ─────────────────────────────────────────────────────────────────────────


def narrow_private_rows(log: Log, kept: Person, gone: Person, by: Viewer) -> None:
    """Every private row of both, in every app, is opened to those who saw it before and nobody else."""
    for person in (kept, gone):
        seers = _confirmed(person.pk, by)
        for model, names in pointing_at(Person):
            if issubclass(model, AuthoredFields) and "person" in names:
                _narrow(log, model, person.pk, seers, by)


def _confirmed(person: UUID, by: Viewer) -> list[Post]:
    rows = Involvement.objects.confirmed(by.now, by.today).filter(person_id=person, post__isnull=False)
    posts = Post.objects.filter(pk__in=rows.values("post_id"))
    return list(posts.select_related("account", "area", "service__organisation").order_by("pk"))


def _narrow(log: Log, model: type[AuthoredFields], person: UUID, seers: Sequence[Post], by: Viewer) -> None:
    private = Q(person_id=person, is_sensitive=True, audience__isnull=False)
    rows = list(model._base_manager.filter(private).select_related("audience"))
    if not rows:
        return
    open_to: dict[Any, list[UUID]] = {row.pk: [] for row in rows}
    for post in seers:
        named = access.named(viewer_in_post(post, now=by.now), privately=True)
        for pk in model._base_manager.filter(private).filter(named).values_list("pk", flat=True):
            open_to[pk].append(post.pk)
    for old in {row.audience_id: None for row in rows}:
        same = [row.pk for row in rows if row.audience_id == old]
        new = log.make(Audience(area_id=by.area_id, posts=open_to[same[0]]))
        log.move(model, "audience", old, new.pk, only=same)


# ── once a post ───────────────────────────────────────────────────────────────────────────────────────────────────


def _more_private(rows: Sequence[Involvement]) -> Involvement:
    """The kept record's, unless only another one is kept private."""
    return next((row for row in rows if row.is_sensitive), rows[0])


def _the_longer(stays: Involvement, others: Sequence[Involvement]) -> dict[str, Any]:
    """Since when: the earlier day. Confirmed and statutory as either was; leading, where nobody else leads."""
    everyone = [stays, *others]
    changes: dict[str, Any] = {
        "started_on": min(row.started_on for row in everyone),
        "is_statutory": any(row.is_statutory for row in everyone),
    }
    if any(row.is_lead for row in everyone) and not _another_leads(everyone):
        changes["is_lead"] = True
    confirmed = next((row for row in everyone if row.confirmed_at is not None), None)
    if stays.confirmed_at is None and confirmed is not None:
        changes |= {
            "confirmed_at": confirmed.confirmed_at, "confirmed_by_id": confirmed.confirmed_by_id,
            "provisional_until": confirmed.provisional_until,
        }  # fmt: skip
    return {name: value for name, value in changes.items() if getattr(stays, name) != value}


def _another_leads(rows: Sequence[Involvement]) -> bool:
    leads = Involvement.objects.filter(person__in=[row.person_id for row in rows], ended_on__isnull=True, is_lead=True)
    return bool(leads.exclude(pk__in=[row.pk for row in rows]).exists())


def _settle_once(log: Log, rows: Sequence[Involvement]) -> None:
    stays = _more_private(rows)
    others = [row for row in rows if row is not stays]
    posts = _seers([row for row in rows if row.is_sensitive])
    clashes.one_stays(lambda _rows: stays, lambda one, rest: _the_longer(one, rest))(log, [stays, *others])
    if stays.is_sensitive and posts is not None:
        log.change(stays, audience=log.make(Audience(area_id=stays.area_id, posts=posts)))


def _seers(private: Iterable[Involvement]) -> list[UUID] | None:
    """Whom the private ones of several rows were open to, when there are several; they have been narrowed before."""
    audiences = [row.audience for row in private if row.audience is not None]
    return sorted({post for one in audiences for post in one.posts}) if len(audiences) > 1 else None


def _leads_on(log: Log, rows: Sequence[Involvement]) -> None:
    """One leads: the kept record's, or the one everybody sees."""
    leads = next((row for row in rows if not row.is_sensitive), rows[0])
    for row in rows:
        if row is not leads:
            log.change(row, is_lead=False)


def _earlier(stays: LastOpened, others: Sequence[LastOpened]) -> dict[str, Any]:
    """Counted from the earlier moment, so that nothing is missed."""
    return {"at": min(row.at for row in (stays, *others))}


# ── whose it is, of what was added since ──────────────────────────────────────────────────────────────────────────


def _day(value: Any) -> str:
    return date_format(value, "j F Y")


def _involvement_words(row: Involvement) -> str:
    who = row.post.account.name if row.post else row.service.name
    return _("%(who)s works with them, since %(day)s") % {"who": who, "day": _day(row.started_on)}


def _contact_words(row: Contact) -> str:
    who = row.post.account.name if row.post else row.service.name
    when = row.happened_at or row.planned_for
    return _("a contact of %(who)s on %(day)s") % {"who": who, "day": _day(when)}


def _invitation_words(row: TeamInvitation) -> str:
    return _("an invitation to join the team, of %(day)s") % {"day": _day(row.asked_at)}


def _hand_over_involvement(row: Involvement, kept: Person, restored: Person) -> None:
    """With the contacts that belong to it."""
    Contact.objects.filter(involvement=row, person=kept).update(person=restored)
    Involvement.objects.filter(pk=row.pk).update(person=restored)


def _hand_over_contact(row: Contact, kept: Person, restored: Person) -> None:
    """To the same colleague's involvement with the other record, where there is one."""
    theirs = Involvement.objects.filter(person=restored, post=row.post, service=row.service)
    own = row.involvement if row.involvement.person_id == restored.pk else theirs.order_by("-started_on").first()
    if own is None:
        Answer(_("Whoever noted this does not work with the other record. Give them the involvement first.")).require()
    Contact.objects.filter(pk=row.pk).update(person=restored, involvement=own)


def register() -> None:
    """Called once at start."""
    hooks.on_merge(narrow_private_rows)
    clashes.on("involvement_once_a_post", _settle_once)
    clashes.on("involvement_once_a_service", _settle_once)
    clashes.on("involvement_one_lead", _leads_on)
    clashes.on("involvement_last_opened_once", clashes.one_stays(absorb=_earlier))
    clashes.on("involvement_invite_post_once")
    clashes.on("involvement_invite_service_once")
    hooks.on_settling("involvement.Involvement", _involvement_words, _hand_over_involvement)
    hooks.on_settling("involvement.Contact", _contact_words, _hand_over_contact)
    hooks.on_settling("involvement.TeamInvitation", _invitation_words)
