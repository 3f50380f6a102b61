"""Forms of the desks of an organisation and of the area."""

from patchwork.directory.desk_forms.area import AreaForm, LayersForm, PackForm
from patchwork.directory.desk_forms.base import DecideForm, DeskForm, ListForm, PhoneField, WhyForm, uuid_or_none
from patchwork.directory.desk_forms.organisation import (
    AdoptForm,
    AgreementForm,
    DomainForm,
    NewOrganisationForm,
    NewServiceForm,
    OrganisationForm,
    PartnershipForm,
    ServiceForm,
    ServiceKindForm,
)
from patchwork.directory.desk_forms.posts import InviteForm, PowersForm, ReviewForm, SupervisorForm

__all__ = [
    "AdoptForm",
    "AgreementForm",
    "AreaForm",
    "DecideForm",
    "DeskForm",
    "DomainForm",
    "InviteForm",
    "LayersForm",
    "ListForm",
    "NewOrganisationForm",
    "NewServiceForm",
    "OrganisationForm",
    "PackForm",
    "PartnershipForm",
    "PhoneField",
    "PowersForm",
    "ReviewForm",
    "ServiceForm",
    "ServiceKindForm",
    "SupervisorForm",
    "WhyForm",
    "uuid_or_none",
]
