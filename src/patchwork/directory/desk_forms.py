"""Forms of the desks of an organisation and of the area."""

from __future__ import annotations

import uuid
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.directory import jurisdictions, rules, taxonomy
from patchwork.directory.deed_forms import DeedForm
from patchwork.directory.going_live import Text
from patchwork.directory.models import Area, Layer, Organisation, Partnership, Post, Power, Service
from patchwork.directory.proposal_kinds import POWER_EXPLAINED
from patchwork.directory.reviewing import ReviewRow
from patchwork.directory.viewing import Viewer
from patchwork.kit.fields import DateBoxesField

REGIONS = {"victoria": "AU", "new-south-wales": "AU"}
WHY = gettext_lazy("Why? A second person reads this before they agree. Name no family.")


class PhoneField(forms.CharField):
    """A phone number as people write it, checked by the country's rules; short numbers (101) too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, required=False, **kwargs)
        self.region = "GB"

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed and not self._could_be_dialled(typed):
            raise ValidationError(_("Write a phone number that can be dialled, with its area code."), code="invalid")
        return typed

    def _could_be_dialled(self, typed: str) -> bool:
        try:
            number = phonenumbers.parse(typed, self.region)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_possible_number(number) or phonenumbers.is_possible_short_number(number)


class DeskForm(DeedForm):
    """A deed's form that knows where phone numbers are from and fills its selects."""

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, *args, viewer=viewer, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PhoneField):
                field.region = REGIONS.get(viewer.jurisdiction, "GB")

    def offer(self, name: str, choices: list[Any], first: Any = None) -> None:
        """Fill a select; `first` is what stands there before anything is chosen."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices if first is None else [("", first), *choices]


class ServiceForm(DeskForm):
    """What one person may change of a service."""

    name = forms.CharField(label=gettext_lazy("Name of the service"), max_length=160)
    duty_phone = PhoneField(label=gettext_lazy("Duty line"), help_text=gettext_lazy("Answered during its hours."))
    phone = PhoneField(label=gettext_lazy("Other phone"))
    email = forms.EmailField(label=gettext_lazy("E-mail of the team"), required=False)
    hours = forms.CharField(
        label=gettext_lazy("Hours"), help_text=gettext_lazy("As people say them: Monday to Friday, 9 to 5."),
        max_length=120, required=False,
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Where"), help_text=gettext_lazy("Town or part of town."), max_length=120, required=False
    )
    about = forms.CharField(
        label=gettext_lazy("What it does, in plain words"), max_length=600, required=False, widget=forms.Textarea
    )


class NewServiceForm(ServiceForm):
    """A new service: its kind is chosen once, and changed by two people."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of service"),
        help_text=gettext_lazy("The kind says who may see that it is involved. Changing it later takes two people."),
    )
    field_order = ("name", "kind")

    def __init__(self, data: Any = None, *, viewer: Viewer, organisation: Organisation) -> None:
        super().__init__(data, viewer=viewer)
        kinds = [(kind.code, kind.words) for kind in rules.kinds_to_add(viewer, organisation)]
        self.offer("kind", kinds, _("Choose a kind"))


def _kind_choices(viewer: Viewer, organisation: Organisation) -> list[tuple[str, Any]]:
    """Kinds such an organisation usually runs come first."""
    usual = taxonomy.service_kinds(jurisdiction=viewer.jurisdiction, organisation=organisation.kind)
    others = [kind for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction) if kind not in usual]
    return [(kind.code, kind.words) for kind in [*usual, *others]]


class WhyForm(DeskForm):
    """A proposal that needs nothing but its reason."""

    why = forms.CharField(label=gettext_lazy("Reason"), help_text=WHY, min_length=5, max_length=300)


