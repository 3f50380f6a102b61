"""What was said about being on Patchwork, and what was done."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from patchwork.access.models import Audience
from patchwork.activity.models import Deed
from patchwork.activity.words import deed_words, doer
from patchwork.agreements import packs
from patchwork.agreements.models import Agreement
from patchwork.conversation.models import Attention
from patchwork.involvement.models import HandOver, TeamInvitation
from patchwork.oversight.models import BrokerPassing, BrokerRequest
from patchwork.oversight.subject import cases
from patchwork.oversight.subject.gathering.reasons import INVITED, Gatherers, Gathering, invited
from patchwork.oversight.subject.items import Item, day_words, item
from patchwork.oversight.subject.models import Reason


def _agreements(g: Gathering) -> Iterator[Item]:
    rows = Agreement.objects.filter(Q(person=g.person) | Q(by_person=g.person))
    for row in rows.select_related("person", "by_person", "audience"):
        reason = _agreement_reason(g, row)
        yield item(row, "said", _agreement_words(row), on=row.said_on, reason=reason)
        yield from g.texts(row, "said", "words", "answer", on=row.said_on, reason=reason)


def _agreement_reason(g: Gathering, row: Agreement) -> str:
    """What somebody else said is theirs; what names a service that is not to be known of stays hidden."""
    if _names_hidden(g, row.audience) or _recorded_by(g, row) in g.hidden_services:
        return Reason.HIDDEN.value
    if row.by_person_id != g.person.pk:
        return Reason.THIRD_PARTY.value
    if row.person_id != g.person.pk:
        return g.relative_reason(row.person)
    return "" if g.is_own or not cases.decides_themselves(g.person, g.viewer) else Reason.THIRD_PARTY.value


def _names_hidden(g: Gathering, audience: Audience | None) -> bool:
    if audience is None:
        return False
    return bool(g.hidden_organisations & {*audience.organisations} or g.hidden_services & {*audience.services})


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


def _invitations(g: Gathering) -> Iterator[Item]:
    rows = TeamInvitation.objects.filter(person=g.person)
    for row in rows.select_related("service__organisation", *INVITED):
        on, other, reason = g.day(row.asked_at), invited(row).organisation, g.invitation_reason(row)
        says = _("%(day)s: %(organisation)s asked %(other)s to join.") % {
            "day": day_words(on), "organisation": row.service.organisation.name, "other": other.name,
        }  # fmt: skip
        yield item(row, "happened", says, on=on, reason=reason)


def _hand_overs(g: Gathering) -> Iterator[Item]:
    for row in HandOver.objects.filter(person=g.person):
        on = g.day(row.at)
        says = _("%(day)s: the hub of another area was told that the person has moved.") % {"day": day_words(on)}
        yield item(row, "happened", says, on=on)


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


def _broker_requests(g: Gathering) -> Iterator[Item]:
    for row in BrokerRequest.objects.filter(person=g.person).select_related("post__service__organisation"):
        on, service = g.day(row.asked_at), row.post.service
        reason = g.broker_reason(row)
        says = _("%(day)s: %(organisation)s asked whether another service should be in touch.") % {
            "day": day_words(on), "organisation": service.organisation.name,
        }  # fmt: skip
        yield item(row, "happened", says, on=on, reason=reason)
        yield from g.texts(row, "happened", "words", on=on, reason=reason)


def _broker_passings(g: Gathering) -> Iterator[Item]:
    """These are only where there is a hidden service."""
    for row in BrokerPassing.objects.filter(request__person=g.person).select_related("service"):
        says = _("A question was passed to %s.") % row.service.name
        yield item(row, "happened", says, reason=Reason.HIDDEN)
        yield from g.texts(row, "happened", "words", reason=Reason.HIDDEN)


GATHERERS: Gatherers = {
    "agreements.Agreement": _agreements,
    "involvement.TeamInvitation": _invitations,
    "involvement.HandOver": _hand_overs,
    "activity.Deed": _deeds,
    "conversation.Attention": _attentions,
    "oversight.BrokerRequest": _broker_requests,
    "oversight.BrokerPassing": _broker_passings,
}
