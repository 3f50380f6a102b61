"""Everything held about a person, from every table that holds something, opened only inside an open case.

`GATHERERS` names each table and how its rows read; `NOTHING` names those that hold nothing of their own, and why. A
test walks the registry of models and fails on a table that is in neither.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import audit
from patchwork.access import Viewer
from patchwork.activity.models import Deed
from patchwork.activity.words import deed_words, doer
from patchwork.agreements import packs
from patchwork.agreements.models import Agreement
from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.conversation.models import Attention
from patchwork.directory import taxonomy
from patchwork.directory.models import Organisation, Post, Service
from patchwork.involvement.looks import purpose_words
from patchwork.involvement.models import Contact, HandOver, Involvement, Look, Showing, TeamInvitation
from patchwork.involvement.words import contact_kinds, end_words, planned_kinds
from patchwork.oversight.models import BrokerPassing, BrokerRequest, DetectorHit
from patchwork.oversight.record import sensitive_services
from patchwork.oversight.subject import cases
from patchwork.oversight.subject.items import Item, day_words
from patchwork.oversight.subject.models import Asker, Correction, KeepingDeed, Reason, SubjectAccessCase
from patchwork.people import slots
from patchwork.people.models import (
    Address,
    BreakGlassPerson,
    Exclusion,
    FamilyMember,
    FormerName,
    Identifier,
    Kinship,
    Person,
    Precision,
    Relationship,
    SamePersonQuestion,
    Sex,
    Shield,
    ShieldRequest,
)
from patchwork.people.policy import is_mother

WATCHERS = frozenset({"hub", "privacy", "broker"})
"""What these open may tell of an enquiry."""
OWN_AGREEMENT = "own_agreement"
VIEWING = ("involvement.looked", "involvement.looked_through_service")


class Gathering:
    """One case's person, and what the rules for withholding ask about them; asked once."""

    def __init__(self, case: SubjectAccessCase, viewer: Viewer) -> None:
        self.case, self.viewer, self.person = case, viewer, case.person

    @property
    def is_own(self) -> bool:
        """They ask for themselves."""
        return self.case.asked_by == Asker.SELF

    @cached_property
    def hidden_services(self) -> set[uuid.UUID]:
        """Services that are not to be known of: all sensitive ones, but those whose presence they agreed to."""
        hidden = {row["pk"] for row in sensitive_services(self.viewer.area_id)}
        if not self.is_own:
            return hidden
        agreed = Involvement.objects.filter(person=self.person, ground=OWN_AGREEMENT)
        return hidden - set(agreed.values_list("service_id", flat=True))

    @cached_property
    def enquiring(self) -> set[tuple[uuid.UUID | None, date]]:
        """Posts, and the days on which they looked for an enquiry or an investigation."""
        looks = Look.objects.filter(person=self.person, is_withheld=True)
        return {(look.post_id, self.day(look.at)) for look in looks}

    @cached_property
    def posts(self) -> dict[uuid.UUID, Post]:
        """All posts of the area, for what they do."""
        return Post.objects.filter(area_id=self.viewer.area_id).in_bulk()

    @cached_property
    def silent(self) -> dict[tuple[uuid.UUID | None, datetime], str]:
        """Who did something at a moment of which nothing is told: the ledger's line of it is not told either."""
        invitations = TeamInvitation.objects.filter(person=self.person)
        found = {
            (row.post_id, row.asked_at): _invitation_reason(self, row)
            for row in invitations.select_related("service", "to_post", "to_newcomer")
        }
        for request in BrokerRequest.objects.filter(person=self.person).select_related("post"):
            found[request.post_id, request.asked_at] = _broker_reason(self, request)
        return found

    def day(self, at: datetime) -> date:
        """The day where the area is."""
        return timezone.localtime(at, self.viewer.zone).date()

    def service_reason(self, service: uuid.UUID | None) -> str:
        return Reason.HIDDEN.value if service in self.hidden_services else ""

    def authored(self, row: Any, at: datetime | None = None) -> str:
        """The reason for a row of a post: of a service not to be known of, or done for an enquiry."""
        if row.service_id in self.hidden_services or (row.is_sensitive and not self._is_agreed(row)):
            return Reason.HIDDEN.value
        if at is not None and (row.post_id, self.day(at)) in self.enquiring:
            return Reason.ENQUIRY.value
        return ""

    def _is_agreed(self, row: Any) -> bool:
        """A sensitive row of a service that the person who asks has agreed to."""
        return self.is_own and row.service_id not in self.hidden_services and row.service.is_sensitive

    def unless_own(self, reason: Reason) -> str:
        return "" if self.is_own else reason.value

    def texts(self, row: Model, section: str, *fields: str, on: date | None = None, reason: str = "") -> Iterator[Item]:
        """The words that somebody wrote in these columns. Each opening is kept in the record."""
        for name in fields:
            if words := self.open(row, name):
                yield item(
                    row, section, _("Words written then: “%(words)s”") % {"words": words}, on=on, reason=reason,
                    part=name, is_text=True,
                )  # fmt: skip

    def open(self, row: Any, name: str) -> str:
        """A sealed text, opened for this case."""
        words = getattr(row, name)
        if words:
            what = f"{row._meta.label}.{name}"
            audit.record("subject.text_opened", by=self.viewer, persons=[self.person], purpose=what[:40])
        return str(words)


