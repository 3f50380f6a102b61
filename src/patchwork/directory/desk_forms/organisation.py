"""Forms about an organisation: its services, mail domains, and its part in the area."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.directory import rules, taxonomy
from patchwork.directory.desk_forms.base import DeskForm, PhoneField, WhyForm
from patchwork.directory.going_live import Text
from patchwork.directory.models import Organisation, Partnership, Service
from patchwork.directory.viewing import Viewer
from patchwork.kit.fields import DateBoxesField


class OrganisationForm(DeskForm):
    """Name and website."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=160)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")


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


def _kind_choices(viewer: Viewer, organisation: Organisation) -> list[tuple[str, Any]]:
    """Kinds such an organisation usually runs come first."""
    usual = taxonomy.service_kinds(jurisdiction=viewer.jurisdiction, organisation=organisation.kind)
    others = [kind for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction) if kind not in usual]
    return [(kind.code, kind.words) for kind in [*usual, *others]]


class DomainForm(WhyForm):
    """A mail domain to be listed."""

    domain = forms.CharField(
        label=gettext_lazy("Mail domain"), help_text=gettext_lazy("The part after the @, like school.example."),
        max_length=190,
    )  # fmt: skip
    field_order = ("domain", "why")

    def clean_domain(self) -> str:
        return str(self.cleaned_data["domain"]).strip().lower().removeprefix("@")


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
