"""Rows of a list that may be somebody who is here: pairs of the review queue (`people.reviewing`).

Whoever manages the service looks at its rows, once the rest of the list was applied. Where a veto speaks against the
pair, a second person does: another who manages the service, or the hub. A pair with somebody whom the viewer may not
see whole does not exist for them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import audit
from patchwork.access import Viewer
from patchwork.access.viewers import viewer_in_post
from patchwork.directory.models import Post
from patchwork.imports import rules, settling, standing
from patchwork.imports.checking import mapped, reader_of
from patchwork.imports.entries import Entry
from patchwork.imports.models import Feed, State, UploadRow, Verdict
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people import reviewing, same_pairs, slots
from patchwork.people.comparing import VETO_WORDS, Traits, lines, traits_of, vetoes
from patchwork.people.linking import words as linking_words
from patchwork.people.merging.models import NotThisPerson, PairSaid
from patchwork.people.models import Person
from patchwork.people.reviewing import Decision, PairView, Ref, Side
from patchwork.people.rules import is_hub
from patchwork.people.same import ANSWERS, LEAVE, SAME

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

SOURCE = "lists"
NEED_TWO = frozenset({
    "other_first_name", "similar_first_name", "middle_name_only", "other_nhs_number", "number_of_another",
    "no_birthday",
})  # fmt: skip
"""What the matcher calls the rules by which a row is never taken by a machine, nor by one person alone."""
YOURSELF = Answer(gettext_lazy("You have said so yourself: somebody else looks at it, too."))
TWO = gettext_lazy("Two people look at such a pair before the row is taken for this person.")


# ── which there are ───────────────────────────────────────────────────────────────────────────────────────────────


def rows_for(viewer: Viewer) -> QuerySet[UploadRow]:
    """Rows that wait, of the viewer's own service; for the hub those that wait for a second person."""
    rows = UploadRow.objects.filter(
        area_id=viewer.area_id, verdict=Verdict.REVIEW, done="", upload__state=State.DONE,
        upload__cleared_at__isnull=True, person__isnull=False,
    )  # fmt: skip
    if rules.has_lists(viewer):
        rows = rows.filter(upload__feed__service_id=viewer.in_service)
    elif is_hub(viewer):
        waiting = PairSaid.objects.filter(source=SOURCE, answer=SAME).values("pair")
        rows = rows.filter(pk__in=waiting)
    else:
        return rows.none()
    return rows.select_related("upload__feed__service__organisation", "upload__area").order_by(
        "upload__arrived_at", "number"
    )


def said_of(rows: Iterable[UploadRow]) -> dict[uuid.UUID, PairSaid]:
    """What was said of these rows and did not settle them."""
    found = PairSaid.objects.filter(source=SOURCE, pair__in=[row.pk for row in rows]).select_related("said_by__account")
    return {one.pair: one for one in found}


class Rows:
    """The source of pairs of a row and a person."""

    code = SOURCE
    kinds: dict[str, Words] = {"list": gettext_lazy("Rows of a list")}

    def asks(self, viewer: Viewer) -> bool:
        return viewer.post_id is not None and (rules.has_lists(viewer) or is_hub(viewer))

    def refs(self, viewer: Viewer) -> Iterable[Ref]:
        rows = list(rows_for(viewer)[: reviewing.MOST])
        seen = standing.seen(viewer, {row.person_id for row in rows if row.person_id})
        said = said_of(rows)
        for row in rows:
            one = said.get(row.pk)
            mine = one is not None and one.answer == SAME and one.said_by.account_id == viewer.account_id
            if row.person_id in seen and not mine:
                yield Ref(SOURCE, row.pk, _kind(one), row.upload.arrived_at)

    def takes_back(self, viewer: Viewer) -> bool:
        return viewer.post_id is not None and rules.has_lists(viewer)

    def decisions(self, viewer: Viewer) -> Iterable[Decision]:
        return decisions(viewer)

    def pair(self, viewer: Viewer, pk: uuid.UUID) -> PairView | None:
        row = rows_for(viewer).filter(pk=pk).first()
        if row is None or (whom := _whom(viewer, row)) is None:
            return None
        person = same_pairs.cards_of({whom}, viewer)[whom]
        audit.show(viewer, [person], "card")
        return _view(row, person, viewer)


def _whom(viewer: Viewer, row: UploadRow) -> uuid.UUID | None:
    """The person of the pair, where their whole card is there for the viewer."""
    return next(iter(standing.seen(viewer, [row.person_id])), None) if row.person_id else None


