"""What the person and each parent said, as fields of a larger form; and the answer to a no."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.access.forms import DeedForm
from patchwork.agreements import packs
from patchwork.agreements.actions import Word
from patchwork.agreements.models import Said
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """One member of the family who may have been asked: a recorded person, or a parent in words."""

    key: str
    label: Words
    about: str
    by_person_id: uuid.UUID | None = None
    by_words: str = ""
    hint: Words = ""
    is_unborn: bool = False


class FamilyWordsForm(DeedForm):
    """Adds, for each who may have been asked, one choice: yes, no, or not asked and why. Nobody answers for another."""

    def __init__(self, *args: Any, asked: list[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for one in asked:
            self._add(one)

    def _add(self, one: Asked) -> None:
        known = packs.pack(self.viewer.jurisdiction).not_asked_reasons(about=one.about)
        reasons = [reason for reason in known if one.is_unborn or reason.code != "not_born"]
        default = "not_born" if one.is_unborn else next((reason.code for reason in reasons if reason.ask_again), "")
        said = [(Said.YES.value, _("Yes")), (Said.NO.value, _("No"))]
        self.fields[f"said_{one.key}"] = forms.ChoiceField(
            label=one.label, help_text=str(one.hint), initial=default,
            choices=[*said, *((one.code, _("Not asked: %(why)s") % {"why": one.words}) for one in reasons)],
            error_messages={"required": _("Say what %(name)s said, or why nobody asked") % {"name": one.label}},
        )  # fmt: skip

    def family(self) -> Iterator[BoundField]:
        """For the template: the answer of each."""
        return (self[f"said_{one.key}"] for one in self.asked)

    def words_from(self, values: dict[str, Any]) -> tuple[Word, ...]:
        """What was said, out of cleaned data or out of the defaults."""
        return tuple(_word(one, values.get(f"said_{one.key}") or "") for one in self.asked)


def _word(one: Asked, value: str) -> Word:
    """A choice of the form is "yes", "no", or the reason why nobody asked."""
    said = value if value in {Said.YES, Said.NO} else Said.NOT_ASKED
    because = value if said == Said.NOT_ASKED else ""
    return Word(said=said, because=because, by_person_id=one.by_person_id, by_words=one.by_words)


def asked_of(
    person: Person, parents: list[Person], *, is_child: bool, age: int | None, jurisdiction: str
) -> list[Asked]:
    """Who may have been asked: the person; of a child also each parent: those the viewer may see, else in words."""
    pack = packs.pack(jurisdiction)
    competent = is_child and age is not None and age >= pack.ask_child_from_age
    me = Asked(
        "self", person.short_name, "child" if is_child else "other_adult", by_person_id=person.pk,
        hint=pack.ask_child_note if competent else "", is_unborn=person.is_unborn,
    )  # fmt: skip
    if not is_child:
        return [me]
    known = [Asked(f"p{one.pk.hex}", one.short_name, "adult_with_child", by_person_id=one.pk) for one in parents]
    in_words = [
        Asked("mother", gettext_lazy("Mother"), "adult_with_child", by_words="mother"),
        Asked("father", gettext_lazy("Father"), "adult_with_child", by_words="father"),
    ]
    return [me, *(known or in_words)]


class AnswerForm(DeedForm):
    """The privacy officer's answer to a no."""

    answer = forms.CharField(
        label=gettext_lazy("What did you answer?"),
        help_text=gettext_lazy("In plain words: what was decided, and why. It is kept encrypted."),
        widget=forms.Textarea,
        max_length=2000,
        min_length=10,
        error_messages={
            "required": gettext_lazy("Write what you answered"),
            "min_length": gettext_lazy("Write at least 10 characters"),
        },
    )
