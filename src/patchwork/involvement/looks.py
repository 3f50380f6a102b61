"""A reason to look: someone who is not involved opens one person's team for eight hours, and the team is told.

Not told to the team: looks for an enquiry or an investigation, and whatever a sensitive service does. These reach only
the looker's own supervisor (and, by the audit, the hub and the privacy officer).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from patchwork import access, audit
from patchwork.access import View, Viewer, deciding
from patchwork.access.readers import kind_asked_again
from patchwork.activity.models import Deed
from patchwork.activity.noting import note
from patchwork.activity.words import register_words
from patchwork.agreements import packs
from patchwork.directory.models import Organisation, Post, Power
from patchwork.involvement.models import Involvement, InvolvementQuerySet, Look
from patchwork.kit.answers import NOT_HERE, YES, Answer, Refused
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import kind_of, recipients, register, tell
from patchwork.people import quotas
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

LASTS = timedelta(hours=8)
LEAST_WORDS = 10
MOST_WORDS = 500

THROUGH_SERVICE = {"on_duty": gettext_noop("I am on duty"), "covering": gettext_noop("I am covering for a colleague")}
"""The one tap, where someone of my own service is involved."""


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def may_look(viewer: Viewer, person: Person) -> Answer:
    """Whoever may see the card of somebody who is not shielded from them; administrators and privacy officers never."""
    if viewer.post_id is None or viewer.service_id is None or viewer.has("privacy"):
        return NOT_HERE
    if not access.may(viewer, View.CARD, person) or not _would_open(viewer, person):
        return NOT_HERE
    return YES


def _would_open(viewer: Viewer, person: Person) -> bool:
    """A shield stands whatever the reason."""
    return Person.objects.filter(deciding.SHIELD(viewer, View.TEAM, "pk"), pk=person.pk).exists()


def may_look_through_service(viewer: Viewer, person: Person) -> Answer:
    """Only where a post of my service, or the service as a whole, works with them now."""
    answer = may_look(viewer, person)
    if answer and not _service_rows(viewer).filter(person=person).exists():
        return NOT_HERE
    return answer


def _service_rows(viewer: Viewer) -> InvolvementQuerySet:
    rows: InvolvementQuerySet = Involvement.objects.current(viewer.now, viewer.today)
    return rows.filter(service_id=viewer.service_id) if viewer.service_id else rows.none()


def purposes(viewer: Viewer) -> tuple[packs.Purpose, ...]:
    """What this viewer may choose from: the jurisdiction's list for their kind of service."""
    return packs.pack(viewer.jurisdiction).purposes_for(viewer.service_kind)


# ── deeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def give_reason(*, by: Viewer, person: Person, purpose: str, words: str) -> Look:
    """Open the team to `by` for eight hours. A second tab, or a second press, finds the look that is there.

    Raises:
        Refused: no card, a shield, a purpose that is not one's own, or too few words.
    """
    may_look(by, person).require()
    chosen = next((one for one in purposes(by) if one.code == purpose), None)
    if chosen is None:
        raise Refused(gettext_lazy("Choose what you need it for."), field="purpose")
    if len(words.strip()) < LEAST_WORDS:
        raise Refused(gettext_lazy("Write a few more words: at least 10 characters."), field="words")
    return _look(by, person, purpose=chosen.code, words=words.strip(), withheld=chosen.withheld_from_team)


def look_through_service(*, by: Viewer, person: Person, as_: str) -> Look:
    """One tap for a colleague's person: `on_duty` or `covering`."""
    may_look_through_service(by, person).require()
    if as_ not in THROUGH_SERVICE:
        raise Refused(gettext_lazy("Choose whether you are on duty or covering."))
    return _look(by, person, purpose=as_, words="", through_service=True)


def _look(
    by: Viewer, person: Person, *, purpose: str, words: str, withheld: bool = False, through_service: bool = False
) -> Look:
    assert by.account_id and by.post_id and by.service_id  # noqa: PT018 - `may_look` has asked
    live = _lock_and_find_live(by.post_id, by.now, person)
    if live is not None:
        return live
    if not through_service:
        quotas.require(by, quotas.Limit.OPENS)
    look = Look.objects.create(
        area_id=by.area_id, person=person, account_id=by.account_id, post_id=by.post_id, service_id=by.service_id,
        is_sensitive=by.is_sensitive, purpose=purpose, words=words, at=by.now, until=by.now + LASTS,
        is_withheld=withheld, as_service=through_service,
    )  # fmt: skip
    note("looked", by=by, person=person, detail=purpose, is_sensitive=by.is_sensitive or withheld)
    kind = "involvement.looked_through_service" if through_service else "involvement.looked"
    audit.record(kind, by=by, persons=[person], purpose=purpose)
    _tell(look, by)
    return look


