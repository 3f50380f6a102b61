"""May two records be joined, and by how many people? Who may see them at all is `access`'s."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people.comparing import traits_of, vetoes
from patchwork.people.merging.models import Merge, MergeStep, Step
from patchwork.people.models import Person, Shield
from patchwork.people.rules import is_hub, is_privacy


def is_entitled(viewer: Viewer, *persons: Person) -> bool:
    """Hub or privacy officer, for whom each of them is there."""
    if not (is_hub(viewer) or is_privacy(viewer)):
        return False
    ids = {person.pk for person in persons}
    return access.scope(Person.objects.filter(pk__in=ids), viewer, View.CARD).count() == len(ids)


def needs_two(one: Person, other: Person) -> bool:
    """A veto speaks against it, or one of them is protected or restricted.

    Of a protected pair always, so that being asked for a second person tells nothing of what the card does not show.
    """
    if one.restricted_at or other.restricted_at:
        return True
    if Shield.objects.filter(person__in=[one, other], lifted_at__isnull=True).exists():
        return True
    traits = traits_of([one, other])
    return bool(vetoes(traits[one.pk], traits[other.pk]))


def needs_privacy(one: Person, other: Person) -> bool:
    """A restricted record is kept and hardly used: the privacy officer is one of the two."""
    return bool(one.restricted_at or other.restricted_at)


def may_merge(viewer: Viewer, kept: Person, gone: Person) -> Answer:
    """Whether this viewer may have a hand in it. That two are needed is said by `needs_two`."""
    if kept.pk == gone.pk or not is_entitled(viewer, kept, gone):
        return NOT_HERE
    return YES


def may_agree(viewer: Viewer, one: Person, other: Person, *, first_account: object, first_privacy: bool) -> Answer:
    """The second pair of eyes: another person, of the hub or the privacy officer, for whom both are there."""
    if not is_entitled(viewer, one, other):
        return NOT_HERE
    if viewer.account_id == first_account:
        return Answer(_("You have said so yourself: somebody else looks at it, too."))
    if needs_privacy(one, other) and not (first_privacy or is_privacy(viewer)):
        return Answer(_("One of these records is restricted: the privacy officer looks at it, too."))
    return YES


def may_settle(viewer: Viewer, step: MergeStep, restored: Person) -> Answer:
    """The hub, for whom both records and the row itself are there."""
    if step.kind != Step.ADDED or not is_hub(viewer) or not is_entitled(viewer, step.merge.kept, restored):
        return NOT_HERE
    row = apps.get_model(step.model)._base_manager.filter(pk=step.rows[0]).first()
    if row is None or not access.may(viewer, View.TEAM, row):
        return NOT_HERE
    return YES if step.settled_at is None else Answer(_("This was decided already."))


def may_unmerge(viewer: Viewer, merge: Merge) -> Answer:
    """The hub, for whom the record is there; the last joining of a record first."""
    if not is_hub(viewer) or not is_entitled(viewer, merge.kept):
        return NOT_HERE
    if merge.undone_at is not None:
        return Answer(_("This was undone already."))
    later = Merge.objects.filter(kept=merge.kept_id, undone_at__isnull=True, number__gt=merge.number)
    if later.exists():
        return Answer(_("Another record was joined to this one later. Undo that first."))
    return YES
