"""What is typed to protect a person: shield, exclusion, emergency."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.accounts.proving import ProvingForm
from patchwork.directory.models import Post
from patchwork.kit.fields import DateBoxesField
from patchwork.people import emergency, keys, shielding
from patchwork.people.excluding import Known
from patchwork.people.forms import Line, NameLine
from patchwork.people.models import EmergencyOutcome, EmergencyPurpose, Person, ShieldKind, Tie


def _words(label: Any, help_text: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, widget=forms.Textarea, required=required,
        min_length=emergency.LEAST_WORDS if required else None, max_length=emergency.MOST_WORDS,
        error_messages={
            "required": gettext_lazy("Write in your own words why."),
            "min_length": gettext_lazy("Write a few more words: at least %(limit_value)d characters."),
        },
    )  # fmt: skip


def _choice(label: Any, choices: Any, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": missing}
    )


SEALED = gettext_lazy("At least 10 characters. Encrypted; the privacy officer may read it.")


# ── emergency ─────────────────────────────────────────────────────────────────────────────────────────────────────


class EmergencyForm(ProvingForm, DeedForm):
    """Why, in one's own words, and one's second factor: everything for opening, on one page."""

    purpose = _choice(gettext_lazy("What is it for?"), EmergencyPurpose.choices, gettext_lazy("Choose what it is for."))
    words = _words(gettext_lazy("What has happened?"), SEALED)


class AnswerEmergencyForm(ProvingForm, DeedForm):
    """A colleague on call: yes or no, with their second factor."""

    agree = _choice(
        gettext_lazy("Do you agree?"),
        [("yes", gettext_lazy("Yes, open it")), ("no", gettext_lazy("No, it stays shut"))],
        gettext_lazy("Choose yes or no."),
    )


class ReviewEmergencyForm(DeedForm):
    """What the privacy officer found."""

    outcome = _choice(
        gettext_lazy("What did you find?"), EmergencyOutcome.choices, gettext_lazy("Choose what you found.")
    )
    words = _words(gettext_lazy("In your own words"), gettext_lazy("Encrypted; kept with the emergency access."))


# ── shield ────────────────────────────────────────────────────────────────────────────────────────────────────────


class AskShieldForm(DeedForm):
    """A confirmed colleague asks for protection."""

    kind = _choice(gettext_lazy("What is it for?"), ShieldKind.choices, gettext_lazy("Choose what it is for."))
    why = _words(gettext_lazy("Why is protection needed?"), SEALED)


class SetShieldForm(AskShieldForm):
    """The hub or the privacy officer sets it. Whom to contact is chosen, never typed."""

    office = forms.ChoiceField(
        label=gettext_lazy("Whom to contact, on the card"),
        help_text=gettext_lazy("An office and its number, never a worker, and none that says where somebody lives."),
        error_messages={"invalid_choice": gettext_lazy("Choose the office to contact from the list.")},
    )  # fmt: skip
    addresses_go = forms.BooleanField(
        label=gettext_lazy("I know that every address on the record is deleted for good"), required=False,
        help_text=gettext_lazy(
            "Of a refuge no address may be kept, so nothing brings them back, not even lifting the protection. Write "
            "down elsewhere what you still need."
        ),
    )  # fmt: skip
    named = forms.MultipleChoiceField(
        label=gettext_lazy("Who still sees the record"),
        help_text=gettext_lazy("The lead practitioner and statutory workers always do."),
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, person: Person, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        cast(forms.ChoiceField, self.fields["office"]).choices = shielding.offices(viewer)
        posts = shielding.offered_posts(person, viewer)
        if posts:
            named = cast(forms.MultipleChoiceField, self.fields["named"])
            named.choices = [(str(post.pk), f"{post.account.name}, {post.role_label}") for post in posts]
            self.initial.setdefault("named", [str(post.pk) for post in posts if post.pk == viewer.post_id])
        else:
            del self.fields["named"]

    def clean(self) -> dict[str, Any]:
        """A refuge's shield takes the addresses away: who sets it has been told before."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") == ShieldKind.REFUGE and not given.get("addresses_go"):
            self.add_error("addresses_go", _("Tick that you know: the addresses go for good."))
        return given