def _kind(said: PairSaid | None) -> str:
    if said is None:
        return "list"
    return reviewing.LATER if said.answer == LEAVE else "second"


# ── one of them ───────────────────────────────────────────────────────────────────────────────────────────────────


def entry_of(row: UploadRow, viewer: Viewer) -> Entry:
    """What the row says."""
    return reader_of(row.upload, viewer.now).read(mapped(row.upload, row))


def traits_of_entry(entry: Entry) -> Traits:
    """The same, to compare it by."""
    identity = entry.identity
    places = ((identity.address, identity.postcode),) if identity.address or identity.postcode else ()
    return Traits(
        identity.given_names, identity.family_name, identity.known_as, identity.former_names, identity.born_on,
        sex=str(identity.sex), addresses=places, numbers=identity.identifiers,
    )  # fmt: skip


def cautions_of(row: UploadRow, entry: Entry, person: Person) -> list[Words]:
    """What speaks against it, in the words of the queue, and whatever else the matcher has noticed."""
    found: list[Words] = [VETO_WORDS[one] for one in vetoes(traits_of_entry(entry), traits_of([person])[person.pk])]
    rest = [code for code in row.vetoes if not found or code not in NEED_TWO]
    return [*found, *linking_words.say(tuple(rest))]


def needs_two(row: UploadRow, entry: Entry, person: Person) -> bool:
    """Whether it may be somebody else of the same family, as far as anybody can tell from what is written."""
    against = vetoes(traits_of_entry(entry), traits_of([person])[person.pk])
    return bool(against) or bool(NEED_TWO & set(row.vetoes))


def _view(row: UploadRow, person: Person, viewer: Viewer) -> PairView:
    entry = entry_of(row, viewer)
    said = said_of([row]).get(row.pk)
    waits = said is not None and said.answer == SAME
    where = _("row %(number)d of the list of %(service)s") % {
        "number": row.number, "service": row.upload.feed.service.name,
    }  # fmt: skip
    systems = {system.code: str(system.label) for system in slots.identifier_systems(viewer.jurisdiction)}
    shown = lines(traits_of_entry(entry), traits_of([person])[person.pk], systems=systems)
    return PairView(
        id=row.pk,
        one=Side(entry.name, where),
        other=same_pairs.side_of(person, viewer),
        because=", ".join(linking_words.say(tuple(row.agreements))) or _("they look alike"),
        at=row.upload.arrived_at,
        url=reverse("answer_list_row", args=[row.pk]),
        buttons=same_pairs.BUTTONS,
        lines=shown if person.opens_team else same_pairs.as_a_card_says(shown, person),
        vetoes=cautions_of(row, entry, person),
        notes=[TWO] if needs_two(row, entry, person) else [],
        said_by=said.said_by.account.name if waits and said is not None else "",
        may_answer=bool(may_answer(viewer, row)),
    )


# ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────────


def may_answer(viewer: Viewer, row: UploadRow) -> Answer:
    """Whoever has the list; where a second person is waited for, another of them, or the hub."""
    if not rows_for(viewer).filter(pk=row.pk).exists() or _whom(viewer, row) is None:
        return NOT_HERE
    said = said_of([row]).get(row.pk)
    if said is not None and said.answer == SAME and said.said_by.account_id == viewer.account_id:
        return YOURSELF
    return YES


@transaction.atomic
def answer(*, by: Viewer, row: UploadRow, answer: str) -> str:
    """What somebody says about a row: "settled", "waits" for a second person, or "left" for later.

    Raises:
        Refused: the row is not there for them, was decided already, or needs somebody else.
    """
    UploadRow.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    may_answer(by, row).require()
    if answer not in ANSWERS:
        Answer(_("Choose an answer."), "answer").require()
    said = said_of([row]).get(row.pk)
    person = Person.objects.get(pk=row.person_id or uuid.UUID(int=0))  # `may_answer` has found them there
    if answer == LEAVE or (answer == SAME and _waits(row, said, person, by)):
        _say(row, by, answer)
        audit.record("list.said", by=by, persons=[person], purpose=answer)
        return "left" if answer == LEAVE else "waits"
    PairSaid.objects.filter(source=SOURCE, pair=row.pk).delete()
    first = said.said_by if said is not None and said.answer == SAME else None
    settling.settle(by=_settler(by, row, first), row=row, same_as=person if answer == SAME else None)
    if first is not None:
        audit.record("list.second", by=by, persons=[person], purpose=answer)
    return "settled"


