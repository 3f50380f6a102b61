"""The forms of this app's deeds. Each carries the post it was opened in."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.agreements import packs
from patchwork.agreements import queries as agreements
from patchwork.agreements.forms import FamilyWordsForm
from patchwork.directory import taxonomy
from patchwork.directory.models import Area, Post, Service
from patchwork.involvement.actions import Declaration
from patchwork.involvement.audiences import Nameable
from patchwork.involvement.models import CONTACT_KINDS, Place, Showing
from patchwork.involvement.words import planned_kinds
from patchwork.kit.fields import DateBoxesField
from patchwork.kit.moments import TIME_FORMATS, moment_at
from patchwork.people.models import Person

ME, SERVICE = "me", "service"


class OneButton(DeedForm):
    """A form that is only its button."""


# ── I work with them ──────────────────────────────────────────────────────────────────────────────────────────────


class DeclareForm(FamilyWordsForm):
    """The one page, with every default filled: pressing the button is enough."""

    role = forms.ChoiceField(label=gettext_lazy("What do you do?"))
    since = DateBoxesField(
        label=gettext_lazy("Since when?"),
        error_messages={"required": gettext_lazy("Enter since when you have worked with them")},
    )
    whom = forms.ChoiceField(label=gettext_lazy("Who works with them?"), widget=forms.RadioSelect)
    basis = forms.ChoiceField(
        label=gettext_lazy("On what basis?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose on what basis you share")},
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, person: Person, service: Service, **kwargs: Any) -> None:
        super().__init__(data, viewer=viewer, **kwargs)
        self._offer_roles(viewer)
        self._offer_bases(viewer, person, service)
        whole = _("%(service)s as a whole") % {"service": service.name}
        self.fields["whom"].choices = [(ME, _("I do")), (SERVICE, whole)]  # type: ignore[attr-defined]
        for name, value in {"role": viewer.role, "since": viewer.today, "whom": ME}.items():
            self.initial.setdefault(name, value)

    def _offer_roles(self, viewer: Viewer) -> None:
        usual = taxonomy.roles(jurisdiction=viewer.jurisdiction, service=viewer.service_kind)
        own = [] if viewer.role in {role.code for role in usual} else [taxonomy.role(viewer.role)]
        self.fields["role"].choices = [(role.code, role.words) for role in [*own, *usual]]  # type: ignore[attr-defined]

    def _offer_bases(self, viewer: Viewer, person: Person, service: Service) -> None:
        bases, field = agreements.bases_for(viewer, person), self.fields["basis"]
        field.choices = [(basis.code, basis.words) for basis in bases]  # type: ignore[attr-defined]
        field.choice_hints = {basis.code: basis.law for basis in bases}  # type: ignore[attr-defined]
        default = agreements.default_basis(viewer, person, of_service=service.default_basis)
        self.initial.setdefault("basis", default.code if default else "")

    def declaration(self) -> Declaration:
        """What was filled in; before the form is sent, what its defaults say."""
        return self._from(self.cleaned_data if self.is_bound else self._defaults())

    def _defaults(self) -> dict[str, Any]:
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    def _from(self, values: dict[str, Any]) -> Declaration:
        return Declaration(
            role=values["role"], on=values["since"], basis=values["basis"], for_service=values["whom"] == SERVICE,
            words=self.words_from(values),
        )  # fmt: skip


ONE_OF_THE_GROUNDS = gettext_lazy(
    "Choose on what ground your service may record this. There are no others: without one of these it is not recorded."
)


class SensitiveDeclareForm(DeclareForm):
    """From a sensitive service: also on what ground, and which organisations may know. Never everyone."""

    field_order = (
        "acting_post",
        "role",
        "since",
        "whom",
        "organisations",
        "services",
        "ground",
        "receives",
        "helps",
        "not_worse",
        "basis",
    )

    organisations = forms.MultipleChoiceField(
        label=gettext_lazy("Who may know that you are here?"),
        help_text=gettext_lazy(
            "Only confirmed team members of the organisations you tick, and your own service. Nobody is added later "
            "without a new agreement. Tick none and only your own service knows."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Police, benefits, housing and others that see less: only those you tick"),
        help_text=gettext_lazy("No organisation above brings them in. Tick one only where the agreement names it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On what ground may they know?"),
        widget=forms.RadioSelect,
        error_messages={"required": ONE_OF_THE_GROUNDS, "invalid_choice": ONE_OF_THE_GROUNDS},
    )
    receives = forms.CharField(label=gettext_lazy("Who receives it?"), max_length=300, required=False)
    helps = forms.CharField(label=gettext_lazy("What does it help with?"), max_length=300, required=False)
    not_worse = forms.CharField(
        label=gettext_lazy("Why is sharing it not worse for the child than keeping it?"), max_length=300, required=False
    )

    def __init__(
        self, data: Any = None, *, viewer: Viewer, person: Person, service: Service,
        known: Nameable, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, viewer=viewer, person=person, service=service, **kwargs)
        whole = {str(pk): name for pk, name in known.organisations.items() if pk not in known.standing_for}
        self.fields["organisations"].choices = list(whole.items())  # type: ignore[attr-defined]
        self.fields["services"].choices = [(str(pk), name) for pk, name in known.services.items()]  # type: ignore[attr-defined]
        grounds, field = agreements.grounds_for(viewer, person), self.fields["ground"]
        field.choices = [(ground.code, ground.words) for ground in grounds]  # type: ignore[attr-defined]
        field.choice_hints = {ground.code: ground.explain for ground in grounds}  # type: ignore[attr-defined]
        self._three = {ground.code for ground in grounds if ground.three_answers}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ground") in self._three:
            for name in ("receives", "helps", "not_worse"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Answer this: it is what makes sharing lawful."))
        return cleaned

    def _from(self, values: dict[str, Any]) -> Declaration:
        said = super()._from(values)
        answers = {name: values.get(name) or "" for name in ("receives", "helps", "not_worse")}
        return Declaration(
            role=said.role, on=said.on, basis=said.basis, for_service=said.for_service, words=said.words,
            ground=values.get("ground") or "",
            ground_answers=json.dumps(answers) if any(answers.values()) else "",
            organisations=tuple(uuid.UUID(one) for one in values.get("organisations") or ()),
            services=tuple(uuid.UUID(one) for one in values.get("services") or ()),
        )  # fmt: skip


EVERYBODY = "everybody"


class WithdrawForm(DeedForm):
    """Who may no longer know: one organisation, or everybody outside the service."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Who may no longer know?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who may no longer know")},
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, organisations: dict[uuid.UUID, str]) -> None:
        super().__init__(data, viewer=viewer)
        named = [(str(pk), name) for pk, name in organisations.items()]
        self.fields["whom"].choices = [(EVERYBODY, _("Nobody outside the service")), *named]  # type: ignore[attr-defined]

    def organisation(self) -> uuid.UUID | None:
        """None for everybody."""
        whom = str(self.cleaned_data["whom"])
        return None if whom == EVERYBODY else uuid.UUID(whom)