def item(
    row: Model, section: str, says: str, *, on: date | None = None, reason: str = "", part: str = "",
    is_text: bool = False,
) -> Item:  # fmt: skip
    """A row, or a part of one, in words."""
    key = f"{row._meta.label}:{row.pk}" + (f":{part}" if part else "")
    data: dict[str, Any] = {"kind": row._meta.label.split(".")[-1], "part": part or "row"}
    return Item(key, section, says, on, str(reason), is_text, data)


def gather(case: SubjectAccessCase, *, by: Viewer) -> list[Item]:
    """Everything held about the person of an open case; texts are opened, and each opening is audited.

    Raises:
        Refused: it is not the privacy officer who asks, or the case is closed.
    """
    cases.may_work_on(by, case).require()
    gathering = Gathering(case, by)
    found = [one for gatherer in GATHERERS.values() for one in gatherer(gathering)]
    return sorted(found, key=lambda one: one.order)


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _person(g: Gathering) -> Iterator[Item]:
    person = g.person
    facts = [
        ("given_names", _("First names: %s"), person.given_names),
        ("family_name", _("Surname: %s"), person.family_name),
        ("known_as", _("Known as: %s"), person.known_as),
        ("born_on", _("Date of birth: %s"), _born_words(person)),
        ("expected_on", _("Not born yet. Expected on: %s"), day_words(person.expected_on)),
        ("sex", _("Sex: %s"), str(Sex(person.sex).label) if person.sex else ""),
        ("moved_to_area", _("Moved to: %s"), person.moved_to_area),
    ]
    for part, words, value in facts:
        if value:
            yield item(person, "who", words % value, part=part)
    # These two hang on every involvement, a hidden one too: the first and the last of them would show.
    yield item(
        person, "kept", _("Recorded since: %s") % day_words(g.day(person.made_at)), part="made_at", reason=Reason.HIDDEN
    )
    if person.last_needed_on:
        says = _("Nobody works with the person since: %s") % day_words(person.last_needed_on)
        yield item(person, "kept", says, part="last_needed_on", reason=Reason.HIDDEN)


def _born_words(person: Person) -> str:
    if person.born_on is None:
        return ""
    if person.born_precision == Precision.DAY:
        return day_words(person.born_on)
    about = _("about %s") if person.born_precision == Precision.ABOUT else "%s"
    known = date_format(person.born_on, "F Y" if person.born_precision == Precision.MONTH else "Y")
    return about % known


def _former_names(g: Gathering) -> Iterator[Item]:
    for row in FormerName.objects.filter(person=g.person):
        yield item(row, "who", _("Former name: %s") % f"{row.given_names} {row.family_name}".strip())


def _is_protected(person: Person) -> bool:
    return Shield.objects.filter(person=person, lifted_at__isnull=True).exists()