def _waits(row: UploadRow, said: PairSaid | None, person: Person, by: Viewer) -> bool:
    """Nobody has said so yet, and a veto speaks against it."""
    if said is not None and said.answer == SAME:
        return False
    return needs_two(row, entry_of(row, by), person)


def _settler(by: Viewer, row: UploadRow, first: Post | None) -> Viewer:
    """Whoever has the list settles its rows; the hub, as a second pair of eyes, lets the first one's word act."""
    if first is None or settling.may_settle(by, row):
        return by
    posts = Post.objects.select_related("account", "area", "service__organisation")
    return viewer_in_post(posts.get(pk=first.pk), now=by.now)


def _say(row: UploadRow, by: Viewer, answer: str) -> None:
    PairSaid.objects.update_or_create(
        area_id=row.area_id, source=SOURCE, pair=row.pk,
        defaults={"answer": answer, "said_by_id": by.in_post, "said_at": by.now},
    )  # fmt: skip


def row_for(viewer: Viewer, row_id: uuid.UUID) -> UploadRow | None:
    """The row, if the pair is there for the viewer."""
    row: UploadRow | None = rows_for(viewer).filter(pk=row_id).first()
    return row if row is not None and _whom(viewer, row) is not None else None


# ── what was decided, and the way back ────────────────────────────────────────────────────────────────────────────


def refused_of(viewer: Viewer) -> QuerySet[NotThisPerson]:
    """What was said of lists of the viewer's own service: not this person."""
    if not rules.has_lists(viewer):
        return NotThisPerson.objects.none()
    feeds = Feed.objects.filter(area_id=viewer.area_id, service_id=viewer.in_service).values("pk")
    found: QuerySet[NotThisPerson] = NotThisPerson.objects.filter(list_id__in=feeds)
    return found.select_related("said_by__account").order_by("-said_at")


def waiting_of(viewer: Viewer) -> QuerySet[PairSaid]:
    """Rows of the viewer's own service that wait for a second person, or were left for later."""
    rows = rows_for(viewer).values("pk") if rules.has_lists(viewer) else UploadRow.objects.none().values("pk")
    found: QuerySet[PairSaid] = PairSaid.objects.filter(source=SOURCE, pair__in=rows)
    return found.select_related("said_by__account").order_by("-said_at")


def decisions(viewer: Viewer) -> list[Decision]:
    """What was said of rows and persons who are there for the viewer. A row that was taken for somebody is undone with
    its list.
    """
    refused, waiting = list(refused_of(viewer)[: reviewing.MOST]), list(waiting_of(viewer)[: reviewing.MOST])
    rows = {row.pk: row for row in rows_for(viewer).filter(pk__in=[one.pair for one in waiting])}
    whom = {one.person_id for one in refused} | {row.person_id for row in rows.values() if row.person_id}
    cards = same_pairs.cards_of(standing.seen(viewer, whom), viewer)
    audit.show(viewer, cards.values(), "card")
    found = [
        _decision(one, cards[one.person_id], _("A row of a list names somebody else"), viewer)
        for one in refused if one.person_id in cards
    ]  # fmt: skip
    for one in waiting:
        person = cards.get(rows[one.pair].person_id)  # type: ignore[arg-type]
        words = _("Waits for a second person") if one.answer == SAME else _("Cannot tell")
        if person is not None:
            found.append(_decision(one, person, words, viewer))
    return found


def _decision(said: NotThisPerson | PairSaid, person: Person, words: str, viewer: Viewer) -> Decision:
    side = same_pairs.side_of(person, viewer)
    url = reverse("take_back_list_row", args=[said.pk])
    return Decision(said.said_at, words, [(side.name, side.url)], said.said_by.account.name, url)


@transaction.atomic
def take_back(*, by: Viewer, said_id: uuid.UUID) -> bool:
    """What was said is said no more: the next list asks again, or the row is open again. False if it is not theirs."""
    seen = {one.pk: one.person_id for one in refused_of(by).filter(pk=said_id)}
    if seen and standing.seen(by, seen.values()):
        audit.record("list.reopened", by=by, persons=[*seen.values()])
        return bool(NotThisPerson.objects.filter(pk=said_id).delete()[0])
    one = waiting_of(by).filter(pk=said_id).first()
    if one is None or row_for(by, one.pair) is None:
        return False
    audit.record("list.reopened", by=by)
    return bool(PairSaid.objects.filter(pk=one.pk).delete()[0])


def register() -> None:
    """Called once at start: the queue, and what a joining does with rows and lists."""
    from patchwork.people.merging import clashes

    reviewing.add(Rows())
    clashes.on("imports_listed_once")