class WhyForm(DeedForm):
    """Only why."""

    why = _words(gettext_lazy("Why?"), SEALED)


class ColleagueField(forms.EmailField):
    """A colleague's work e-mail. Of a service that lists its duty line only nobody is found."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": gettext_lazy("Write a work e-mail address.")})
        super().__init__(**kwargs)
        self.viewer: Viewer | None = None

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        if not address:
            return None
        assert self.viewer is not None
        posts = Post.objects.filter(area_id=self.viewer.area_id).current(self.viewer.today)
        posts = posts.filter(service__duty_line_only=False, account__is_active=True)
        found = posts.filter(account__email__iexact=address).first() or posts.filter(email__iexact=address).first()
        if found is None:
            raise forms.ValidationError(_("No colleague in the directory has this work e-mail address."))
        return found


class NamedListForm(DeedForm):
    """Another colleague for the named list."""

    add = ColleagueField(label=gettext_lazy("Work e-mail of the colleague"))

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        cast(ColleagueField, self.fields["add"]).viewer = viewer


# ── exclusion ─────────────────────────────────────────────────────────────────────────────────────────────────────

MYSELF, COLLEAGUE = "me", "colleague"


class ExclusionForm(DeedForm):
    """Shut a record to oneself, or ask that it be shut to a colleague."""

    whom = _choice(
        gettext_lazy("Who should not see this record?"),
        [(MYSELF, gettext_lazy("I should not")), (COLLEAGUE, gettext_lazy("A colleague should not"))],
        gettext_lazy("Choose who should not see it."),
    )
    colleague = ColleagueField(label=gettext_lazy("Work e-mail of the colleague"), required=False)
    tie = _choice(gettext_lazy("How do they know each other?"), Tie.choices, gettext_lazy("Choose how."))
    why = _words(
        gettext_lazy("Anything else (optional)"), gettext_lazy("Encrypted; the privacy officer reads it."),
        required=False,
    )  # fmt: skip
    cover = ColleagueField(
        label=gettext_lazy("Who takes over (work e-mail)"),
        help_text=gettext_lazy("Only where they lead the team or do statutory work. Otherwise leave it empty."),
        required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        for name in ("colleague", "cover"):
            cast(ColleagueField, self.fields[name]).viewer = viewer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        other = cleaned.get("colleague")
        if cleaned.get("whom") == COLLEAGUE and other is None and "colleague" not in self.errors:
            self.add_error("colleague", _("Write the work e-mail address of the colleague."))
        cleaned["account"] = other.account_id if cleaned.get("whom") == COLLEAGUE and other else self.viewer.account_id
        return cleaned


class ReviewExclusionForm(DeedForm):
    """The privacy officer: shut it, or let it be."""

    keep = _choice(
        gettext_lazy("What do you decide?"),
        [
            ("yes", gettext_lazy("The record is shut to them, from now on")),
            ("no", gettext_lazy("The record is not, or no longer, shut to them")),
        ],
        gettext_lazy("Choose what you decide."),
    )
    words = _words(gettext_lazy("In your own words"), gettext_lazy("Encrypted; kept with the exclusion."))
    cover = ColleagueField(
        label=gettext_lazy("Who takes over (work e-mail)"),
        help_text=gettext_lazy("Needed where nobody else leads the team or does the statutory work."),
        required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        cast(ColleagueField, self.fields["cover"]).viewer = viewer


class RelativeForm(DeedForm):
    """Whom I know privately, before we meet here."""

    given_names = NameLine(label=gettext_lazy("First names"), max_length=120)
    family_name = NameLine(label=gettext_lazy("Surname"), max_length=120)
    born = DateBoxesField(label=gettext_lazy("Date of birth"))
    postcode = Line(label=gettext_lazy("Postcode (optional)"), max_length=12, required=False)
    tie = _choice(gettext_lazy("How do you know each other?"), Tie.choices, gettext_lazy("Choose how."))

    @property
    def known(self) -> Known:
        """What was typed, once it is valid."""
        cleaned = self.cleaned_data
        return Known(
            cleaned["given_names"], cleaned["family_name"], cleaned["born"].isoformat() if cleaned["born"] else "",
            keys.as_written(cleaned["postcode"]),
        )  # fmt: skip
