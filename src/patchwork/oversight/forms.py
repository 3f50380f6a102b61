"""Forms of oversight: asking the broker, what a service decides, narrowing the record, closing what stands out."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.access.forms import DeedForm
from patchwork.agreements import packs
from patchwork.agreements import queries as agreements
from patchwork.directory.models import Partnership
from patchwork.oversight import record, rules
from patchwork.oversight.broker import Verdict
from patchwork.oversight.models import Decision
from patchwork.people.quotas import Limit
from patchwork.people.rules import is_privacy

if TYPE_CHECKING:
    from patchwork.access import Viewer
    from patchwork.people.models import Person

MOST_WORDS = 500


class AskBrokerForm(DeedForm):
    """Why another service should perhaps be in touch."""

    words = forms.CharField(
        label=gettext_lazy("Why do you ask? In a few words"),
        help_text=gettext_lazy("Encrypted. If there is another service, its worker reads this with your name."),
        widget=forms.Textarea,
        min_length=10,
        max_length=MOST_WORDS,
        error_messages={
            "required": gettext_lazy("Write in a few words why you ask."),
            "min_length": gettext_lazy("Write a few more words: at least %(limit_value)d characters."),
        },
    )
    is_statutory = forms.BooleanField(
        label=gettext_lazy("It is for a statutory enquiry that I am making"),
        help_text=gettext_lazy("Then it is decided within 4 hours, otherwise within 2 working days."),
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer, initial={"form_token": uuid.uuid4()})
        if not rules.may_ask_for_enquiry(viewer):
            del self.fields["is_statutory"]

    def asked(self) -> dict[str, Any]:
        """What `broker.ask_broker` takes. Only after `is_valid`."""
        return {"is_statutory": False, **self.cleaned_data}


class DecideForm(DeedForm):
    """What the hidden service decides."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What will you do?"),
        widget=forms.RadioSelect,
        choices=[
            (Decision.CAME_FORWARD.value, gettext_lazy("Come forward: their organisation may know that we are here")),
            (Decision.ANSWERED.value, gettext_lazy("Stay unseen and answer through the broker")),
            (Decision.DECLINED.value, gettext_lazy("Not be in touch, and tell the hub why")),
        ],
        error_messages={"required": gettext_lazy("Choose what you will do.")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On what ground may they know?"), widget=forms.RadioSelect, required=False
    )
    answer = forms.CharField(
        label=gettext_lazy("What shall the broker tell them?"),
        help_text=gettext_lazy("The broker says it on the telephone. Write no names: the broker knows none."),
        widget=forms.Textarea, max_length=MOST_WORDS, required=False,
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("The hub and your safeguarding lead read this; the one who asks never does."),
        widget=forms.Textarea, max_length=MOST_WORDS, required=False,
    )  # fmt: skip
    receives = forms.CharField(label=gettext_lazy("Who receives it?"), max_length=300, required=False)
    helps = forms.CharField(label=gettext_lazy("What does it help with?"), max_length=300, required=False)
    not_worse = forms.CharField(
        label=gettext_lazy("Why is sharing it not worse for the child than keeping it?"), max_length=300, required=False
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, person: Person) -> None:
        super().__init__(data, viewer=viewer)
        grounds, field = agreements.grounds_for(viewer, person), self.fields["ground"]
        field.choices = [(ground.code, ground.words) for ground in grounds]  # type: ignore[attr-defined]
        field.choice_hints = {ground.code: ground.explain for ground in grounds}  # type: ignore[attr-defined]
        self._three = {ground.code for ground in grounds if ground.three_answers}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needed = {"forward": ["ground"], "answered": ["answer"], "declined": ["reason"]}
        wanted = needed.get(cleaned.get("decision", ""), [])
        if wanted == ["ground"] and cleaned.get("ground") in self._three:
            wanted = ["receives", "helps", "not_worse"]
        for name in wanted:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Answer this as well."))
        return cleaned

    def verdict(self) -> Verdict:
        """What was decided. Only after `is_valid`."""
        given = self.cleaned_data
        three = {name: given[name] for name in ("receives", "helps", "not_worse")}
        words = {"answered": given["answer"], "declined": given["reason"]}.get(given["decision"], "")
        answers = json.dumps(three) if any(three.values()) else ""
        return Verdict(given["decision"], words, given["ground"], answers)


class ButtonForm(DeedForm):
    """One button, nothing to fill in."""


class CloseForm(DeedForm):
    """What it was."""

    words = forms.CharField(
        label=gettext_lazy("What was it?"),
        help_text=gettext_lazy("Encrypted; privacy officers read it."),
        widget=forms.Textarea, max_length=MOST_WORDS,
        error_messages={"required": gettext_lazy("Write in a few words what it was.")},
    )  # fmt: skip


class UnlockForm(DeedForm):
    """Whom, and which limit."""

    post = forms.UUIDField(widget=forms.HiddenInput)
    limit = forms.ChoiceField(widget=forms.HiddenInput, choices=[(one.value, one.value) for one in Limit])


class RecordFilter(forms.Form):
    """Narrowing the record. Names colleagues only; a person comes by id, from a line of the record."""

    days = forms.ChoiceField(
        label=gettext_lazy("When"), required=False, initial=7,
        choices=[(1, gettext_lazy("the last 24 hours")), (7, gettext_lazy("the last 7 days")),
                 (31, gettext_lazy("the last month")), (366, gettext_lazy("the last year"))],
    )  # fmt: skip
    group = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    who = forms.CharField(label=gettext_lazy("Colleague's name"), max_length=80, required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False)
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        partners = Partnership.objects.filter(area_id=viewer.area_id).select_related("organisation")
        named = partners.order_by("organisation__name")
        purposes = packs.pack(viewer.jurisdiction).purposes.values()
        groups = [(code, words) for code, (words, kinds) in record.GROUPS.items()
                  if kinds != record.PROTECTION or is_privacy(viewer)]  # fmt: skip
        self._offer("group", groups, _("Everything"))
        self._offer("organisation", [(str(one.organisation_id), one.organisation.name) for one in named], _("Any"))
        self._offer("purpose", [(one.code, one.words) for one in purposes], _("Any"))

    def _offer(self, name: str, choices: list[Any], first: str) -> None:
        self.fields[name].choices = [("", first), *choices]  # type: ignore[attr-defined]

    def narrowing(self) -> record.Narrowing:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        organisation = given.get("organisation")
        return record.Narrowing(
            days=int(given.get("days") or 7), group=given.get("group", ""), who=given.get("who", ""),
            organisation=uuid.UUID(organisation) if organisation else None, purpose=given.get("purpose", ""),
            person=given.get("person"),
        )  # fmt: skip
