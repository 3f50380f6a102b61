"""The two deeds: join two records, and take them apart again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.access import Viewer
from patchwork.activity import noting
from patchwork.directory.models import Post
from patchwork.kit.answers import Answer, Refused, refusing
from patchwork.notifications.telling import recipients, tell
from patchwork.people import excluding, slots
from patchwork.people.indexing import drop_keys, refresh_keys
from patchwork.people.merging import hooks, replaying, rows, rules
from patchwork.people.merging.folding import clear_addresses_of_a_refuge, fold
from patchwork.people.merging.guards import guards_since, spread
from patchwork.people.merging.log import Log
from patchwork.people.merging.models import Merge, MergeStep, Step
from patchwork.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

TWO_PEOPLE = Answer(_("Two people look at these records before they are joined."))


@transaction.atomic
def merge(*, by: Viewer, keep: Person, gone: Person, because: str = "", first: Post | None = None) -> Merge:
    """Join `gone` into `keep`: everything that points at it points at `keep` afterwards, and its id leads there.

    `first` is who said so before, where two people look at it: `by` is the second of them then.

    Raises:
        Refused: not for this viewer; or a second person is needed.
    """
    keep, gone = _locked(keep, gone)
    rules.may_merge(by, keep, gone).require()
    _require_two(by, keep, gone, first)
    team = slots.working_posts([keep.pk, gone.pk], by)
    row = Merge.objects.create(
        area_id=by.area_id, kept=keep, gone=gone.pk, number=_next_number(), because=because, at=by.now,
        by_id=first.pk if first else by.in_post, second_id=by.in_post if first else None,
    )  # fmt: skip
    audit.record("person.merged", by=by, persons=[keep, gone])
    log = Log(row)
    log.stay(keep)
    hooks.before(log, keep, gone, by)
    fold(log, keep, gone)
    clear_addresses_of_a_refuge(log, keep, gone)
    log.repoint(Person, gone.pk, keep.pk)
    log.move_loose(gone.pk, keep.pk)
    drop_keys(gone.pk)
    log.put_aside(gone)
    log.save()
    rows.hold_to_keys()
    refresh_keys(keep)
    noting.note("merged", by=by, person=keep)
    excluding.tell_if_left_alone(keep.pk, by)
    _tell("person.merged", row, by, team)
    return row


def _locked(*persons: Person) -> tuple[Person, Person]:
    """Both rows, locked in the order of their ids, so that two who join the same never wait for each other."""
    ids = [person.pk for person in persons]
    found = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(found) != len(set(ids)):
        raise Refused(_("One of these records is not there any more."))
    one, other = (found[pk] for pk in ids)
    return one, other


def _require_two(by: Viewer, keep: Person, gone: Person, first: Post | None) -> None:
    if not rules.needs_two(keep, gone):
        return
    if first is None:
        TWO_PEOPLE.require()
    assert first is not None
    rules.may_agree(by, keep, gone, first_account=first.account_id, first_privacy="privacy" in first.powers).require()


def _next_number() -> int:
    """After every other of the area: two about one record are never made at the same time, for it is locked."""
    return (Merge.objects.aggregate(last=Max("number"))["last"] or 0) + 1


@dataclass(frozen=True, slots=True)
class Apart:
    """What came of taking them apart: both records again, what was added since, what could not be put back."""

    merge: Merge
    kept: Person
    restored: Person
    added: Sequence[MergeStep]
    left: Sequence[tuple[str, str]]


@transaction.atomic
def unmerge(*, by: Viewer, merge: Merge) -> Apart:
    """Replay the log backwards. What was added since stays with the kept record, listed for somebody to decide; what
    protects it since protects both.

    Raises:
        Refused: not for this viewer, undone already, or another record was joined to it later.
    """
    kept = Person.objects.select_for_update().get(pk=Merge.objects.values("kept_id").get(pk=merge.pk)["kept_id"])
    row = Merge.objects.select_for_update(of=("self",)).select_related("kept").get(pk=merge.pk)
    rules.may_unmerge(by, row).require()
    team = slots.working_posts([kept.pk], by)
    guards = guards_since(row)
    added = _list_added(row)
    replayed = replaying.replay_backwards(row)
    rows.hold_to_keys()
    restored = Person.objects.get(pk=row.gone)
    kept.refresh_from_db()
    spread(guards, restored, now=by.now)
    row.undone_at, row.undone_by_id = by.now, by.in_post
    row.save(update_fields=["undone_at", "undone_by"])
    row.steps.update(was=b"", became=b"")  # it stands where it belongs again: not kept twice
    refresh_keys(restored)
    refresh_keys(kept)
    audit.record("person.unmerged", by=by, persons=[kept, restored])
    noting.note("unmerged", by=by, person=kept)
    noting.note("unmerged", by=by, person=restored)
    _tell("person.unmerged", row, by, team)
    return Apart(row, kept, restored, added, replayed.left)


def _list_added(merge: Merge) -> list[MergeStep]:
    last = merge.steps.aggregate(last=Max("number"))["last"] or 0
    found = [
        MergeStep(
            area_id=merge.area_id, merge=merge, number=last + place, kind=Step.ADDED, model=model._meta.label,
            column=column, rows=[pk],
        )
        for place, (model, column, pk) in enumerate(replaying.added_since(merge), start=1)
    ]  # fmt: skip
    return MergeStep.objects.bulk_create(found)


@transaction.atomic
def settle_added(*, by: Viewer, step: MergeStep, move: bool) -> MergeStep:
    """Somebody says whose it is: it stays with the kept record, or belongs to the one that was taken out again."""
    row = MergeStep.objects.select_for_update(of=("self",)).select_related("merge__kept").get(pk=step.pk)
    kept, restored = _locked(row.merge.kept, Person(pk=row.merge.gone))
    rules.may_settle(by, row, restored).require()
    if move:
        with refusing(IntegrityError, _("The other record has the same already.")):
            hooks.hand_over(row, kept, restored)
        refresh_keys(restored)
        refresh_keys(kept)
    row.settled_at = by.now
    row.save(update_fields=["settled_at"])
    audit.record("person.unmerged.settled", by=by, persons=[kept, restored])
    return row


def _tell(code: str, row: Merge, by: Viewer, team: Sequence[Post]) -> None:
    """Everybody who works with either, by a notice without content; each is asked again as it is told."""
    others = recipients(post for post in team if post.pk != by.post_id)
    tell(code, area_id=by.area_id, event=row.pk, about=row.kept_id, to=others, now=by.now)


def of(kept: UUID) -> list[Merge]:
    """The joinings that stand of this record, the last first: the order in which they can be undone."""
    return list(Merge.objects.filter(kept=kept, undone_at__isnull=True).order_by("-number"))