# ── ending and passing on ─────────────────────────────────────────────────────────────────────────────────────────


class EndForm(DeedForm):
    """Why it ends, and when."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why does it end?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why it ends.")},
    )
    on = DateBoxesField(
        label=gettext_lazy("Since when?"), error_messages={"required": gettext_lazy("Enter the day it ended")}
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, viewer=viewer, **kwargs)
        reasons = packs.pack(viewer.jurisdiction).end_reasons.values()
        offered = [one for one in reasons if not (one.hands_over or one.moved_away)]
        self.fields["reason"].choices = [(one.code, one.words) for one in offered]  # type: ignore[attr-defined]
        self.initial.setdefault("on", viewer.today)


class HandOverForm(DeedForm):
    """To whom: the service as a whole, or a colleague."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who takes over?"),
        error_messages={
            "required": gettext_lazy("Choose who takes over"),
            "invalid_choice": gettext_lazy("This colleague is no longer here. Choose another."),
        },
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, service: Service | None, posts: list[Post]) -> None:
        super().__init__(data, viewer=viewer)
        choices: list[Any] = [("", _("Choose a colleague"))]
        if service is not None:
            choices.append((SERVICE, _("%(service)s as a whole") % {"service": service.name}))
        choices += [(str(post.pk), f"{post.account.name}, {post.role_label}, {post.service.name}") for post in posts]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self._posts = {str(post.pk): post for post in posts}

    def taker(self) -> Post | None:
        """The colleague; None for the service as a whole."""
        return self._posts.get(self.cleaned_data["to"])


ELSEWHERE = "elsewhere"