def _addresses(g: Gathering) -> Iterator[Item]:
    reason = g.unless_own(Reason.HARM) if _is_protected(g.person) else ""
    for row in Address.objects.filter(person=g.person):
        place = ", ".join(filter(None, (row.lines, row.postcode)))
        says = _("Address: %s") % place
        if row.until:
            says = _("Address until %(day)s: %(place)s") % {"day": day_words(row.until), "place": place}
        yield item(row, "who", says, reason=reason)


def _identifiers(g: Gathering) -> Iterator[Item]:
    labels = {one.code: str(one.label) for one in slots.identifier_systems(g.viewer.jurisdiction)}
    for row in Identifier.objects.filter(person=g.person):
        yield item(row, "who", f"{labels.get(row.system, row.system)}: {row.value}")


def _relative_reason(g: Gathering, other: Person) -> str:
    """A protected relative is not told of; one not born yet only to its mother."""
    if _is_protected(other):
        return Reason.SHIELD.value
    if other.is_unborn and not (g.is_own and _is_mother(g.person, other)):
        return Reason.THIRD_PARTY.value
    return ""


def _is_mother(person: Person, child: Person) -> bool:
    return Relationship.objects.filter(is_mother(), person=person, other=child).exists()


def _relationships(g: Gathering) -> Iterator[Item]:
    rows = Relationship.objects.filter(Q(person=g.person) | Q(other=g.person)).select_related("person", "other")
    for row in rows:
        other = row.other if row.person_id == g.person.pk else row.person
        kind = str(Kinship(row.kind).label)
        says = _("%(first)s: %(kind)s of %(second)s") % {
            "first": row.person.name, "kind": kind, "second": row.other.name,
        }  # fmt: skip
        yield item(row, "family", says, reason=_relative_reason(g, other))


def _family_members(g: Gathering) -> Iterator[Item]:
    theirs = FamilyMember.objects.filter(person=g.person).values("family")
    rows = FamilyMember.objects.filter(family__in=theirs).exclude(person=g.person).select_related("person")
    for row in rows:
        says = _("In the same family: %s") % row.person.name
        yield item(row, "family", says, reason=_relative_reason(g, row.person))


def _exclusions(g: Gathering) -> Iterator[Item]:
    for row in Exclusion.objects.filter(person=g.person):
        on = g.day(row.asked_at)
        says = _("The record was shut to a colleague who knows the person privately, or this was asked for.")
        yield item(row, "kept", says, on=on, reason=Reason.THIRD_PARTY)
        yield from g.texts(row, "kept", "why", "review_words", on=on, reason=Reason.THIRD_PARTY)


def _shields(g: Gathering) -> Iterator[Item]:
    for row in Shield.objects.filter(person=g.person):
        on, reason = g.day(row.set_at), g.unless_own(Reason.HARM)
        yield item(row, "kept", _("The record is protected: %s") % row.get_kind_display(), on=on, reason=reason)
        yield from g.texts(row, "kept", "why", "lift_why", on=on, reason=reason)


def _shield_requests(g: Gathering) -> Iterator[Item]:
    for row in ShieldRequest.objects.filter(person=g.person):
        on, reason = g.day(row.asked_at), g.unless_own(Reason.HARM)
        yield item(row, "kept", _("It was asked that the record be protected."), on=on, reason=reason)
        yield from g.texts(row, "kept", "why", "answer", on=on, reason=reason)


def _same_persons(g: Gathering) -> Iterator[Item]:
    rows = SamePersonQuestion.objects.filter(Q(person=g.person) | Q(other=g.person))
    for row in rows:
        says = _("It was asked whether this record and another are of one person.")
        yield item(row, "kept", says, on=g.day(row.raised_at), reason=Reason.THIRD_PARTY)


def _emergencies(g: Gathering) -> Iterator[Item]:
    rows = BreakGlassPerson.objects.filter(person=g.person, opened_at__isnull=False)
    for row in rows.select_related("glass__post__service__organisation"):
        glass, service = row.glass, row.glass.post.service
        assert row.opened_at is not None
        on, reason = g.day(row.opened_at), g.service_reason(service.pk)
        says = _("%(day)s: %(organisation)s opened the record in an emergency. Purpose: %(purpose)s.") % {
            "day": day_words(on), "organisation": service.organisation.name, "purpose": glass.get_purpose_display(),
        }  # fmt: skip
        yield item(row, "looked", says, on=on, reason=reason)
        yield from g.texts(glass, "looked", "words", on=on, reason=reason)
        yield from g.texts(glass, "looked", "review_words", on=on, reason=reason or Reason.THIRD_PARTY.value)