class ServiceKindForm(WhyForm):
    """What a service is: asked by one, decided by another."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of service"))
    is_sensitive = forms.BooleanField(
        label=gettext_lazy("It is sensitive"), required=False,
        help_text=gettext_lazy("Only the entitled may tell that it is involved. What is recorded already stays so."),
    )  # fmt: skip
    duty_line_only = forms.BooleanField(
        label=gettext_lazy("It lists its duty line only"), required=False,
        help_text=gettext_lazy("Nobody who works there can be found, as in a refuge."),
    )  # fmt: skip
    field_order = ("kind", "is_sensitive", "duty_line_only", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer, service: Service) -> None:
        now = {"kind": service.kind, "is_sensitive": service.is_sensitive, "duty_line_only": service.duty_line_only}
        super().__init__(data, viewer=viewer, initial=now)
        self.offer("kind", _kind_choices(viewer, service.organisation))


class PowersForm(WhyForm):
    """More rights for a post."""

    powers = forms.MultipleChoiceField(label=gettext_lazy("Which rights?"), widget=forms.CheckboxSelectMultiple)
    field_order = ("powers", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer, post: Post) -> None:
        super().__init__(data, viewer=viewer)
        self.offer("powers", [(power.value, power.label) for power in Power if power not in post.powers])
        self.fields["powers"].choice_hints = POWER_EXPLAINED  # type: ignore[attr-defined]


class DomainForm(WhyForm):
    """A mail domain to be listed."""

    domain = forms.CharField(
        label=gettext_lazy("Mail domain"), help_text=gettext_lazy("The part after the @, like school.example."),
        max_length=190,
    )  # fmt: skip
    field_order = ("domain", "why")

    def clean_domain(self) -> str:
        return str(self.cleaned_data["domain"]).strip().lower().removeprefix("@")


class LayersForm(WhyForm):
    """How far the area goes: each layer needs all those before it, so the last one says it all."""

    last = forms.ChoiceField(label=gettext_lazy("Layers that are on, up to"), widget=forms.RadioSelect)
    field_order = ("last", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer, area: Area) -> None:
        on = [layer for layer in Layer.values if layer in area.layers]
        super().__init__(data, viewer=viewer, initial={"last": on[-1] if on else Layer.CONNECT})
        self.offer("last", list(Layer.choices))

    def layers(self) -> list[str]:
        """All layers up to the chosen one. Only after `is_valid`."""
        return list(Layer.values)[: list(Layer.values).index(self.cleaned_data["last"]) + 1]


class PackForm(WhyForm):
    """On which law the area stands."""

    jurisdiction = forms.ChoiceField(label=gettext_lazy("Jurisdiction pack"), widget=forms.RadioSelect)
    field_order = ("jurisdiction", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer, initial={"jurisdiction": viewer.jurisdiction})
        self.offer("jurisdiction", jurisdictions.choices())


class DecideForm(DeedForm):
    """Two buttons."""

    agree = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        error_messages={"required": gettext_lazy("Say whether you agree.")},
    )


class SupervisorForm(DeskForm):
    """Under whom a post stands."""

    supervisor = forms.ChoiceField(
        label=gettext_lazy("Supervisor"), required=False,
        help_text=gettext_lazy("They see the teams of the people this post works with."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, post: Post) -> None:
        super().__init__(data, viewer=viewer, initial={"supervisor": post.supervisor_id})
        found = rules.supervisors_for(viewer, post).select_related("account", "service").order_by("account__name")
        self.posts = {str(one.pk): one for one in found}
        choices = [(pk, f"{one.account.name}, {one.service.name}") for pk, one in self.posts.items()]
        self.offer("supervisor", choices, _("Nobody"))

    def chosen(self) -> Post | None:
        """The chosen post, or none. Only after `is_valid`."""
        return self.posts.get(self.cleaned_data["supervisor"])


class InviteForm(DeskForm):
    """Whom to invite into which post."""

    email = forms.EmailField(label=gettext_lazy("Work e-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name, if you know it"), max_length=120, required=False)
    service = forms.ChoiceField(label=gettext_lazy("Service"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("Administrator?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Administrators open no person. A second person has to agree before the mail is sent."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, organisation: Organisation) -> None:
        super().__init__(data, viewer=viewer)
        found = (
            rules.managed_services(viewer).filter(organisation=organisation, closed_on__isnull=True).order_by("name")
        )
        self.services = {str(service.pk): service for service in found}
        self.offer("service", [(pk, one.name) for pk, one in self.services.items()], _("Choose a service"))
        self.offer("role", _role_choices(viewer, list(self.services.values())), _("Choose a role"))
        offered = [Power.ORGANISATION_ADMIN] + ([Power.AREA_ADMIN] if viewer.has(Power.AREA_ADMIN) else [])
        self.offer("powers", [(power.value, power.label) for power in offered])

    def invitation(self) -> dict[str, Any]:
        """What `actions.invite_colleague` takes. Only after `is_valid`."""
        return {**self.cleaned_data, "service": self.services[self.cleaned_data["service"]]}


def _role_choices(viewer: Viewer, services: list[Service]) -> list[tuple[str, Any]]:
    """Roles that such services usually have come first."""
    kinds = {service.kind for service in services}
    roles = taxonomy.roles(jurisdiction=viewer.jurisdiction)
    usual = [role for role in roles if kinds & set(role.services)]
    return [(role.code, role.words) for role in [*usual, *(role for role in roles if role not in usual)]]


class AgreementForm(DeskForm):
    """When an organisation signed, and what its data covers."""

    signed_on = DateBoxesField(label=gettext_lazy("Agreement signed on"), required=False)
    coverage = forms.CharField(
        label=gettext_lazy("What its data covers"), max_length=300, required=False,
        help_text=gettext_lazy("Everybody in the area reads this, so that no record is not taken for nobody."),
    )  # fmt: skip


class PartnershipForm(AgreementForm):
    """How far an organisation's part in the area has come."""

    live_since = DateBoxesField(
        label=gettext_lazy("Live since"), required=False,
        help_text=gettext_lazy("Only under a signed agreement, when every text of its go-live page is adopted."),
    )  # fmt: skip
    field_order = ("signed_on", "live_since", "coverage")

    @staticmethod
    def now(partnership: Partnership) -> dict[str, Any]:
        """What stands there, for the form to begin with."""
        return {
            "signed_on": partnership.agreement_signed_on,
            "live_since": partnership.live_since,
            "coverage": partnership.coverage,
        }


