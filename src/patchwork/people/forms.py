"""What is typed to find a person, to add one, to put one right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.forms import DeedForm
from patchwork.kit.fields import DateBoxesField, PartialDate
from patchwork.people import asking, keys, slots
from patchwork.people.actions import Identity
from patchwork.people.asking import Query
from patchwork.people.models import Kinship, Person, Precision, Sex

OLDEST = 125
LATEST_EXPECTED = timedelta(days=310)
OVERDUE = timedelta(days=60)

KINDS = [
    ("", gettext_lazy("Choose…")),
    ("child", gettext_lazy("child")),
    ("expected", gettext_lazy("child she is expecting")),
    (Kinship.PARENT.value, Kinship.PARENT.label),
    (Kinship.MOTHER.value, Kinship.MOTHER.label),
    (Kinship.SIBLING.value, Kinship.SIBLING.label),
    (Kinship.PARTNER.value, Kinship.PARTNER.label),
    ("grandchild", gettext_lazy("grandchild")),
    (Kinship.GRANDPARENT.value, Kinship.GRANDPARENT.label),
    (Kinship.CARER.value, Kinship.CARER.label),
    ("cared_for", gettext_lazy("cared for by them")),
    (Kinship.OTHER.value, Kinship.OTHER.label),
]


class Line(forms.CharField):
    """One line of text: odd characters are left out instead of being refused."""

    def to_python(self, value: Any) -> str:
        return asking.clean(super().to_python(value) or "")


class NameLine(Line):
    """A name. Any script will do, but there is a letter in it."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(ch.isalpha() for ch in value):
            raise forms.ValidationError(_("Write the name in letters."), code="letters")