# ── who works with them ───────────────────────────────────────────────────────────────────────────────────────────


def _involvements(g: Gathering) -> Iterator[Item]:
    rows = Involvement.objects.filter(person=g.person).select_related("post__account", "service__organisation")
    for row in rows:
        reason = g.authored(row)
        yield item(row, "team", _involvement_words(row), on=row.started_on, reason=reason)
        yield from _basis(g, row, reason)
        yield from g.texts(row, "team", "ground_answers", on=row.started_on, reason=reason)


ENQUIRING_SERVICE = "child_protection"
"""What such a service works by first is an enquiry."""


def _basis(g: Gathering, row: Involvement, reason: str) -> Iterator[Item]:
    """The legal basis apart from the work itself: it may tell that there is an enquiry."""
    pack = packs.pack(g.viewer.jurisdiction)
    basis = pack.bases.get(row.basis)
    if basis is None:
        return
    enquiry = row.is_statutory or basis.family == "silent" or basis.code in pack.defaults.get(ENQUIRING_SERVICE, ())[:1]
    says = _("Legal basis (%(who)s): %(basis)s.") % {"who": row.service.name, "basis": basis.words}
    yield item(
        row, "team", says, on=row.started_on, reason=reason or (Reason.ENQUIRY.value if enquiry else ""), part="basis"
    )


def _involvement_words(row: Involvement) -> str:
    named = row.post is not None and not row.service.duty_line_only
    who = ", ".join(filter(None, (
        row.post.account.name if named else "", str(taxonomy.role(row.role).words), row.service.name,
        row.service.organisation.name,
    )))  # fmt: skip
    words = {"who": who, "since": day_words(row.started_on), "until": day_words(row.ended_on)}
    if row.ended_on:
        why = end_words(row.end_reason)
        ended = _("%(who)s: from %(since)s until %(until)s.") % words
        return ended + (_(" It ended because: %s.") % why if why else "")
    said = _("%(who)s: since %(since)s.") % words
    return said + ("" if row.confirmed_at else _(" Not confirmed yet."))


def _contacts(g: Gathering) -> Iterator[Item]:
    kinds, planned = dict(contact_kinds(g.person, g.viewer.today)), dict(planned_kinds(g.person, g.viewer.today))
    for row in Contact.objects.filter(person=g.person).select_related("service__organisation"):
        at = row.happened_at or row.planned_for
        assert at is not None
        on, reason = g.day(at), g.authored(row)
        if not reason and row.happened_at is None and row.showing == Showing.NOTHING:
            reason = Reason.ENQUIRY.value  # an unannounced visit
        words = {
            "day": day_words(on),
            "what": (kinds if row.happened_at else planned).get(row.kind, row.kind),
            "who": row.service.organisation.name,
        }
        says = _("%(day)s: %(what)s (%(who)s).") if row.happened_at else _("Planned for %(day)s: %(what)s (%(who)s).")
        taken_back = _(" Taken back.") if row.cancelled_at else ""
        yield item(row, "contacts", says % words + taken_back, on=on, reason=reason)


def _looks(g: Gathering) -> Iterator[Item]:
    for row in Look.objects.filter(person=g.person).select_related("service__organisation"):
        on = g.day(row.at)
        reason = g.authored(row) or (Reason.ENQUIRY.value if row.is_withheld else "")
        says = _("%(day)s: %(organisation)s gave a reason to look: %(purpose)s.") % {
            "day": day_words(on), "organisation": row.service.organisation.name, "purpose": purpose_words(row.purpose),
        }  # fmt: skip
        yield item(row, "looked", says, on=on, reason=reason)
        yield from g.texts(row, "looked", "words", on=on, reason=reason)