class OrganisationForm(DeskForm):
    """Name and website."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=160)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")


class AdoptForm(DeskForm):
    """What has been adopted in an organisation, and who answers for it."""

    texts = forms.MultipleChoiceField(
        label=gettext_lazy("What has been adopted?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick what has been adopted.")},
    )  # fmt: skip
    adopted_by = forms.CharField(
        label=gettext_lazy("Who answers for it there?"), max_length=160,
        help_text=gettext_lazy("Name and role, such as the data-protection officer or the head."),
        error_messages={"required": gettext_lazy("Write the name and the role of the person who answers for it.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, texts: list[Text]) -> None:
        super().__init__(data, viewer=viewer)
        self.offer("texts", [(text.code, text.words) for text in texts])
        self.fields["texts"].choice_hints = {  # type: ignore[attr-defined]
            text.code: _("%(about)s. Draft: %(draft)s") % {"about": text.about, "draft": text.draft} for text in texts
        }


class NewOrganisationForm(AgreementForm, OrganisationForm):
    """An organisation that joins the partnership. It goes live later, once its texts are adopted."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        help_text=gettext_lazy("The law says which kinds may share with which, so this cannot be changed here later."),
    )
    field_order = ("name", "kind", "website", "signed_on", "coverage")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        kinds = taxonomy.organisation_kinds(jurisdiction=viewer.jurisdiction)
        self.offer("kind", [(kind.code, kind.words) for kind in kinds], _("Choose a kind"))


class AreaForm(DeskForm):
    """What one administrator may change of the area."""

    name = forms.CharField(label=gettext_lazy("Name of the area"), max_length=80)
    hub_name = forms.CharField(label=gettext_lazy("Name of the hub"), max_length=120)
    hub_phone = PhoneField(
        label=gettext_lazy("Phone of the hub"), help_text=gettext_lazy("Answered day and night. It is on every page.")
    )
    still_working_days = forms.IntegerField(
        label=gettext_lazy("Ask “still working with them?” after so many days"), min_value=7, max_value=365
    )
    finding_ends_after_days = forms.IntegerField(
        label=gettext_lazy("A person can be found for so many days after the last involvement ended"),
        min_value=30, max_value=3650,
    )  # fmt: skip
    searches_an_hour = forms.IntegerField(
        label=gettext_lazy("Searches an hour, before a supervisor has to unlock"), min_value=5, max_value=1000,
        help_text=gettext_lazy(
            "Hub, duty and A&E posts are never stopped; the privacy officer is told. Raising it takes a second person, "
            "who is asked when you save."
        ),
    )  # fmt: skip
    unrelated_opens_a_day = forms.IntegerField(
        label=gettext_lazy("People a day whom somebody opens without working with them, before that"),
        min_value=5, max_value=1000,
        help_text=gettext_lazy("Raising it takes a second person, who is asked when you save."),
    )  # fmt: skip
    restricted_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of service that see only the lead and the hub"), required=False,
        help_text=gettext_lazy("Taking one off takes a second person, who is asked when you save."),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, area: Area) -> None:
        names = ("name", "hub_name", "hub_phone", "still_working_days", "finding_ends_after_days", "searches_an_hour",
                 "unrelated_opens_a_day", "restricted_kinds")  # fmt: skip
        super().__init__(data, viewer=viewer, initial={name: getattr(area, name) for name in names})
        self.fields["hub_phone"].required = True
        kinds = taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)
        self.offer("restricted_kinds", [(kind.code, kind.words) for kind in kinds])


class ReviewForm(DeedForm):
    """Who still needs their post: one box each, none ticked beforehand."""

    posts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who still needs their post?"), coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick who still works here in this role. Leave out whoever you are not sure of."),
        error_messages={
            "required": gettext_lazy("Tick the posts that are still needed."),
            "invalid_choice": gettext_lazy("One of these is not on your list any more. Look again."),
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, rows: list[ReviewRow]) -> None:
        super().__init__(data, viewer=viewer)
        field: Any = self.fields["posts"]
        field.choices = [(str(row.post.pk), row.post.account.name) for row in rows]
        field.choice_hints = {str(row.post.pk): row.words for row in rows}


class ListForm(forms.Form):
    """Narrowing a list of a desk. Names colleagues only."""

    q = forms.CharField(label=gettext_lazy("Name, service or organisation"), max_length=100, required=False)
    page = forms.IntegerField(min_value=1, max_value=1000, required=False, widget=forms.HiddenInput)


def uuid_or_none(text: str) -> uuid.UUID | None:
    """For ids that came in a query string."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
