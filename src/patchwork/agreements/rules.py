"""What may be recorded of what a family said, and who answers a no."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.agreements import packs, queries
from patchwork.agreements.models import Agreement
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people.models import Person
from patchwork.people.rules import is_privacy

THREE_ANSWERS = ("receives", "helps", "not_worse")


def may_rest_on(viewer: Viewer, person: Person, basis: str) -> Answer:
    """Whether the viewer's organisation can share about this person on that basis today."""
    if basis in {one.code for one in queries.bases_for(viewer, person)}:
        return YES
    return Answer(_("Choose one of these: this basis cannot be used by your organisation today."), field="basis")


def may_record_on_ground(
    viewer: Viewer, person: Person, *, ground: str, basis: str, agreed: bool, answers: str
) -> Answer:
    """Whether a sensitive service may record on this ground (design, section 5)."""
    found = next((one for one in queries.grounds_for(viewer, person) if one.code == ground), None)
    if found is None:
        return Answer(_("Choose on what ground your service may record this."), field="ground")
    if found.needs_basis and basis not in found.needs_basis:
        return Answer(_("This ground needs a basis in law that obliges you to share. Choose it below."), field="basis")
    if found.needs_agreement and not agreed:
        return Answer(_("You chose “they agreed themselves”: record their yes below, or choose another ground."),
                      field="ground")  # fmt: skip
    if found.three_answers and not _all_three(answers):
        return Answer(_("Answer the three questions: they are what makes this lawful."), field="receives")
    return YES


def _all_three(answers: str) -> bool:
    """Whether the stored answers (JSON) say who receives it, what it helps with and why it is not worse."""
    said = json.loads(answers) if answers else {}
    return isinstance(said, dict) and all(str(said.get(name) or "").strip() for name in THREE_ANSWERS)


def answers_objections(viewer: Viewer) -> bool:
    """Privacy officers have the list of those who said no."""
    return is_privacy(viewer)


def may_answer_objection(viewer: Viewer, objection: Agreement) -> Answer:
    """Privacy officers answer, once."""
    if not answers_objections(viewer) or not access.may(viewer, View.CARD, objection):
        return NOT_HERE
    if objection.answered_at is not None:
        return Answer(_("This has been answered already."))
    return YES


def fits_pack(viewer: Viewer, *, about: str, because: str) -> bool:
    """Whether that is one of the pack's reasons for not asking such a person."""
    return because in {one.code for one in packs.pack(viewer.jurisdiction).not_asked_reasons(about=about)}
