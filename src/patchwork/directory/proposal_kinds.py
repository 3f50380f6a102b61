"""The changes that need two people: rights, second factors, mail domains, kind and sensitivity, layers, pack."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import audit
from patchwork.accounts import actions as accounts
from patchwork.directory import jurisdictions, proposals, rules, taxonomy
from patchwork.directory.models import Area, Layer, MailDomain, Organisation, Post, Power, Proposal, Service
from patchwork.directory.proposals import Kind, add_kind, register_notices
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import NOT_HERE, YES, Answer

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

type About = Any  # the id of what would change; None for the area itself
type Change = dict[str, Any]

POWERS = "powers"
SECOND_FACTOR = "second_factor"
MAIL_DOMAIN = "mail_domain"
SERVICE_KIND = "service_kind"
LAYERS = "layers"
RESTRICTION = proposals.RESTRICTION
RAISE = proposals.RAISE
LIST_KINDS = proposals.LIST_KINDS
PACK = "pack"

DOMAIN = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")

POWER_EXPLAINED: dict[str, Words] = {
    Power.HUB: gettext_lazy("Sees the team around anybody, as the safeguarding hub does"),
    Power.BROKER: gettext_lazy("Passes requests on to services that may not be named; opens no person"),
    Power.PRIVACY: gettext_lazy("Sees who did what to whom; answers objections; agrees to changes of power"),
    Power.SUPERVISOR: gettext_lazy("Sees the teams of the people whom those they supervise work with"),
    Power.BREAK_GLASS: gettext_lazy("May open anybody in an emergency, told to the privacy officer"),
    Power.ORGANISATION_ADMIN: gettext_lazy("Runs the organisation's services, posts and invitations; opens no person"),
    Power.AREA_ADMIN: gettext_lazy("Runs the partnership; opens no person"),
}


# -- more rights for a post


def _post(viewer: Viewer, about: About) -> Post | None:
    posts = Post.objects.filter(area_id=viewer.area_id).current(viewer.today)
    found: Post | None = posts.select_related("account", "service__organisation").filter(pk=about).first()
    return found


def _may_ask_powers(viewer: Viewer, about: About, change: Change) -> Answer:
    post = _post(viewer, about)
    if post is None or not rules.may_manage_post(viewer, post):
        return NOT_HERE
    if post.account_id == viewer.account_id:
        return rules.YOUR_OWN
    if rules.ABOVE_ORGANISATIONS & set(change["powers"]) and not viewer.has(Power.AREA_ADMIN):
        return Answer(gettext_lazy("The area's administrator asks for this right."), "powers")
    return YES


def _check_powers(viewer: Viewer, about: About, change: Change) -> Answer:
    post, wanted = _post(viewer, about), set(change["powers"])
    if post is None:
        return Answer(gettext_lazy("This post has ended or is suspended."))
    if not wanted <= set(Power.values):
        return Answer(gettext_lazy("Choose rights from the list."), "powers")
    if not wanted - set(post.powers):
        return Answer(gettext_lazy("This post has these rights already."), "powers")
    return rules.may_hold(viewer, account_id=post.account_id, powers=wanted | set(post.powers), beside=post.pk)


def _give_powers(viewer: Viewer, proposal: Proposal) -> None:
    post = Post.objects.select_for_update(of=("self",)).get(pk=_about(proposal), area_id=viewer.area_id)
    post.powers = sorted(set(post.powers) | set(proposal.change["powers"]))
    post.save(update_fields=["powers"])
    audit.record("directory.post.powers_given", by=viewer)


def _read_powers(proposal: Proposal, post: Post | None) -> str:
    labels = [str(Power(power).label) for power in proposal.change["powers"]]
    return _("Give %(who)s the rights of: %(powers)s") % {"who": _whose(post), "powers": ", ".join(labels)}


def _about(proposal: Proposal) -> About:
    return proposal.about


def _posts(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Post]:
    return Post.objects.select_related("account", "service").in_bulk(ids)


def _whose(post: Post | None) -> str:
    if post is None:
        return _("somebody who has left")
    if post.service.duty_line_only:
        return _("somebody at %(service)s") % {"service": post.service.name}
    return f"{post.account.name} ({post.role_label}, {post.service.name})"


def _holder(proposal: Proposal) -> uuid.UUID | None:
    return Post.objects.filter(pk=_about(proposal)).values_list("account_id", flat=True).first()


# -- a second factor, reset


def _may_ask_reset(viewer: Viewer, about: About, change: Change) -> Answer:
    post = _post(viewer, about)
    if post is None or not rules.may_manage_post(viewer, post):
        return NOT_HERE
    return rules.YOUR_OWN if post.account_id == viewer.account_id else YES


def _check_reset(viewer: Viewer, about: About, change: Change) -> Answer:
    post = _post(viewer, about)
    if post is None:
        return Answer(gettext_lazy("This post has ended or is suspended."))
    if not Authenticator.objects.filter(user_id=post.account_id).exists():
        return Answer(gettext_lazy("There is no second factor to reset: they set one up when they next sign in."))
    return YES


def _reset(viewer: Viewer, proposal: Proposal) -> None:
    account_id = _holder(proposal)
    if account_id is not None:
        accounts.reset_second_factor(account_id)
    audit.record("directory.account.second_factor_reset", by=viewer)


def _read_reset(proposal: Proposal, post: Post | None) -> str:
    return _("Reset the second factor of %(who)s") % {"who": _whose(post)}


# -- a mail domain of an organisation


def _may_ask_domain(viewer: Viewer, about: About, change: Change) -> Answer:
    return rules.may_manage_organisation(viewer, about)


def _check_domain(viewer: Viewer, about: About, change: Change) -> Answer:
    if not DOMAIN.fullmatch(change["domain"]):
        return Answer(gettext_lazy("Write the part after the @, like school.example."), "domain")
    if MailDomain.objects.filter(organisation=about, domain=change["domain"]).exists():
        return Answer(gettext_lazy("This domain is listed already."), "domain")
    return YES


def _add_domain(viewer: Viewer, proposal: Proposal) -> None:
    MailDomain.objects.create(organisation_id=_about(proposal), domain=proposal.change["domain"])
    audit.record("directory.domain.added", by=viewer)


def _organisations(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Organisation]:
    return Organisation.objects.in_bulk(ids)


def _read_domain(proposal: Proposal, organisation: Organisation | None) -> str:
    return _("Let colleagues at %(organisation)s be invited at any address ending in @%(domain)s") % {
        "organisation": organisation.name if organisation else _("an organisation that is gone"),
        "domain": proposal.change["domain"],
    }


# -- a service's kind, and whether it is sensitive


def _service(viewer: Viewer, about: About) -> Service | None:
    return Service.objects.filter(area_id=viewer.area_id, pk=about, closed_on__isnull=True).first()


def _may_ask_kind(viewer: Viewer, about: About, change: Change) -> Answer:
    service = _service(viewer, about)
    return NOT_HERE if service is None else rules.may_manage_service(viewer, service)


def _check_kind(viewer: Viewer, about: About, change: Change) -> Answer:
    service = _service(viewer, about)
    if service is None:
        return Answer(gettext_lazy("This service is closed."))
    if change["kind"] not in {kind.code for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)}:
        return Answer(gettext_lazy("Choose a kind from the list."), "kind")
    if change["duty_line_only"] and not change["is_sensitive"]:
        return Answer(gettext_lazy("Only a sensitive service lists its duty line only."), "duty_line_only")
    now = {"kind": service.kind, "is_sensitive": service.is_sensitive, "duty_line_only": service.duty_line_only}
    return Answer(gettext_lazy("The service is like that already.")) if now == change else YES


def _change_kind(viewer: Viewer, proposal: Proposal) -> None:
    """Only the service changes: involvements keep their own mark, so clearing *sensitive* opens no existing row."""
    Service.objects.filter(area_id=viewer.area_id, pk=_about(proposal)).update(**proposal.change)
    audit.record("directory.service.kind_changed", by=viewer)


def _services(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Service]:
    return Service.objects.in_bulk(ids)


def _read_kind(proposal: Proposal, service: Service | None) -> str:
    change = proposal.change
    return _("Make %(service)s a service of the kind “%(kind)s”, %(sensitive)s, %(workers)s") % {
        "service": service.name if service else _("a service that is gone"),
        "kind": taxonomy.service_kind(change["kind"]).words,
        "sensitive": _("sensitive") if change["is_sensitive"] else _("not sensitive"),
        "workers": _("listing its duty line only") if change["duty_line_only"] else _("listing who works there"),
    }


# -- the area's layers and its pack


def _may_run(viewer: Viewer, about: About, change: Change) -> Answer:
    return rules.may_run_area(viewer)


def _check_layers(viewer: Viewer, about: About, change: Change) -> Answer:
    wanted = change["layers"]
    if wanted != list(Layer.values)[: len(wanted)] or not wanted:
        return Answer(gettext_lazy("Each layer needs all those before it."), "layers")
    if wanted == list(Area.objects.get(pk=viewer.area_id).layers):
        return Answer(gettext_lazy("These layers are on already."), "layers")
    return YES


def _change_layers(viewer: Viewer, proposal: Proposal) -> None:
    Area.objects.filter(pk=viewer.area_id).update(layers=proposal.change["layers"])
    audit.record("directory.area.layers_changed", by=viewer)


def _read_layers(proposal: Proposal, area: None) -> str:
    labels = [str(Layer(layer).label) for layer in proposal.change["layers"]]
    return _("Have these layers on: %(layers)s") % {"layers": ", ".join(labels)}


def _check_pack(viewer: Viewer, about: About, change: Change) -> Answer:
    if change["jurisdiction"] not in dict(jurisdictions.choices()):
        return Answer(gettext_lazy("Choose a pack from the list."), "jurisdiction")
    if change["jurisdiction"] == Area.objects.get(pk=viewer.area_id).jurisdiction:
        return Answer(gettext_lazy("The area runs on this pack already."), "jurisdiction")
    return YES


def _change_pack(viewer: Viewer, proposal: Proposal) -> None:
    Area.objects.filter(pk=viewer.area_id).update(jurisdiction=proposal.change["jurisdiction"])
    audit.record("directory.area.pack_changed", by=viewer)


def _read_pack(proposal: Proposal, area: None) -> str:
    code = proposal.change["jurisdiction"]
    return _("Run the area on the law of: %(pack)s") % {"pack": dict(jurisdictions.choices()).get(code, code)}


def _check_restriction(viewer: Viewer, about: About, change: Change) -> Answer:
    if set(change["lift"]) <= set(Area.objects.get(pk=viewer.area_id).restricted_kinds):
        return YES
    return Answer(gettext_lazy("These kinds are not restricted any more."), "restricted_kinds")


def _lift_restriction(viewer: Viewer, proposal: Proposal) -> None:
    area = Area.objects.select_for_update(no_key=True).get(pk=viewer.area_id)
    area.restricted_kinds = [kind for kind in area.restricted_kinds if kind not in proposal.change["lift"]]
    area.save(update_fields=["restricted_kinds"])
    audit.record("directory.area.restriction_lifted", by=viewer)


def _read_restriction(proposal: Proposal, area: None) -> str:
    kinds = [str(taxonomy.service_kind(kind).words) for kind in proposal.change["lift"]]
    return _("Let these see whole teams, not only the lead and the hub: %(kinds)s") % {"kinds": ", ".join(kinds)}


def _check_raise(viewer: Viewer, about: About, change: Change) -> Answer:
    if not set(change) <= set(proposals.LIMITS) or not change:
        return NOT_HERE
    area = Area.objects.get(pk=viewer.area_id)
    if any(change[name] > getattr(area, name) for name in change):
        return YES
    return Answer(gettext_lazy("The limit is as high as that already."))


def _raise_limits(viewer: Viewer, proposal: Proposal) -> None:
    """Both have agreed to these numbers, whatever somebody lowered meanwhile."""
    Area.objects.filter(pk=viewer.area_id).update(**proposal.change)
    audit.record("directory.area.limits_raised", by=viewer)


def _read_raise(proposal: Proposal, area: None) -> str:
    words = {
        "searches_an_hour": _("%(n)d searches an hour"),
        "unrelated_opens_a_day": _("%(n)d people a day whom somebody opens without working with them"),
    }
    allowed = [words[name] % {"n": proposal.change[name]} for name in proposals.LIMITS if name in proposal.change]
    return _("Allow %(limits)s, before a supervisor has to unlock") % {"limits": _(" and ").join(allowed)}


def _check_list_kinds(viewer: Viewer, about: About, change: Change) -> Answer:
    kinds = {kind.code: kind for kind in taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)}
    wanted = set(change["add"])
    if not wanted or any(code not in kinds or kinds[code].universal or kinds[code].sensitive for code in wanted):
        return Answer(gettext_lazy("Choose kinds from the list."), "list_kinds")
    if wanted <= set(Area.objects.get(pk=viewer.area_id).list_kinds):
        return Answer(gettext_lazy("Their lists may add people already."), "list_kinds")
    return YES


def _allow_list_kinds(viewer: Viewer, proposal: Proposal) -> None:
    area = Area.objects.select_for_update(no_key=True).get(pk=viewer.area_id)
    area.list_kinds = sorted({*area.list_kinds, *proposal.change["add"]})
    area.save(update_fields=["list_kinds"])
    audit.record("directory.area.list_kinds_added", by=viewer)


def _read_list_kinds(proposal: Proposal, area: None) -> str:
    kinds = [str(taxonomy.service_kind(kind).words) for kind in proposal.change["add"]]
    return _("Let lists of these add people who are not here yet: %(kinds)s") % {"kinds": ", ".join(kinds)}


KINDS = (
    Kind(
        POWERS, gettext_lazy("Give rights"),
        _may_ask_powers, _check_powers, _give_powers, _read_powers, _posts, _holder,
    ),
    Kind(
        SECOND_FACTOR, gettext_lazy("Reset a second factor"),
        _may_ask_reset, _check_reset, _reset, _read_reset, _posts, _holder,
    ),
    Kind(
        MAIL_DOMAIN, gettext_lazy("Add a mail domain"),
        _may_ask_domain, _check_domain, _add_domain, _read_domain, _organisations,
    ),
    Kind(
        SERVICE_KIND, gettext_lazy("Change what a service is"),
        _may_ask_kind, _check_kind, _change_kind, _read_kind, _services,
    ),
    Kind(LAYERS, gettext_lazy("Switch layers"), _may_run, _check_layers, _change_layers, _read_layers),
    Kind(
        RESTRICTION, gettext_lazy("Lift a restriction"),
        _may_run, _check_restriction, _lift_restriction, _read_restriction,
    ),
    Kind(RAISE, gettext_lazy("Raise a limit"), _may_run, _check_raise, _raise_limits, _read_raise),
    Kind(
        LIST_KINDS, gettext_lazy("Let lists add people"),
        _may_run, _check_list_kinds, _allow_list_kinds, _read_list_kinds,
    ),
    Kind(PACK, gettext_lazy("Change the jurisdiction pack"), _may_run, _check_pack, _change_pack, _read_pack),
)  # fmt: skip


def register_all() -> None:
    """Called when the app is ready."""
    for kind in KINDS:
        add_kind(kind)
    register_notices()