def _lock_and_find_live(post: uuid.UUID, now: datetime, person: Person) -> Look | None:
    """Two tabs of one post wait for each other here."""
    Post.objects.select_for_update(no_key=True).filter(pk=post).values_list("pk").first()
    live: Look | None = Look.objects.live(now).filter(person=person, post_id=post).first()
    return live


def _tell(look: Look, by: Viewer) -> None:
    """The lead practitioner; of what is not told to the team, only the looker's own supervisor."""
    if look.is_withheld or look.is_sensitive:
        posts = list(Post.objects.current(by.today).with_power(Power.SUPERVISOR).filter(supervised=by.post_id))
        code = "involvement.looked_own"
    else:
        leads = Involvement.objects.current(by.now, by.today).filter(person=look.person_id, is_lead=True)
        posts = [] if look.as_service else [row.post for row in leads.select_related("post") if row.post]
        code = "involvement.looked"
    tell(
        code, area_id=by.area_id, event=look.pk, about=look.person_id, now=by.now, purpose=look.purpose,
        organisation=str(by.organisation_id), to=recipients(posts),
    )  # fmt: skip


# ── from the card ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Offer:
    """Which ways in the card may show."""

    look: bool
    through_service: bool


def offer(viewer: Viewer, person: Person) -> Offer:
    """What of the above this viewer has use for: nothing where the team is open already."""
    if access.may(viewer, View.TEAM, person) or not may_look(viewer, person):
        return Offer(look=False, through_service=False)
    return Offer(look=True, through_service=_service_rows(viewer).filter(person=person).exists())


def live_look(viewer: Viewer, person: Person) -> Look | None:
    """The look by which the viewer is in just now, for "open until 6 pm"."""
    if viewer.post_id is None:
        return None
    found: Look | None = Look.objects.live(viewer.now).filter(person=person, post_id=viewer.post_id).first()
    return found


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def purpose_words(code: str) -> Words:
    """A purpose as people say it. Packs share their codes, so no area has to be asked for."""
    if code in THROUGH_SERVICE:
        return _(THROUGH_SERVICE[code])
    known = (pack.purposes.get(code) for pack in packs.selectable_packs())
    return next((purpose.words for purpose in known if purpose), "")


def _deed_words(deed: Deed) -> str:
    said = str(purpose_words(deed.detail))
    return _("looked: “%(purpose)s”") % {"purpose": said} if said else _("looked")


def _open_look(viewer: Viewer) -> Q:
    return Q(Exists(access.scope(Look.objects.filter(pk=OuterRef("event")), viewer, View.TEAM)))


def _open_to_supervisor(viewer: Viewer) -> Q:
    """Of a post that is still theirs to supervise, about a person who is there for them."""
    if not viewer.has("supervisor"):
        return access.DENY
    mine = Look.objects.filter(pk=OuterRef("event"), post__supervisor_id=viewer.post_id)
    persons = access.scope(Person.objects.filter(pk=OuterRef("about")), viewer, View.CARD)
    return Q(Exists(mine)) & Q(Exists(persons))


def _bell(notice: Notice, name: str) -> Words:
    if not name:
        return kind_of(notice.kind).line
    said = {
        "name": name,
        "organisation": _organisation_name(notice.data.get("organisation", "")),
        "purpose": purpose_words(notice.data.get("purpose", "")),
    }
    return _("Someone from %(organisation)s looked at %(name)s: “%(purpose)s”") % said


@lru_cache(maxsize=1024)
def _organisation_name(pk: str) -> str:
    """Kept for as long as the process lives, so that a long list asks once for each organisation."""
    return Organisation.objects.filter(pk=pk).values_list("name", flat=True).first() or "" if pk else ""


KINDS = (
    kind_asked_again(
        "involvement.looked",
        subject=gettext_lazy("Someone gave a reason to look on Patchwork"),
        line=gettext_lazy("A colleague who is not in the team gave a reason to look at a person you lead for."),
        link=lambda notice: reverse("person", args=[notice.about]),
        still=_open_look,
        channels=(Channel.BELL,),
        bell=_bell,
    ),
    kind_asked_again(
        "involvement.looked_own",
        subject=gettext_lazy("Someone you supervise gave a reason to look on Patchwork"),
        line=gettext_lazy("Someone you supervise gave a reason to look at a person."),
        link=lambda notice: reverse("card", args=[notice.about]),
        still=_open_to_supervisor,
        channels=(Channel.BELL,),
        bell=_bell,
    ),
)


def register_kinds() -> None:
    """Called once at start."""
    register_words("looked", _deed_words)
    for kind in KINDS:
        register(kind)
