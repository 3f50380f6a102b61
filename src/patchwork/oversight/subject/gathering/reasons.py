"""The person of a case, and what the rules for withholding ask about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.directory.models import Post, Service
from patchwork.involvement.models import Involvement, Look, TeamInvitation
from patchwork.oversight.models import BrokerRequest
from patchwork.oversight.record import sensitive_services
from patchwork.oversight.subject.items import Item, item
from patchwork.oversight.subject.models import Asker, Reason, SubjectAccessCase
from patchwork.people.models import Person, Relationship, Shield
from patchwork.people.policy import is_mother

OWN_AGREEMENT = "own_agreement"
INVITED = ("to_post__service__organisation", "to_service__organisation", "to_newcomer__service__organisation")
"""What `invited` reads of an invitation."""


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
    def hidden_organisations(self) -> set[uuid.UUID]:
        """Organisations that have such a service."""
        return set(Service.objects.filter(pk__in=self.hidden_services).values_list("organisation_id", flat=True))

    @cached_property
    def protected(self) -> set[uuid.UUID]:
        """Persons of the area whose shield holds."""
        shields = Shield.objects.filter(area_id=self.viewer.area_id, lifted_at__isnull=True)
        return set(shields.values_list("person_id", flat=True))

    @cached_property
    def mother_of(self) -> set[uuid.UUID]:
        """Whom the person is the mother of."""
        return set(Relationship.objects.filter(is_mother(), person=self.person).values_list("other_id", flat=True))

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
            (row.post_id, row.asked_at): self.invitation_reason(row)
            for row in invitations.select_related("service", *INVITED)
        }
        for request in BrokerRequest.objects.filter(person=self.person).select_related("post"):
            found[request.post_id, request.asked_at] = self.broker_reason(request)
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

    def invitation_reason(self, row: TeamInvitation) -> str:
        """The reason for an invitation: of who asked, or of the service that was asked."""
        return self.authored(row, row.asked_at) or self.service_reason(invited(row).pk)

    def broker_reason(self, row: BrokerRequest) -> str:
        """The reason for a question to the broker."""
        return self.service_reason(row.post.service_id) or (Reason.ENQUIRY.value if row.is_statutory else "")

    def relative_reason(self, other: Person) -> str:
        """A protected relative is not told of; one not born yet only to its mother."""
        if other.pk in self.protected:
            return Reason.SHIELD.value
        if other.is_unborn and not (self.is_own and other.pk in self.mother_of):
            return Reason.THIRD_PARTY.value
        return ""

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


def invited(row: TeamInvitation) -> Service:
    """Which service was asked to join."""
    to = row.to_post or row.to_newcomer
    service: Service | None = to.service if to else row.to_service
    assert service is not None
    return service


Gatherers = dict[str, Callable[[Gathering], Iterable[Item]]]
"""By table: how its rows about the person read."""
