"""Every surface on which a hidden thing could show. A new address is one line here.

A surface is a name and what to ask for: `Ask(method, address, form fields, headers)`, made of the world as its plan
has it, never of what is stored. `desk` surfaces belong to the hub, the privacy officer and supervisors: they are told
of what sensitive posts do (design, section 5), so only everybody else must not see a difference there.
"""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.urls import NoReverseMatch, resolve, reverse

from patchwork.demo.cast import fixed_id
from tests.proof.worlds import Play


@dataclass(frozen=True)
class Ask:
    method: str
    path: str
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Surface:
    name: str
    ask: Callable[[Play, str], Ask | None]  # (the world, whom it is about)
    core: bool = True  # asked in every world; the others in turn
    desk: bool = False


def page(name: str, *, core: bool = True, desk: bool = False, words: str = "", query: str = "") -> Surface:
    """A page about nobody in particular."""
    return Surface(words or name, lambda _w, _p: _at(name, [], query), core, desk)


def around(name: str, *, core: bool = True, words: str = "", query: str = "") -> Surface:
    """A page around a person."""
    return Surface(words or name, lambda w, p: _at(name, [w.person_id(p)], query), core)


def found(words: str, typed: Callable[[Play, str], str], *, core: bool = True) -> Surface:
    """What a search finds."""
    return Surface(f"find: {words}", lambda w, p: Ask("POST", reverse("find"), {"q": typed(w, p)}), core)


def deed(name: str, words: str, data: Callable[[Play, str], dict[str, Any]]) -> Surface:
    """The answer to a deed around a person; it is undone again."""
    return Surface(words, lambda w, p: Ask("POST", w.path(name, p), data(w, p)), core=False)


def _at(name: str, arguments: list[Any], query: str) -> Ask | None:
    try:
        return Ask("GET", reverse(name, args=arguments) + query)
    except NoReverseMatch:
        return None  # not built yet, or no longer there: `test_every_page_is_on_the_list` says so


def _post(who: str) -> str:
    return str(fixed_id("post", who))


def _add(world: Play, _person: str) -> Ask:
    given, family = "Zebedee", "Quillfeather"
    return Ask("POST", reverse("add_person"), {
        "given_names": given, "family_name": family, "born_day": "4", "born_month": "2", "born_year": "2019",
        "identifier_0": "nhs", "identifier_1": "9434765919", "nhs": "9434765919", "seen": "",
    })  # fmt: skip


def _fully(world: Play, person: str) -> str:
    given, family = world.plan.names[person]
    if world.plan.kind == "shielded person" and person == "p0":
        family = world.plan.names["p1"][1]  # by what the card does not show: the name from before
    return f"{given} {family} {world.plan.born[person]:%d/%m/%Y}"