def _invitations(g: Gathering) -> Iterator[Item]:
    rows = TeamInvitation.objects.filter(person=g.person)
    for row in rows.select_related("service__organisation", "to_post", "to_service", "to_newcomer"):
        on, reason = g.day(row.asked_at), _invitation_reason(g, row)
        service = Service.objects.select_related("organisation").get(pk=_invited(row))
        says = _("%(day)s: %(organisation)s asked %(other)s to join.") % {
            "day": day_words(on), "organisation": row.service.organisation.name, "other": service.organisation.name,
        }  # fmt: skip
        yield item(row, "happened", says, on=on, reason=reason)


def _invited(row: TeamInvitation) -> uuid.UUID:
    """Which service was asked to join."""
    to = row.to_post or row.to_newcomer
    service = to.service_id if to else row.to_service_id
    assert service is not None
    return service


def _invitation_reason(g: Gathering, row: TeamInvitation) -> str:
    return g.authored(row, row.asked_at) or g.service_reason(_invited(row))


def _hand_overs(g: Gathering) -> Iterator[Item]:
    for row in HandOver.objects.filter(person=g.person):
        on = g.day(row.at)
        says = _("%(day)s: the hub of another area was told that the person has moved.") % {"day": day_words(on)}
        yield item(row, "happened", says, on=on)


# ── what was said and done ────────────────────────────────────────────────────────────────────────────────────────


def _agreements(g: Gathering) -> Iterator[Item]:
    rows = Agreement.objects.filter(Q(person=g.person) | Q(by_person=g.person))
    for row in rows.select_related("person", "by_person", "audience"):
        reason = _agreement_reason(g, row)
        yield item(row, "said", _agreement_words(row), on=row.said_on, reason=reason)
        yield from g.texts(row, "said", "words", "answer", on=row.said_on, reason=reason)


def _agreement_reason(g: Gathering, row: Agreement) -> str:
    """What somebody else said is theirs; what names a service that is not to be known of stays hidden."""
    named = set(row.audience.organisations) if row.audience else set()
    services = set(row.audience.services) if row.audience else set()
    hidden = Service.objects.filter(Q(organisation__in=named) | Q(pk__in=services), pk__in=g.hidden_services).exists()
    if hidden or _recorded_by(g, row) in g.hidden_services:
        return Reason.HIDDEN.value
    if row.by_person_id != g.person.pk:
        return Reason.THIRD_PARTY.value
    if row.person_id != g.person.pk:
        return _relative_reason(g, row.person)
    return "" if g.is_own or not cases.decides_themselves(g.person, g.viewer) else Reason.THIRD_PARTY.value


def _recorded_by(g: Gathering, row: Agreement) -> uuid.UUID | None:
    post = g.posts.get(row.recorded_by_id)
    return post.service_id if post else None


def _agreement_words(row: Agreement) -> str:
    return _("%(day)s: %(who)s about the record of %(about)s: %(said)s.") % {
        "day": day_words(row.said_on),
        "who": row.by_person.name if row.by_person else (row.by_words or row.person.name),
        "about": row.person.name,
        "said": row.get_said_display(),
    } + (_(" Taken back later.") if row.withdrawn_at else "")


def _deeds(g: Gathering) -> Iterator[Item]:
    rows = Deed.objects.filter(person=g.person).select_related("post__account", "service__organisation")
    for row in rows:
        on = g.day(row.at)
        did = deed_words(row, about=g.person.short_name).removeprefix(f"{doer(row)} ")
        says = _("%(day)s: %(organisation)s %(did)s.") % {
            "day": day_words(on), "organisation": row.service.organisation.name, "did": did,
        }  # fmt: skip
        reason = g.authored(row, row.at) or g.silent.get((row.post_id, row.at), "")
        yield item(row, "happened", says, on=on, reason=reason)


def _attentions(g: Gathering) -> Iterator[Item]:
    known = packs.pack(g.viewer.jurisdiction).attentions
    for row in Attention.objects.filter(person=g.person).select_related("service__organisation"):
        on, category = g.day(row.raised_at), known.get(row.category)
        says = _("%(day)s: %(organisation)s asked colleagues: %(what)s.") % {
            "day": day_words(on),
            "organisation": row.service.organisation.name,
            "what": category.words if category else row.category,
        }
        yield item(row, "happened", says, on=on, reason=g.authored(row, row.raised_at))


