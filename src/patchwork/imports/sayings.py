"""What a row says about the work, beside what stands: the same reading for the preview and for applying."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from patchwork.access import Viewer
from patchwork.directory.models import Post
from patchwork.imports.entries import Entry
from patchwork.imports.models import Feed, Listed, Verdict
from patchwork.involvement import listing
from patchwork.involvement.listing import Saying
from patchwork.involvement.models import ContactCard, Involvement, Source


class Sayings:
    """Reads rows of one list against the involvements of its service. `load` first, then ask for each row."""

    def __init__(self, feed: Feed, by: Viewer) -> None:
        self.feed, self.by = feed, by
        self._posts: dict[tuple[str, str], Post | None] = {}
        self._cards = {(card.email.casefold(), card.name): card for card in self._known_cards()}
        self._by_email = {card.email.casefold(): card for card in self._cards.values() if card.email}
        self._rows: dict[uuid.UUID, list[Involvement]] = defaultdict(list)

    def _known_cards(self) -> list[ContactCard]:
        return list(ContactCard.objects.filter(service=self.feed.service))

    def load(self, persons: Collection[uuid.UUID]) -> None:
        """Read what stands between the service and these."""
        rows = Involvement.objects.filter(
            person__in=persons, service=self.feed.service, ended_on__isnull=True, is_sensitive=False
        )
        self._rows.clear()
        for row in rows.select_related("person").order_by("declared_at", "pk"):
            self._rows[row.person_id].append(row)

    def standing(self, person: uuid.UUID, saying: Saying) -> Involvement | None:
        """The involvement that the row is about: of the worker it names, else the service's as a whole."""
        post = saying.post.pk if saying.post else None
        return next((row for row in self._rows[person] if row.post_id == post), None)

    def replaced(self, person: uuid.UUID, saying: Saying, listed: Listed | None) -> Involvement | None:
        """What the list had said before and now says of another worker: it ends as the new one begins."""
        post = saying.post.pk if saying.post else None
        before = listed.involvement_id if listed is not None else None
        rows = (row for row in self._rows[person] if row.pk == before and row.source == Source.FEED)
        return next((row for row in rows if row.post_id != post), None)

    def saying(self, entry: Entry, *, make_card: bool = False) -> Saying:
        """What the row says. A card is only made when the list is applied."""
        post = self._post(entry)
        card = None if post is not None else self._card(entry, make=make_card)
        role = entry.role or (post.role if post is not None else self.feed.role)
        started = min(entry.started_on or self.by.today, self.by.today)
        return Saying(role=role, started_on=started, basis=self.feed.basis, post=post, card=card)

    def weigh(self, entry: Entry, person: uuid.UUID, listed: Listed | None, *, told_before: bool) -> str:
        """What applying the row would do to what stands."""
        saying = self.saying(entry)
        row = self.standing(person, saying)
        if entry.ended_on is not None:
            return Verdict.CHANGED if row is not None and row.source == Source.FEED else Verdict.SAME
        if row is None:
            return Verdict.CHANGED if self.replaced(person, saying, listed) or told_before else Verdict.MATCHED
        changes = listing.changes(row, self._dated(saying, entry, row), today=self.by.today)
        return Verdict.CHANGED if changes or self._new_card(entry, saying) else Verdict.SAME

    def dated(self, saying: Saying, entry: Entry, row: Involvement) -> Saying:
        """A row that says no start leaves the one there is."""
        return self._dated(saying, entry, row)

    def _dated(self, saying: Saying, entry: Entry, row: Involvement) -> Saying:
        if entry.started_on is not None:
            return saying
        return Saying(saying.role, row.started_on, saying.basis, saying.post, saying.card)

    def _new_card(self, entry: Entry, saying: Saying) -> bool:
        """The row names a worker who has no card yet, or whose card says something else."""
        if saying.post is not None or not entry.contact_name or self.feed.service.duty_line_only:
            return False
        card = saying.card
        said = (entry.contact_name, entry.contact_role, entry.contact_phone)
        return card is None or (card.name, card.role_words, card.phone) != said

    def _post(self, entry: Entry) -> Post | None:
        whom = (entry.contact_name, entry.contact_email)
        if not any(whom):
            return None
        if whom not in self._posts:
            self._posts[whom] = listing.worker_of(self.feed.service, name=whom[0], email=whom[1], today=self.by.today)
        return self._posts[whom]

    def _card(self, entry: Entry, *, make: bool) -> ContactCard | None:
        if make:
            return listing.card_of(
                by=self.by, service=self.feed.service, name=entry.contact_name, role=entry.contact_role,
                phone=entry.contact_phone, email=entry.contact_email,
            )  # fmt: skip
        if entry.contact_email:
            return self._by_email.get(entry.contact_email.casefold())
        return self._cards.get(("", entry.contact_name))
