"""Before an organisation goes live: a named person there has adopted each of the texts a partnership needs.

The texts themselves are in `docs/partnership/` and `docs/dpia.md`, to be filled in and adopted outside; here stands who
answers for each, and until all have somebody, nobody can give the organisation a day on which it is live.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.directory import rules
from patchwork.directory.models import Adoption, Organisation, Partnership
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import YES, Answer, Refused

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Text:
    """One of the texts: what it is called, what it says, and where the draft is in this repository."""

    code: str
    words: Words
    about: Words
    draft: str


TEXTS = (
    Text("dpia", _("Data-protection impact assessment"),
         _("What could go wrong for families and staff, and what stands against it"), "docs/dpia.md"),
    Text("joint_controllers", _("Joint-controller arrangement"),
         _("Who of the partners answers for what, and whom a family asks"), "docs/partnership/joint-controllers.md"),
    Text("notice_adults", _("Privacy notice for adults"),
         _("What parents and other adults are told"), "docs/partnership/privacy-notice-adults.md"),
    Text("notice_young_people", _("Privacy notice for young people"),
         _("The same for those of about 12 and over"), "docs/partnership/privacy-notice-young-people.md"),
    Text("notice_children", _("Privacy notice for children"),
         _("The same in a child's words"), "docs/partnership/privacy-notice-children.md"),
    Text("notice_staff", _("Privacy notice for staff"),
         _("What is kept about practitioners who use Patchwork"), "docs/partnership/privacy-notice-staff.md"),
    Text("record", _("Record of processing"),
         _("What is processed, for what, by whom, for how long"), "docs/partnership/record-of-processing.md"),
    Text("breach_plan", _("Breach plan"),
         _("Who calls whom within 72 hours"), "docs/partnership/breach-plan.md"),
    Text("hazard_log", _("Hazard log"),
         _("What could harm a child through this tool, and the control for each"), "docs/partnership/hazard-log.md"),
)  # fmt: skip
LEAST_WORDS = 2
BY_CODE = {text.code: text for text in TEXTS}


@dataclass(frozen=True, slots=True)
class Row:
    """A text and who answers for it, or nobody yet."""

    text: Text
    adoption: Adoption | None


def rows(organisation: Organisation, *, viewer: Viewer) -> list[Row]:
    """Every text in its order. For whoever has the organisation on their desk."""
    found = _adopted(organisation, viewer).select_related("noted_by__account")
    known = {adoption.text: adoption for adoption in found}
    return [Row(text, known.get(text.code)) for text in TEXTS]


def missing(organisation: Organisation, *, viewer: Viewer) -> list[Text]:
    """The texts nobody answers for yet."""
    known = set(_adopted(organisation, viewer).values_list("text", flat=True))
    return [text for text in TEXTS if text.code not in known]


def _adopted(organisation: Organisation, viewer: Viewer) -> QuerySet[Adoption]:
    return Adoption.objects.filter(area_id=viewer.area_id, organisation=organisation)


def may_go_live(viewer: Viewer, partnership: Partnership) -> Answer:
    """Whether it can be given its first day. One that is live already stays so."""
    if partnership.live_since is not None:
        return YES
    left = missing(partnership.organisation, viewer=viewer)
    if not left:
        return YES
    names = ", ".join(str(text.words) for text in left)
    return Answer(_("Nobody there answers for these texts yet: %(names)s. See its go-live page.") % {"names": names},
                  "live_since")  # fmt: skip


@transaction.atomic
def adopt(*, by: Viewer, organisation: Organisation, texts: Iterable[str], adopted_by: str) -> list[Adoption]:
    """Note that `adopted_by` (a name and a role) answers for these texts in the organisation.

    Raises:
        Refused: none ticked, nobody named, an unknown text, or an organisation that is not on this desk.
    """
    rules.may_manage_organisation(by, organisation.pk).require()
    wanted = [code for code in BY_CODE if code in set(texts)]
    if not wanted:
        raise Refused(_("Tick what has been adopted."), field="texts")
    if len(adopted_by.split()) < LEAST_WORDS:
        raise Refused(_("Write the name and the role of the person who answers for it."), field="adopted_by")
    assert by.post_id is not None  # a desk is acted at in a post
    made = [
        Adoption(
            area_id=by.area_id, organisation=organisation, text=code, adopted_by=adopted_by.strip(),
            noted_by_id=by.post_id, noted_at=by.now,
        )
        for code in wanted
    ]  # fmt: skip
    Adoption.objects.bulk_create(made, ignore_conflicts=True)  # two tabs: the first one's word stands
    for code in wanted:
        audit.record(f"directory.adopted.{code}", by=by)
    return made


@transaction.atomic
def take_back(*, by: Viewer, organisation: Organisation, text: str) -> None:
    """It was noted by mistake. Not once the organisation is live."""
    rules.may_manage_organisation(by, organisation.pk).require()
    live = Partnership.objects.filter(area_id=by.area_id, organisation=organisation, live_since__isnull=False)
    if live.exists():
        raise Refused(_("The organisation is live: this stays as it was adopted."))
    _adopted(organisation, by).filter(text=text).delete()
    audit.record("directory.adoption_taken_back", by=by)