# ── oversight ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _broker_requests(g: Gathering) -> Iterator[Item]:
    for row in BrokerRequest.objects.filter(person=g.person).select_related("post__service__organisation"):
        on, service = g.day(row.asked_at), row.post.service
        reason = _broker_reason(g, row)
        says = _("%(day)s: %(organisation)s asked whether another service should be in touch.") % {
            "day": day_words(on), "organisation": service.organisation.name,
        }  # fmt: skip
        yield item(row, "happened", says, on=on, reason=reason)
        yield from g.texts(row, "happened", "words", on=on, reason=reason)


def _broker_reason(g: Gathering, row: BrokerRequest) -> str:
    return g.service_reason(row.post.service_id) or (Reason.ENQUIRY.value if row.is_statutory else "")


def _broker_passings(g: Gathering) -> Iterator[Item]:
    """These are only where there is a hidden service."""
    for row in BrokerPassing.objects.filter(request__person=g.person).select_related("service"):
        says = _("A question was passed to %s.") % row.service.name
        yield item(row, "happened", says, reason=Reason.HIDDEN)
        yield from g.texts(row, "happened", "words", reason=Reason.HIDDEN)


def _hits(g: Gathering) -> Iterator[Item]:
    for row in DetectorHit.objects.filter(person=g.person):
        says = _("%s: it stood out who looked, and somebody looked into it.") % day_words(row.day)
        yield item(row, "looked", says, on=row.day, reason=Reason.ENQUIRY)
        yield from g.texts(row, "looked", "closing_words", on=row.day, reason=Reason.ENQUIRY)


def _earlier_cases(g: Gathering) -> Iterator[Item]:
    for row in SubjectAccessCase.objects.filter(person=g.person).exclude(pk=g.case.pk):
        says = _("%(day)s: what is held here was asked for by %(who)s.") % {
            "day": day_words(row.received_on), "who": row.get_asked_by_display(),
        }  # fmt: skip
        is_theirs = g.is_own and row.asked_by == Asker.SELF
        yield item(row, "kept", says, on=row.received_on, reason="" if is_theirs else Reason.THIRD_PARTY)
        yield from g.texts(
            row, "kept", "who_words", on=row.received_on, reason="" if is_theirs else Reason.THIRD_PARTY.value
        )


def _corrections(g: Gathering) -> Iterator[Item]:
    for row in Correction.objects.filter(case__person=g.person).select_related("case"):
        on = g.day(row.asked_at)
        became = row.get_outcome_display() if row.outcome else _("not answered yet")
        says = _("%(day)s: it was asked to put something right: %(became)s.") % {
            "day": day_words(on), "became": became,
        }  # fmt: skip
        mine = row.case_id == g.case.pk or (g.is_own and row.case.asked_by == Asker.SELF)
        reason = "" if mine else Reason.THIRD_PARTY.value
        yield item(row, "kept", says, on=on, reason=reason)
        yield from g.texts(row, "kept", "words", "outcome_words", on=on, reason=reason)


def _keeping(g: Gathering) -> Iterator[Item]:
    """A hold may be for an investigation."""
    for row in KeepingDeed.objects.filter(person=g.person):
        on = g.day(row.at)
        says = f"{day_words(on)}: {row.get_kind_display()}."
        yield item(row, "kept", says, on=on, reason=Reason.ENQUIRY)
        yield from g.texts(row, "kept", "words", on=on, reason=Reason.ENQUIRY)


# ── who looked ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Looked:
    """Somebody of an organisation looked on a day: once or often is not told."""

    day: date
    organisation: uuid.UUID
    purpose: str
    reason: str


def _openings(g: Gathering) -> Iterator[Item]:
    """From the record: when, which organisation, for what purpose; never who (design, section 5)."""
    found = {_looked(g, event) for event in _events(g) if event.organisation}
    names = dict(Organisation.objects.filter(pk__in={one.organisation for one in found}).values_list("pk", "name"))
    for one in found:
        words = {"day": day_words(one.day), "organisation": names.get(one.organisation, "")}
        says = _("%(day)s: %(organisation)s opened the record.") % words
        if one.purpose:
            purpose = purpose_words(one.purpose)
            says = _("%(day)s: %(organisation)s opened the record: %(purpose)s.") % {**words, "purpose": purpose}
        key = f"audit.AuditEvent:{one.day.isoformat()}:{one.organisation.hex}:{one.purpose[:20]}:{one.reason}"
        yield Item(key[:100], "looked", says, one.day, one.reason, data={"kind": "Opened", "part": "row"})