class MovedForm(DeedForm):
    """Where to: an area on Patchwork, or the name of one that is not."""

    to = forms.ChoiceField(
        label=gettext_lazy("Where have they moved to?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose where they have moved to")},
    )
    name = forms.CharField(label=gettext_lazy("Name of the council or area"), max_length=80, required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer, areas: list[Area]) -> None:
        super().__init__(data, viewer=viewer)
        choices = [(area.slug, area.name) for area in areas]
        self.fields["to"].choices = [*choices, (ELSEWHERE, _("Somewhere else"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("to") == ELSEWHERE and not (cleaned.get("name") or "").strip():
            self.add_error("name", _("Write the name of the council or area"))
        return cleaned

    def area(self) -> str:
        """Slug of an area here, or the name of one elsewhere."""
        to, name = str(self.cleaned_data["to"]), str(self.cleaned_data["name"])
        return name.strip() if to == ELSEWHERE else to


class StillForm(DeedForm):
    """ "Still working with them?" """

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no"), ("later", "later")])


# ── contacts ──────────────────────────────────────────────────────────────────────────────────────────────────────


class LogForm(DeedForm):
    """One press on what happened is enough: it was just now. Another day, time or place can be said."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=CONTACT_KINDS,
        error_messages={"required": gettext_lazy("Press what happened.")},
    )
    day = DateBoxesField(label=gettext_lazy("Which day?"), required=False)
    at = forms.TimeField(
        label=gettext_lazy("At what time?"), help_text=gettext_lazy("For example 14:30 or 2.30pm. May stay empty."),
        input_formats=TIME_FORMATS, required=False, widget=forms.TextInput,
        error_messages={"invalid": gettext_lazy("Write the time like 14:30 or 2.30pm")},
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        self.fields["place"].choices = [("", _("Not said")), *Place.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["moment"] = self._moment(cleaned)
        return cleaned

    def _moment(self, cleaned: dict[str, Any]) -> datetime:
        """Now, where nothing else was said; noon, where only a day was."""
        day, at = cleaned.get("day"), cleaned.get("at")
        if (day is None or day == self.viewer.today) and at is None:
            return self.viewer.now
        return _moment_or_error(self, day or self.viewer.today, at or time(12))


class PlanForm(DeedForm):
    """One press on a day is enough. Time, place, kind, and how much of it colleagues see can be said."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of contact?"), required=False)
    quick = forms.DateField(required=False, error_messages={"invalid": gettext_lazy("Choose a day")})
    day = DateBoxesField(label=gettext_lazy("Another day"), required=False)
    at = forms.TimeField(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("For example 14:30 or 2.30pm. Empty: colleagues see only the day."),
        input_formats=TIME_FORMATS, required=False, widget=forms.TextInput,
        error_messages={"invalid": gettext_lazy("Write the time like 14:30 or 2.30pm")},
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    showing = forms.ChoiceField(
        label=gettext_lazy("How much of it may colleagues see?"), choices=Showing.choices, widget=forms.RadioSelect,
        required=False, initial=Showing.TIME,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, person: Person) -> None:
        super().__init__(data, viewer=viewer)
        self.fields["kind"].choices = planned_kinds(person, viewer.today)  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("Not said")), *Place.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("quick") or cleaned.get("day")
        if day is None and not self.errors:
            self.add_error("day", _("Press a day, or enter one"))
        if not self.errors and day is not None:
            at = cleaned.get("at")
            cleaned["moment"] = _moment_or_error(self, day, at or time(12))
            showing = cleaned.get("showing") or Showing.TIME
            cleaned["showing"] = Showing.DAY if at is None and showing == Showing.TIME else showing
            cleaned["kind"] = cleaned.get("kind") or "child_seen"
        return cleaned

    def quick_days(self) -> list[tuple[str, str]]:
        """Today and the next four working days, as values and as said."""
        pack, today = packs.pack(self.viewer.jurisdiction), self.viewer.today
        days = [today, *(pack.working_days_after(today, n) for n in range(1, 5))]
        return [(day.isoformat(), _day_words(day, today)) for day in days]


def _day_words(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    return _("Tomorrow") if day == today + timedelta(days=1) else date_format(day, "D j M")


def _moment_or_error(form: DeedForm, day: date, at: time) -> datetime:
    try:
        return moment_at(day, at, form.viewer.zone)
    except ValidationError as problem:
        form.add_error("at", problem)
        return form.viewer.now


# ── inviting ──────────────────────────────────────────────────────────────────────────────────────────────────────


class PickForm(DeedForm):
    """Looking for a colleague or a service in the directory, or choosing one that was found."""

    q = forms.CharField(label=gettext_lazy("Name, role, service or place"), max_length=100, required=False)
    post = forms.UUIDField(required=False, widget=forms.HiddenInput)
    service = forms.UUIDField(required=False, widget=forms.HiddenInput)


class NewcomerForm(DeedForm):
    """Someone who is not on Patchwork yet."""

    email = forms.EmailField(
        label=gettext_lazy("Their work e-mail address"),
        help_text=gettext_lazy("The mail names no person and no kind of service."),
        error_messages={
            "required": gettext_lazy("Enter their work e-mail address"),
            "invalid": gettext_lazy("Write a work e-mail address, like name@organisation.example."),
        },
    )
    where = forms.ChoiceField(
        label=gettext_lazy("Where do they work?"),
        error_messages={"required": gettext_lazy("Choose where they work")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As what?"), error_messages={"required": gettext_lazy("Choose what they do there")}
    )

    def __init__(
        self, data: Any = None, *, viewer: Viewer, services: list[Service], known: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, viewer=viewer, initial=known or {})
        self._services = {str(service.pk): service for service in services}
        where = [(key, f"{one.name}, {one.organisation.name}") for key, one in self._services.items()]
        self.fields["where"].choices = [("", _("Choose a service")), *where]  # type: ignore[attr-defined]
        roles = sorted(taxonomy.roles(jurisdiction=viewer.jurisdiction), key=lambda role: str(role.words))
        self.fields["role"].choices = [("", _("Choose a role")), *((one.code, one.words) for one in roles)]  # type: ignore[attr-defined]

    def service(self) -> Service:
        return self._services[self.cleaned_data["where"]]


class ListedWorkerForm(forms.Form):
    """Of whom the invitation is to be filled in: an involvement whose worker only a service's list names."""

    card = forms.UUIDField(required=False)