# ── find ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class FindForm(DeedForm):
    """One box for everything, and the long form beside it; what stands in the long form counts more."""

    q = Line(
        label=gettext_lazy("Name, date of birth, postcode or number"),
        help_text=gettext_lazy("For example: Sam Price 27/3/2017. Any of it may be missing or slightly wrong."),
        max_length=200,
        required=False,
    )
    given_names = Line(label=gettext_lazy("First names"), max_length=120, required=False)
    family_name = Line(label=gettext_lazy("Surname"), max_length=120, required=False)
    born = DateBoxesField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("The year alone will do. For an unborn child, when it is expected."),
        partial=True,
        required=False,
    )
    postcode = Line(label=gettext_lazy("Postcode"), max_length=12, required=False)
    identifier = Line(label=gettext_lazy("NHS number or another number"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["query"] = query = self._query(cleaned)
            if query.is_empty:
                self.add_error("q", _("Type a name, a postcode or a number."))
            elif not query.is_enough:
                self.add_error("q", _("Add a name, a whole postcode or a number: this alone fits too many."))
        return cleaned

    @property
    def is_long(self) -> bool:
        """Something was typed in the long form: then it stays open."""
        return any(name in self.errors or self.data.get(name) for name in LONG)

    def _query(self, cleaned: dict[str, Any]) -> Query:
        box = asking.read_box(cleaned.get("q", ""), today=self.viewer.today)
        named = cleaned.get("given_names") or cleaned.get("family_name")
        return Query(
            given_names=cleaned.get("given_names", "") if named else box.given_names,
            family_name=cleaned.get("family_name", "") if named else box.family_name,
            born=cleaned.get("born") or box.born,
            postcode=cleaned.get("postcode") or box.postcode,
            identifier=cleaned.get("identifier") or box.identifier,
        )


LONG = ("given_names", "family_name", "born_day", "born_month", "born_year", "postcode", "identifier", "born")


def typed(query: Query, *, viewer: Viewer) -> dict[str, str]:
    """What was asked for, as the form to add a person takes it."""
    year, month, day = query.born or ("", "", "")
    to_come = query.born is not None and (query.born.year, query.born.month or 1) > (
        viewer.today.year,
        viewer.today.month,
    )
    date_of = "expected" if to_come else "born"
    known = {
        "given_names": query.given_names, "family_name": query.family_name, "postcode": query.postcode,
        f"{date_of}_day": day, f"{date_of}_month": month, f"{date_of}_year": year,
        _number_field(query.identifier, viewer): query.identifier,
    }  # fmt: skip
    return {name: str(value) for name, value in known.items() if value}


def _number_field(value: str, viewer: Viewer) -> str:
    """The field of the first numbering this can belong to."""
    for system in slots.identifier_systems(viewer.jurisdiction):
        try:
            system.clean(value)
        except ValueError:
            continue
        return f"number_{system.code}"
    return "number_local"


# ── who they are ──────────────────────────────────────────────────────────────────────────────────────────────────


class IdentityForm(DeedForm):
    """The few things stored about a person."""

    given_names = NameLine(label=gettext_lazy("First names"), max_length=120, required=False)
    family_name = NameLine(label=gettext_lazy("Surname"), max_length=120, required=False)
    known_as = NameLine(
        label=gettext_lazy("Known as"), help_text=gettext_lazy("If people call them something else"), max_length=120,
        required=False,
    )  # fmt: skip
    former_names = Line(
        label=gettext_lazy("Former names"),
        help_text=gettext_lazy("Surnames or whole names, with commas between them"),
        max_length=300,
        required=False,
    )
    born = DateBoxesField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Leave the day, or day and month, empty if you do not know them"),
        partial=True,
        required=False,
    )
    about = forms.BooleanField(label=gettext_lazy("The year is a guess"), required=False)
    expected = DateBoxesField(label=gettext_lazy("Not born yet? Expected date"), required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex (optional)"), choices=[("", gettext_lazy("Not said")), *Sex.choices], required=False
    )
    address = Line(label=gettext_lazy("House and street"), max_length=300, required=False)
    postcode = Line(label=gettext_lazy("Postcode"), max_length=12, required=False)

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        self.systems = slots.identifier_systems(viewer.jurisdiction)
        for system in self.systems:
            self.fields[f"number_{system.code}"] = Line(
                label=system.label, help_text=system.hint, max_length=60, required=False
            )

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of identifiers, for the template."""
        return [self[f"number_{system.code}"] for system in self.systems]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_numbers(cleaned)
        self._clean_dates(cleaned)
        if not self.errors and not any(cleaned.get(name) for name in ("given_names", "family_name", "known_as")):
            if not cleaned.get("expected"):
                self.add_error("given_names", _("Write at least one name."))
            elif not cleaned.get("family_name"):
                self.add_error("family_name", _("Write the mother’s surname: an unborn child is found by it."))
        return cleaned

    @property
    def identity(self) -> Identity:
        """What was typed, once it is valid."""
        cleaned = self.cleaned_data
        born_on, precision = _stored_date(cleaned.get("born"), about=cleaned.get("about", False))
        return Identity(
            given_names=cleaned["given_names"],
            family_name=cleaned["family_name"],
            known_as=cleaned["known_as"],
            former_names=_former(cleaned["former_names"]),
            born_on=born_on,
            born_precision=precision,
            expected_on=cleaned.get("expected"),
            sex=cleaned["sex"],
            address=cleaned.get("address", ""),
            postcode=keys.as_written(cleaned.get("postcode", "")),
            identifiers=self._identifiers(),
        )

    @property
    def query(self) -> Query:
        """The same, as a question whether they are here already."""
        cleaned = self.cleaned_data
        expected = cleaned.get("expected")
        born = cleaned.get("born") or (PartialDate(expected.year, expected.month, expected.day) if expected else None)
        return Query(
            given_names=cleaned["given_names"] or cleaned["known_as"],
            family_name=cleaned["family_name"],
            born=born,
            postcode=cleaned["postcode"],
            identifier=next((value for _system, value in self._identifiers()), ""),
        )

    def _identifiers(self) -> tuple[tuple[str, str], ...]:
        given = ((system.code, self.cleaned_data.get(f"number_{system.code}", "")) for system in self.systems)
        return tuple(sorted((code, value) for code, value in given if value))

    def _clean_numbers(self, cleaned: dict[str, Any]) -> None:
        for system in self.systems:
            name = f"number_{system.code}"
            if cleaned.get(name):
                try:
                    cleaned[name] = system.clean(cleaned[name])
                except ValueError as problem:
                    self.add_error(name, str(problem))

    def _clean_dates(self, cleaned: dict[str, Any]) -> None:
        born, expected, today = cleaned.get("born"), cleaned.get("expected"), self.viewer.today
        if born and expected:
            self.add_error("expected", _("Give the date of birth or the expected date, not both."))
        if born and (born.year, born.month or 1, born.day or 1) > (today.year, today.month, today.day):
            self.add_error("born", _("That day is still to come. For an unborn child give the expected date below."))
        if born and born.year < today.year - OLDEST:
            self.add_error("born", _("Check the year: nobody is that old."))
        if expected and not today - OVERDUE <= expected <= today + LATEST_EXPECTED:
            self.add_error("expected", _("An expected date lies within the next ten months."))


def _stored_date(born: PartialDate | None, *, about: bool) -> tuple[date | None, str]:
    """The first day it can be, and how exactly it is known."""
    if born is None:
        return None, Precision.DAY.value
    exact = Precision.DAY if born.day else Precision.MONTH if born.month else Precision.YEAR
    precision = Precision.ABOUT if about else exact
    return date(born.year, born.month or 1, born.day or 1), precision.value


def _former(text: str) -> tuple[tuple[str, str], ...]:
    names = [asking.clean(each) for each in text.split(",")]
    parts = [name.rpartition(" ") for name in names if name]
    return tuple(dict.fromkeys((given[:120], family[:120]) for given, _space, family in parts))


def initial_of(identity: Identity) -> dict[str, Any]:
    """What is stored, as `IdentityForm` shows it."""
    born = identity.born_on
    known = {Precision.DAY: 3, Precision.MONTH: 2}.get(Precision(identity.born_precision), 1)
    shown = PartialDate(*(born.year, born.month, born.day)[:known]) if born else None
    if shown and identity.born_precision == Precision.ABOUT and born and (born.month, born.day) != (1, 1):
        shown = PartialDate(born.year, born.month, born.day)
    return {
        "given_names": identity.given_names,
        "family_name": identity.family_name,
        "known_as": identity.known_as,
        "former_names": ", ".join(f"{given} {family}".strip() for given, family in identity.former_names),
        "born": shown,
        "about": identity.born_precision == Precision.ABOUT,
        "expected": identity.expected_on,
        "sex": identity.sex,
        "address": identity.address,
        "postcode": identity.postcode,
        **{f"number_{system}": value for system, value in identity.identifiers},
    }


# ── add, correct, link ────────────────────────────────────────────────────────────────────────────────────────────


def relatives(viewer: Viewer, *, but: Person | None = None, view: View = View.TEAM) -> QuerySet[Person]:
    """Persons the viewer works with: whom somebody may be linked to."""
    mine = Person.objects.filter(slots.my_persons(viewer))
    rows = access.scope(mine, viewer, view).order_by("family_name", "given_names", "pk")
    return rows.exclude(pk=but.pk) if but else rows


def offered(form: forms.Form, name: str) -> QuerySet[Person]:
    """The persons whom a field of this form names: they are shown."""
    return cast("QuerySet[Person]", cast(Relative, form.fields[name]).queryset)


class Relative(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the persons the viewer works with."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid_choice": _("Choose one of the persons in the list.")})
        super().__init__(Person.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return cast(Person, obj).name


class AddForm(IdentityForm):
    """A new person. `seen`: the near matches already looked at and said to be somebody else."""

    family_of = Relative(
        label=gettext_lazy("Family member of"), empty_label=gettext_lazy("Nobody I work with here"), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("The new person is their"), choices=KINDS, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        field = cast(Relative, self.fields["family_of"])
        field.queryset = relatives(viewer, view=View.ACT)  # a family is said by confirmed members

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("family_of") and not cleaned.get("kind"):
            self.add_error("kind", _("Choose how they belong together."))
        return cleaned


class CorrectForm(IdentityForm):
    """A record put right. `as_of`: what was stored when the page was opened."""

    as_of = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, data: Any = None, *args: Any, viewer: Viewer, stored: Identity, keeps_address: bool = True, **kwargs: Any
    ) -> None:
        self.stored = stored
        kwargs["initial"] = initial_of(stored) | {"as_of": stored.fingerprint}
        super().__init__(data, *args, viewer=viewer, **kwargs)
        if not keeps_address:  # somebody protected in a refuge: there is no box to write it in
            del self.fields["address"], self.fields["postcode"]

    @property
    def identity(self) -> Identity:
        """What was typed, with the numbers that the form has no box for."""
        typed, boxes = super().identity, {system.code for system in self.systems}
        shown = {(system, value) for system, value in dict(self.stored.identifiers).items() if system in boxes}
        kept = set(self.stored.identifiers) - shown
        return replace(typed, identifiers=tuple(sorted(kept | set(typed.identifiers))))


class LinkForm(DeedForm):
    """Two people who belong together."""

    other = Relative(
        label=gettext_lazy("Family member"), help_text=gettext_lazy("One of the people you work with"),
        empty_label=gettext_lazy("Choose…"),
        error_messages={
            "required": gettext_lazy("Choose who belongs to the family."),
            "invalid_choice": gettext_lazy("Choose one of the persons in the list."),
        },
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("They are the"), choices=KINDS,
        error_messages={"required": gettext_lazy("Choose how they belong together.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, person: Person, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        field = cast(Relative, self.fields["other"])
        field.queryset = relatives(viewer, but=person)