def _events(g: Gathering) -> Iterable[AuditEvent]:
    references = AuditReference.objects.filter(area_id=g.viewer.area_id, person=g.person.pk).values("reference")
    about = AuditSubject.objects.filter(area_id=g.viewer.area_id, subject__in=references).values("event_id")
    viewing = Q(kind__startswith="shown") | Q(kind__in=VIEWING)
    return AuditEvent.objects.filter(viewing, area_id=g.viewer.area_id, pk__in=about)


def _looked(g: Gathering, event: AuditEvent) -> _Looked:
    post = g.posts.get(event.post) if event.post else None
    day = g.day(event.at)
    watches = post is not None and bool(WATCHERS & set(post.powers))
    reason = g.service_reason(event.service)
    if not reason and (watches or (event.post, day) in g.enquiring or _is_for_enquiry(g, event.purpose)):
        reason = Reason.ENQUIRY.value
    assert event.organisation is not None
    return _Looked(day, event.organisation, event.purpose, reason)


def _is_for_enquiry(g: Gathering, purpose: str) -> bool:
    known = packs.pack(g.viewer.jurisdiction).purposes.get(purpose)
    return known is not None and known.withheld_from_team


# ── which tables ──────────────────────────────────────────────────────────────────────────────────────────────────

GATHERERS: dict[str, Callable[[Gathering], Iterable[Item]]] = {
    "people.Person": _person,
    "people.FormerName": _former_names,
    "people.Address": _addresses,
    "people.Identifier": _identifiers,
    "people.Relationship": _relationships,
    "people.FamilyMember": _family_members,
    "people.Exclusion": _exclusions,
    "people.Shield": _shields,
    "people.ShieldRequest": _shield_requests,
    "people.SamePersonQuestion": _same_persons,
    "people.BreakGlassPerson": _emergencies,
    "involvement.Involvement": _involvements,
    "involvement.Contact": _contacts,
    "involvement.Look": _looks,
    "involvement.TeamInvitation": _invitations,
    "involvement.HandOver": _hand_overs,
    "agreements.Agreement": _agreements,
    "activity.Deed": _deeds,
    "conversation.Attention": _attentions,
    "oversight.BrokerRequest": _broker_requests,
    "oversight.BrokerPassing": _broker_passings,
    "oversight.DetectorHit": _hits,
    "oversight.SubjectAccessCase": _earlier_cases,
    "oversight.Correction": _corrections,
    "oversight.KeepingDeed": _keeping,
    "audit.AuditEvent": _openings,
}
"""By table: how its rows about the person read."""

NOTHING = {
    "people.BreakGlass": gettext_lazy("read with each person it covered (BreakGlassPerson)"),
    "people.FindKey": gettext_lazy("made of the names, dates and postcodes that are listed, to find the record by"),
    "people.StatedRelative": gettext_lazy("what a colleague said about their own relatives; once it meets a record "
                                          "here it is an exclusion, which is listed"),
    "conversation.AttentionRecipient": gettext_lazy("which colleagues were asked; the asking itself is listed"),
    "involvement.LastOpened": gettext_lazy("when a post last opened the page; the record of who looked says more"),
    "notifications.Notice": gettext_lazy("tells colleagues of what is listed, in codes and ids"),
    "audit.AuditSubject": gettext_lazy("read with its event (AuditEvent)"),
    "audit.AuditReference": gettext_lazy("a random number that stands for the person in the record"),
    "oversight.SubjectAccessStep": gettext_lazy("how a request was checked; stays with the privacy officer"),
    "oversight.ItemDecision": gettext_lazy("what was withheld and why; stays with the privacy officer"),
    "directory.Proposal": gettext_lazy("what two colleagues decide, in codes and ids; what came of it is listed"),
}  # fmt: skip
"""Tables that point at a person and hold nothing of their own about them, because…"""