SURFACES = [
    page("home"),
    found("name and birthday", _fully),
    found("surname", lambda w, p: w.plan.names["p1"][1]),
    found("postcode", lambda w, p: "ZM1 4AB"),
    found("number", lambda w, p: "943 476 5919"),
    around("card"),
    around("person"),
    around("network"),
    around("family_team"),
    around("person_activity"),
    around("who_can_see"),
    around("see_as"),
    page("coverage"),
    Surface("print", lambda w, p: Ask("POST", w.path("print_people", p), {"reader": str(w.person_id(p)), "is_safe": "on"})),
    page("attentions"),
    page("directory", query="?q=Clearway"),
    page("team_desk", desk=True),
    page("impact"),
    page("impact_file"),
    Surface("a part for htmx", lambda w, p: Ask("GET", reverse("home"), headers={"HX-Request": "true"})),
    # asked in turn
    found("a first name and a birth year", lambda w, p: f"{w.plan.names[p][0]} {w.plan.born[p].year}", core=False),
    found("a relative and the postcode", lambda w, p: f"{w.plan.names['p2'][1]} ZM1 4AB", core=False),
    page("home", core=False, words="home: mine only", query="?whose=me"),
    page("home", core=False, words="home: further down", query="?start=10"),
    around("see_as", core=False, words="see as: member", query="?kind=member"),
    around("see_as", core=False, words="see as: police", query="?kind=police"),
    around("see_as", core=False, words="see as: family", query="?kind=parent"),
    around("look", core=False),
    around("declare", core=False),
    around("invite", core=False),
    around("raise_attention", core=False),
    around("log_contact", core=False),
    around("plan_contact", core=False),
    around("moved", core=False),
    around("correct_person", core=False),
    around("link_family", core=False),
    around("print_people", core=False),
    page("add_person", core=False),
    page("my_card", core=False),
    page("switch_post", core=False),
    around("ask_broker", core=False),
    around("shield", core=False),
    around("exclude", core=False),
    around("emergency", core=False),
    around("shield_list", core=False),
    page("my_relatives", core=False),
    page("lists", core=False),
    page("list_template", core=False),
    Surface("organisation_lists", lambda w, p: _at("organisation_lists", [fixed_id("organisation", "oakfield")], ""), core=False),
    page("hub_desk", core=False, desk=True),
    page("privacy_desk", core=False, desk=True),
    page("looked", core=False, desk=True),
    page("provisional", core=False, desk=True),
    page("hub_broker", core=False, desk=True),
    page("broker_desk", core=False, desk=True),
    page("hits", core=False, desk=True),
    page("team_limits", core=False, desk=True),
    page("same_persons", core=False, desk=True),
    page("same_decisions", core=False, desk=True),
    page("exclusions", core=False, desk=True),
    page("shields", core=False, desk=True),
    page("emergencies", core=False, desk=True),
    page("objections", core=False, desk=True),
    page("moved_here", core=False, desk=True),
    page("area_desk", core=False),
    page("area_organisations", core=False),
    page("area_posts", core=False),
    page("organisation_desk", core=False),
    Surface("organisation_posts", lambda w, p: _at("organisation_posts", [fixed_id("organisation", "oakfield")], ""), core=False),
    around("who_can_see_card", core=False),
    page("who_can_see_lists", core=False),
    around("decline_shield", core=False, words="decline_shield"),
    around("record_objection", core=False),
    around("open_subject_case", core=False),
    page("subject_cases", core=False, desk=True),
    page("proposals", core=False),
    Surface("service", lambda w, p: _at("service", [fixed_id("service", "clearway")], ""), core=False),
    Surface("practitioner", lambda w, p: _at("practitioner", [fixed_id("post", "farah")], ""), core=False),
    Surface("add: an equal number", _add, core=False),
    deed("look", "look: answered", lambda w, p: {"purpose": "who_to_call", "words": "to know whom to call"}),
    deed("invite", "invite: somebody hidden", lambda w, p: {"post": _post("farah")}),
    deed("invite", "invite: who is missing?", lambda w, p: {"q": "Farah"}),
    deed("raise_attention", "attention: the whole team", lambda w, p: {
        "whom": "team", "category": "call_me", "form_token": str(fixed_id("proof", "token"))}),
    deed("raise_attention", "attention: somebody hidden", lambda w, p: {
        "whom": "chosen", "members": [_post("farah")], "category": "call_me", "form_token": str(fixed_id("proof", "t"))}),
    deed("log_contact", "contact: noted", lambda w, p: {"kind": "child_seen"}),
    deed("ask_broker", "broker: asked", lambda w, p: {"words": "somebody may be needed", "why": "somebody may be needed"}),
    deed("moved", "moved: answered", lambda w, p: {"to": "wattle-bay"}),
]  # fmt: skip

NOT_ABOUT_PERSONS = frozenset({
    # Pages of the access table that show nothing of anybody's work with a person: the directory's and an
    # organisation's own affairs, the account itself, signing in.
    "photo", "role", "preferences", "unlock", "health", "join", "ask_in",
    "change_organisation", "organisation_services", "add_service", "change_service", "service_kind", "close_service",
    "reopen_service", "desk_post", "end_post", "suspend_post", "resume_post", "reconfirm_post", "move_supervisor",
    "give_powers", "take_power", "reset_second_factor", "organisation_invitations", "invite_colleague",
    "withdraw_colleague_invitation", "resend_invitation", "organisation_domains", "drop_domain", "area_settings",
    "area_layers", "area_pack", "add_organisation", "area_organisation", "change_partnership", "area_invitations",
    "send_list", "list_settings", "make_list_key", "caseload", "demo_list",
    "proposal", "withdraw_proposal", "agree_to_invitation", "review_posts", "go_live", "take_back_adoption",
})  # fmt: skip

ABOUT_ONE_ROW = frozenset({
    # Pages about one row with an id of its own, which the other world does not have: that somebody who may not have it
    # gets what they would get of nothing is `test_denied_is_absent`'s.
    # Of lists with somebody hidden on them: tests/imports/test_hidden.py.
    "list", "list_problems", "name_columns", "undo_list", "drop_list",
    "team_invitation", "confirm_involvement", "make_lead", "end_involvement", "hand_over", "still_working",
    "answer_objection", "review_emergency", "answer_emergency", "answer_same_person", "reopen_same_person", "answer_list_row", "take_back_list_row", "merge", "settle_added", "review_exclusion",
    "subject_case", "subject_correct", "subject_corrected", "subject_download", "subject_erase", "subject_items",
    "subject_keep", "subject_preview", "subject_step", "withdraw_agreement", "broker_pass", "broker_passing", "close_hit", "looked_into", "was_it_you", "emergency_covers", "emergency_waiting",
})  # fmt: skip


def addresses() -> set[str]:
    """The names of the addresses that some surface asks."""
    world = SimpleNamespace(
        person_id=lambda p: fixed_id(p), path=lambda name, p: reverse(name, args=[fixed_id(p)]),
        plan=SimpleNamespace(kind="", names=defaultdict(lambda: ("A", "B")), born=defaultdict(lambda: date(2020, 1, 1))),
    )  # fmt: skip
    asked = [one.ask(world, "p0") for one in SURFACES]  # type: ignore[arg-type]
    return {str(resolve(one.path.split("?")[0]).url_name) for one in asked if one is not None}
