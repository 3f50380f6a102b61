"""A generated world: six persons, who works with whom, and what everybody does on one day.

All is drawn from a seed before anything is stored, so that a world can be played twice: once with a hidden thing and
once without. What is *not* hidden is the same in both, to the minute.
"""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import time_machine
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.urls import reverse

from patchwork.access.models import Audience
from patchwork.conversation import actions as conversation
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.demo.cast import fixed_id, involve
from patchwork.directory.models import Post
from patchwork.involvement import actions, contacting, inviting, looks
from patchwork.involvement.models import Involvement, TeamInvitation
from patchwork.kit.answers import Refused
from patchwork.people import actions as people
from patchwork.people.indexing import refresh_all
from patchwork.people.merging import actions as merging
from patchwork.people.models import (
    Address,
    Exclusion,
    Family,
    FamilyMember,
    FormerName,
    Identifier,
    Kinship,
    Person,
    Relationship,
    Shield,
)
from tests.conftest import NOW
from tests.involvement.helping import saying
from tests.proof.same_ids import SameIds
from tests.proof.stage import ORGANISATION_OF, Stage

GIVEN = [
    "Alma",
    "Bryn",
    "Caro",
    "Dilys",
    "Emrys",
    "Fern",
    "Gwyn",
    "Hedy",
    "Idris",
    "Jola",
    "Kasia",
    "Lowri",
    "Mabel",
    "Nesta",
    "Odell",
    "Perla",
    "Quill",
    "Rhodri",
]
SURNAMES = ["Ashdown", "Birkett", "Calloway", "Dunmore", "Eversley", "Farrow", "Garside"]
CHILD = ("p0", "p1", "p4")

# Deeds of persons who work with somebody, as anyone may see them in the ledger afterwards
ORDINARY = ["amina", "bilal", "hana", "ivan", "george", "uma", "tom"]


@dataclass(frozen=True)
class Step:
    """`who` does `verb` to `person`."""

    who: str
    verb: str
    person: str = "p0"
    more: tuple[Any, ...] = ()


@dataclass
class Plan:
    """Everything that is drawn. `hidden` are the deeds that only one of the two worlds has, by the step they follow."""

    seed: int
    kind: str
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    born: dict[str, date] = field(default_factory=dict)
    relations: dict[tuple[str, str], str] = field(default_factory=dict)  # (who, person) → relation
    away: tuple[str, str] = ("", "")  # who is away, and who covers
    audience: tuple[str, ...] = ()  # short names of organisations
    hidden_post: str = "farah"
    steps: list[Step] = field(default_factory=list)
    hidden: list[tuple[int, Step]] = field(default_factory=list)
    excluded: tuple[str, ...] = ()

    def of(self, relation: str, person: str = "p0") -> list[str]:
        return [who for (who, whom), known in self.relations.items() if known == relation and whom == person]

    @property
    def absent(self) -> set[str]:
        """Persons who are there in one world only."""
        return {"p0"} if self.kind in {"shielded person", "excluded person"} else set()


KINDS_OF_HIDDEN = (
    "sensitive involvement",
    "quiet sensitive involvement",
    "shielded person",
    "excluded person",
    "exclusion of another",
    "withheld look",
    "new record",
    "unborn child",
    "hidden service of a joined record",
)
"""What only one of the two worlds has. A parked worry joins when that layer is built: one line here, one in HIDDEN."""


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def draw(seed: int, kind: str) -> Plan:
    """The plan of a world with a hidden thing of this kind."""
    chance = random.Random(f"{seed}/{kind}")
    plan = Plan(seed, kind)
    _draw_family(plan, chance)
    _draw_relations(plan, chance)
    plan.steps = _draw_steps(plan, chance)
    deeds = HIDDEN[kind](plan, chance)
    at = sorted(chance.choices(range(len(plan.steps)), k=len(deeds)))
    plan.hidden = list(zip(at, deeds, strict=True))
    return plan


def _draw_family(plan: Plan, chance: random.Random) -> None:
    given, (family, other) = chance.sample(GIVEN, 6), chance.sample(SURNAMES, 2)
    for number in range(6):
        surname = family if number < 4 or (number == 4 and chance.random() < 0.5) else other
        plan.names[f"p{number}"] = (given[number], surname)
        age = chance.randint(1, 16) if f"p{number}" in CHILD else chance.randint(24, 60)
        plan.born[f"p{number}"] = date(2026 - age, chance.randint(1, 12), chance.randint(1, 28))
    if plan.kind == "shielded person":  # a name of their own now; the family's is a former one
        plan.names["p0"] = (given[0], "Zephyrine")


def _draw_relations(plan: Plan, chance: random.Random) -> None:
    """Every kind of relation has somebody around p0; around the others as chance has it."""
    pool = [*ORDINARY]
    chance.shuffle(pool)
    known = {"confirmed": pool[:2], "provisional": pool[2:3], "reason": pool[3:4], "none": pool[4:]}
    plan.away = (known["confirmed"][0], chance.choice([w for w in known["none"] if w != known["confirmed"][0]]))
    for relation, whos in known.items():
        for who in whos:
            plan.relations[who, "p0"] = relation
    plan.relations["erin", "p0"] = "lead"
    plan.relations["dan", "p0"] = chance.choice(["confirmed", "reason"])
    plan.relations["chloe", "p0"] = chance.choice(["none", "confirmed"])
    plan.relations["mina", "p0"] = chance.choice(["sensitive", "none"])
    for person in ("p1", "p2", "p3", "p4", "p5"):
        for who in chance.sample([*ORDINARY, "dan", "chloe"], 3):
            plan.relations[who, person] = chance.choice(["confirmed", "confirmed", "provisional", "reason"])
        if chance.random() < 0.7:
            plan.relations["erin", person] = "lead"
    _draw_audience(plan, chance)


def _draw_audience(plan: Plan, chance: random.Random) -> None:
    outside = [w for w in ORDINARY if plan.relations.get((w, "p0")) in {"none", "reason"}]
    named = {ORGANISATION_OF[chance.choice(outside)]}
    if chance.random() < 0.5:
        named.add("council")
    plan.audience = tuple(sorted(named))
    if all(ORGANISATION_OF[who] in named for who in plan.of("confirmed") if who in ORDINARY):
        plan.audience = tuple(sorted({*named} - {ORGANISATION_OF[plan.of("confirmed")[0]]})) or ("police",)


def _draw_steps(plan: Plan, chance: random.Random) -> list[Step]:
    members = [*plan.of("confirmed"), "erin"]
    members = [who for who in members if who not in {"dan", "chloe"}]
    one, two = chance.sample(members, 2)
    free = [who for who in plan.of("none") if who in ORDINARY]
    beside = [who for (who, person), rel in plan.relations.items() if person == "p1" and rel in {"confirmed", "lead"}]
    usual = [
        Step(one, "log_contact", "p0", (chance.choice(["child_seen", "adult_only"]),)),
        Step(two, "plan_contact", "p0", (chance.choice(["time", "day", "nothing"]),)),
        Step(one, "raise_whole", "p0", ("important_change",)),
        Step(two, "raise_chosen", "p0", ("call_me", one)),
        Step(one, "acknowledge"),
        Step(two, "acknowledge"),
        Step(one, "invite", "p0", (plan.hidden_post,)),
        Step(one, "invite", "p0", (chance.choice(free),)),
        Step(one, "invite_service", "p0", ("clearway",)),
        Step(one, "correct", "p0"),
        Step(two, "confirm", "p0", (*plan.of("provisional"),)),
        Step(chance.choice(free), "look", "p0", ("who_to_call",)),
        Step(chance.choice(free), "declare", "p0"),
        Step(chance.choice(free), "find", "p0"),
        Step(one, "open", "p0"),
        Step(one, "end", "p0"),
        Step(two, "make_lead", "p0", (one,)),
        Step("dan", "raise_whole", "p0", ("call_me",)),
        Step("erin", "see_as", "p0"),
        Step("kit", "open", "p0"),
        *(Step(who, "log_contact", "p1", ("child_seen",)) for who in beside[:1]),
        *(Step(who, "raise_whole", "p1", ("meeting",)) for who in beside[:1]),
        *(Step(who, "open", "p1") for who in beside[1:2]),
    ]
    return chance.sample(usual, 9)


# ── the hidden things, and what the hidden party does ─────────────────────────────────────────────────────────────


def _sensitive(plan: Plan, chance: random.Random) -> list[Step]:
    plan.hidden_post = chance.choice(["farah", "farah", "rosa"])
    who, audience = plan.hidden_post, [w for w in _confirmed(plan) if ORGANISATION_OF[w] in plan.audience]
    steps = [Step(who, "find"), Step(who, "card"), Step(who, "look", "p0", ("about_to_see",)), Step(who, "open")]
    steps += [Step(who, "declare", "p0", plan.audience), Step(who, "open")]
    if who == "farah":
        steps.append(Step("sana", "confirm", "p0", (who,)))
    return [*steps, *_busy(plan, chance, audience), *([Step(who, "end")] if chance.random() < 0.3 else [])]


def _quiet_sensitive(plan: Plan, chance: random.Random) -> list[Step]:
    """There from the beginning, and nothing done that the hub or the privacy officer is told."""
    plan.hidden_post = chance.choice(["farah", "rosa"])
    audience = [w for w in _confirmed(plan) if ORGANISATION_OF[w] in plan.audience]
    return [Step(plan.hidden_post, "stand"), *_busy(plan, chance, audience)]


def _busy(plan: Plan, chance: random.Random, audience: list[str]) -> list[Step]:
    who = plan.hidden_post
    deeds = [
        Step(who, "find"),
        Step(who, "open"),
        Step(who, "log_contact", "p0", ("child_seen",)),
        Step(who, "log_contact", "p0", ("adult_only",)),
        Step(who, "plan_contact", "p0", ("time",)),
        Step(who, "raise_whole", "p0", ("call_me",)),
        *(Step(who, "raise_chosen", "p0", ("meeting", one)) for one in audience[:1]),
        *(Step(who, "invite", "p0", (one,)) for one in ORDINARY if ORGANISATION_OF[one] in plan.audience),
        Step(who, "acknowledge"),
        Step(who, chance.choice(["accept", "decline"]), "p0", plan.audience),
        Step(who, "see_as"),
        Step(who, "still"),
        Step(who, "correct"),
        Step(who, "declare", "p1", plan.audience),
        Step(who, "card", "p2"),
        Step(who, "away", "p0", (chance.choice(["chloe", "uma", "sana"]),)),
        Step(who, "confirm", "p0", (*plan.of("provisional"),)),
    ]
    return chance.sample(deeds, 7)


def _shielded(plan: Plan, chance: random.Random) -> list[Step]:
    """Only erin is on the list; nobody else had anything to do with them under the new name."""
    for who, person in list(plan.relations):
        if person == "p0" and who != "erin":
            plan.relations[who, person] = "none"
    plan.steps = [step for step in plan.steps if step.person != "p0"] or [Step("erin", "open", "p1")]
    deeds = ("find", "open", "log_contact", "plan_contact", "raise_whole", "see_as", "still", "correct", "card")
    more = {"log_contact": ("child_seen",), "plan_contact": ("time",), "raise_whole": ("call_me",)}
    return [Step("erin", verb, "p0", more.get(verb, ())) for verb in chance.sample(deeds, 6)]


def _excluded_person(plan: Plan, chance: random.Random) -> list[Step]:
    """Everything about p0 is hidden from those excluded: the person, the team, and what it does."""
    deeds = [step for step in plan.steps if step.person == "p0"]
    plan.steps = [step for step in plan.steps if step.person != "p0"] or [Step("kit", "open", "p1")]
    plan.excluded = ("amina", "bilal", "hana", "ivan", "george", "uma", "tom", "dan", "chloe", "joy", "kit", "mina")
    tries = [Step(who, verb) for who in chance.sample(plan.excluded, 2) for verb in ("find", "open", "look")]
    return [*deeds, *tries]


def _exclusion(plan: Plan, chance: random.Random) -> list[Step]:
    """Somebody who has nothing to do with p0 may not know them; they try."""
    plan.excluded = ("moses",)
    free = [who for who in plan.of("none") if who in ORDINARY and who != plan.away[1]]
    busy = {step.who for step in plan.steps} | {str(name) for step in plan.steps for name in step.more}
    plan.excluded = tuple([who for who in free if who not in busy][:1])
    who = plan.excluded[0] if plan.excluded else "rosa"
    plan.excluded = (who,)
    verbs = ["find", "card", "open", "look", "declare", "raise_whole", "find"]
    more = {"look": ("who_to_call",), "raise_whole": ("call_me",)}
    return [Step(who, verb, "p0", more.get(verb, ())) for verb in verbs]


def _withheld_look(plan: Plan, chance: random.Random) -> list[Step]:
    who, purpose = chance.choice([("dan", "police_investigation"), ("joy", "statutory_enquiry")])
    plan.hidden_post = who
    if who == "dan":
        plan.relations[who, "p0"] = "none"
    plan.steps = [step for step in plan.steps if step.who != who]
    verbs = ["find", "card", "open", "see_as", "open"]
    return [Step(who, "look", "p0", (purpose,)), *(Step(who, verb) for verb in verbs)]


def _new_record(plan: Plan, chance: random.Random) -> list[Step]:
    """A second record of p0, its maker's alone until it was checked."""
    plan.hidden_post = chance.choice([who for who in plan.of("none") if who in ORDINARY])
    plan.steps = [step for step in plan.steps if step.who != plan.hidden_post]
    return [Step(plan.hidden_post, "add_double"), Step(plan.hidden_post, "find")]


def _unborn(plan: Plan, chance: random.Random) -> list[Step]:
    """A child expected by p2, whom only erin and those who work with p2 may know of."""
    plan.relations["erin", "p2"] = "lead"
    return [Step("erin", "expect"), Step("erin", "open", "unborn"), Step("erin", "log_contact", "unborn", ("adult_only",)),
            Step("erin", "raise_whole", "unborn", ("meeting",)), Step("erin", "open", "p0")]  # fmt: skip


def _joined(plan: Plan, chance: random.Random) -> list[Step]:
    """Farah works with a second record of p0, which the hub joins in both worlds. Whoever is confirmed with p0, and
    whose organisation she named, must not learn of her by it.
    """
    plan.hidden_post = "farah"
    plan.names["double"], plan.born["double"] = plan.names["p0"], plan.born["p0"]
    plan.steps.insert(len(plan.steps) // 2, Step("kit", "join"))
    before = [Step("farah", "open", "double"), Step("farah", "log_contact", "double", ("adult_only",)),
              Step("farah", "log_contact", "double", ("child_seen",))]  # fmt: skip
    after = [Step("farah", "open"), Step("farah", "log_contact", "p0", ("child_seen",)), Step("farah", "see_as"),
             Step("farah", "plan_contact", "p0", ("time",)), Step("farah", "raise_whole", "p0", ("call_me",)),
             Step("farah", "still")]  # fmt: skip
    return [*before, *chance.sample(after, 4)]


HIDDEN: dict[str, Callable[[Plan, random.Random], list[Step]]] = dict(
    zip(
        KINDS_OF_HIDDEN,
        (
            _sensitive,
            _quiet_sensitive,
            _shielded,
            _excluded_person,
            _exclusion,
            _withheld_look,
            _new_record,
            _unborn,
            _joined,
        ),
        strict=True,
    )
)


def _confirmed(plan: Plan) -> list[str]:
    return [*plan.of("confirmed"), *plan.of("lead")]


# ── playing ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Play:
    """One of the two worlds, as it runs."""

    def __init__(
        self, stage: Stage, plan: Plan, ids: SameIds, clock: time_machine.Traveller, *, with_hidden: bool
    ) -> None:
        self.stage, self.plan, self.ids, self.clock, self.with_hidden = stage, plan, ids, clock, with_hidden
        self.persons: dict[str, Person] = {}
        self.outcomes: dict[int, str] = {}  # what each deed that is in both worlds was answered
        self.now = NOW

    def person_id(self, person: str) -> uuid.UUID:
        """The same in both worlds, whether there is such a person or not."""
        return fixed_id("proof", str(self.plan.seed), person)

    def run(self) -> None:
        """Store the beginning, then the day's deeds, each at its minute."""
        self.ids.begin(f"{self.plan.seed}/beginning")
        self._store()
        for number, step in enumerate(self.plan.steps):
            self._at(minutes=10 * number)
            self.ids.begin(f"{self.plan.seed}/{number}")
            self.outcomes[number] = self._do(step)
            for order, (_after, deed) in enumerate(one for one in self.plan.hidden if one[0] == number):
                if self.with_hidden or deed.verb == "away":  # who is away is in the directory, for everybody
                    self._at(minutes=10 * number + 1 + order % 9)
                    self.ids.begin(f"{self.plan.seed}/{number}/hidden/{order}")
                    self._do(deed)
        self._at(minutes=10 * len(self.plan.steps) + 5)
        self.ids.begin(f"{self.plan.seed}/questions")

    def _at(self, *, minutes: int) -> None:
        self.now = NOW + timedelta(minutes=minutes)
        self.clock.move_to(self.now)

    def _do(self, step: Step) -> str:
        try:
            with transaction.atomic():
                return str(VERBS[step.verb](self, step, *step.more) or "done")
        except Refused as refusal:
            return str(refusal)
        except (ObjectDoesNotExist, KeyError):
            return "nothing to do it to"

    def by(self, step: Step) -> Any:
        return self.stage.viewer(step.who, self.now)

    # -- the beginning

    def _store(self) -> None:
        cast, plan = self.stage.cast, self.plan
        for short in plan.names:
            if self.with_hidden or short not in plan.absent:
                self._store_person(short)
        self._store_family()
        refresh_all(list(self.persons.values()))
        cast.persons.clear()
        cast.persons.update(self.persons)
        for (who, short), relation in plan.relations.items():
            if short in self.persons and relation != "none":
                self._relate(who, short, relation)
        away, cover = plan.away
        self._set_away(away, cover)
        if self.with_hidden:
            self._store_hidden()

    def _store_person(self, short: str) -> None:
        given, family = self.plan.names[short]
        area = self.stage.cast.marlowe
        person = self.persons[short] = Person.objects.create(
            id=self.person_id(short), area=area, given_names=given, family_name=family, born_on=self.plan.born[short],
            sex="female", is_invented=True, made_at=NOW - timedelta(days=300), checked_at=NOW - timedelta(days=299),
        )  # fmt: skip
        if short in {"p0", "p1", "p2"}:
            Address.objects.create(area=area, person=person, lines="4 Quay Street", postcode="ZM1 4AB")
        if short == "p0":
            Identifier.objects.create(area=area, person=person, system="nhs", value="9434765919")
            FormerName.objects.create(area=area, person=person, given_names="", family_name=self.plan.names["p1"][1])

    def _store_family(self) -> None:
        area = self.stage.cast.marlowe
        family = Family.objects.create(id=fixed_id("proof", str(self.plan.seed), "family"), area=area)
        for short in ("p0", "p1", "p2", "p3"):
            if short in self.persons:
                FamilyMember.objects.create(area=area, family=family, person=self.persons[short])
        for one, other, kind in (
            ("p2", "p0", Kinship.PARENT), ("p2", "p1", Kinship.PARENT), ("p0", "p1", Kinship.SIBLING),
            ("p3", "p2", Kinship.PARTNER), ("p3", "p0", Kinship.PARENT),
        ):  # fmt: skip
            if one in self.persons and other in self.persons:
                Relationship.objects.create(area=area, person=self.persons[one], other=self.persons[other], kind=kind)

    def _relate(self, who: str, short: str, relation: str) -> None:
        cast = self.stage.cast
        if relation == "reason":
            looks.give_reason(by=self.stage.viewer(who, self.now), person=self.persons[short], purpose="who_to_call",
                              words="to know whom to call today")  # fmt: skip
        elif relation == "sensitive":
            council = Audience.objects.create(area=cast.marlowe, organisations=[cast.organisations["council"].pk])
            involve(cast, who, short, is_sensitive=True, ground="significant_harm", audience=council)
        else:
            lead = {"is_lead": True, "is_statutory": True} if relation == "lead" else {}
            involve(cast, who, short, confirmed=relation != "provisional", **lead)

    def _set_away(self, who: str, cover: str) -> None:
        Post.objects.filter(pk=self.stage.cast.posts[who].pk).update(
            cover=self.stage.cast.posts[cover],
            away_from=self.now.date(),
            away_until=self.now.date() + timedelta(days=3),
        )

    def _store_hidden(self) -> None:
        area, posts = self.stage.cast.marlowe, self.stage.cast.posts
        if self.plan.kind == "shielded person":
            Shield.objects.create(
                area=area, person=self.persons["p0"], kind="adoption", reference="M-77", contact="The hub",
                named_posts=[posts["erin"].pk], set_at=NOW - timedelta(days=9),
            )  # fmt: skip
        if self.plan.kind == "hidden service of a joined record":
            self.stand(Step("farah", "stand", "double"))
        for who in self.plan.excluded:
            Exclusion.objects.create(
                area=area, person=self.persons["p0"], account=posts[who].account, why="aunt", acts_from=NOW,
                asked_at=NOW - timedelta(days=1),
            )  # fmt: skip

    # -- what a step may do

    def find(self, step: Step) -> str:
        given, family = self.plan.names[step.person]
        return self._web(step, "POST", reverse("find"), q=f"{given} {family}")

    def card(self, step: Step) -> str:
        return self._web(step, "GET", self.path("card", step.person))

    def open(self, step: Step) -> str:
        return self._web(step, "GET", self.path("person", step.person))

    def see_as(self, step: Step) -> str:
        return self._web(step, "GET", self.path("see_as", step.person))

    def _web(self, step: Step, method: str, path: str, **data: str) -> str:
        if method == "POST":
            data["acting_post"] = str(self.stage.cast.posts[step.who].pk)
        response = self.stage.request(step.who, method, path, data)
        assert response.status_code < 500, f"{step} fell over: {getattr(response, 'exc_info', None)}"
        return str(response.status_code)

    def path(self, name: str, person: str) -> str:
        return reverse(name, args=[self.person_id(person)])

    def look(self, step: Step, purpose: str = "who_to_call") -> None:
        looks.give_reason(by=self.by(step), person=self.persons[step.person], purpose=purpose, words="to know today")

    def declare(self, step: Step, *audience: str) -> None:
        by, person = self.by(step), self.persons[step.person]
        more: dict[str, Any] = {}
        if by.is_sensitive:
            named = tuple(self.stage.cast.organisations[short].pk for short in audience)
            more = {"ground": "significant_harm", "organisations": named}
        actions.declare_involvement(by=by, person=person, declaration=saying(by, person, **more))

    def stand(self, step: Step) -> None:
        """A sensitive involvement that was there before the day began."""
        cast = self.stage.cast
        named = [cast.organisations[short].pk for short in self.plan.audience]
        audience = Audience.objects.create(area=cast.marlowe, organisations=named)
        involve(cast, step.who, step.person, is_sensitive=True, ground="significant_harm", audience=audience)

    def join(self, step: Step) -> None:
        merging.merge(by=self.by(step), keep=self.persons[step.person], gone=self.persons["double"])

    def confirm(self, step: Step, *whom: str) -> None:
        actions.confirm_involvement(by=self.by(step), involvement=self._row(whom[0], step.person))

    def end(self, step: Step) -> None:
        row = self._row(step.who, step.person)
        actions.end_involvement(by=self.by(step), involvement=row, reason="finished", on=self.now.date())

    def still(self, step: Step) -> None:
        actions.say_still_working(by=self.by(step), involvement=self._row(step.who, step.person))

    def make_lead(self, step: Step, whom: str) -> None:
        from patchwork.involvement import passing_on

        passing_on.make_lead(by=self.by(step), involvement=self._row(whom, step.person))

    def _row(self, who: str, person: str) -> Involvement:
        rows = Involvement.objects.filter(post=self.stage.cast.posts[who], person=self.persons[person])
        row: Involvement = rows.latest("declared_at")
        return row

    def log_contact(self, step: Step, kind: str) -> None:
        contacting.log_contact(by=self.by(step), person=self.persons[step.person], kind=kind, at=self.now)

    def plan_contact(self, step: Step, showing: str) -> None:
        contacting.plan_contact(by=self.by(step), person=self.persons[step.person], kind="child_seen",
                                planned_for=self.now + timedelta(days=2), showing=showing)  # fmt: skip

    def raise_whole(self, step: Step, category: str) -> None:
        conversation.raise_attention(by=self.by(step), person=self.persons[step.person], category=category,
                                     form_token=uuid.uuid4(), to_whole_team=True)  # fmt: skip

    def raise_chosen(self, step: Step, category: str, whom: str) -> None:
        conversation.raise_attention(
            by=self.by(step), person=self.persons[step.person], category=category, form_token=uuid.uuid4(),
            to_whole_team=False, members=[self.stage.cast.posts[whom].pk],
        )  # fmt: skip

    def acknowledge(self, step: Step) -> None:
        nudged = AttentionRecipient.objects.filter(post=self.stage.cast.posts[step.who], acknowledged_at__isnull=True)
        attention: Attention = nudged.select_related("attention").latest("attention__raised_at").attention
        conversation.acknowledge(by=self.by(step), attention=attention)

    def invite(self, step: Step, whom: str) -> None:
        post = Post.objects.select_related("service").get(pk=self.stage.cast.posts[whom].pk)
        inviting.invite_practitioner(by=self.by(step), person=self.persons[step.person], post=post)

    def invite_service(self, step: Step, service: str) -> None:
        inviting.invite_service(by=self.by(step), person=self.persons[step.person],
                                service=self.stage.cast.services[service])  # fmt: skip

    def accept(self, step: Step, *audience: str) -> None:
        by, asked = self.by(step), self._asked(step)
        named = tuple(self.stage.cast.organisations[short].pk for short in audience)
        saying_so = saying(by, asked.person, ground="significant_harm", organisations=named)
        inviting.accept_invitation(by=by, invitation=asked, declaration=saying_so)

    def decline(self, step: Step, *_audience: str) -> None:
        inviting.decline_invitation(by=self.by(step), invitation=self._asked(step))

    def _asked(self, step: Step) -> TeamInvitation:
        asked: TeamInvitation = TeamInvitation.objects.filter(to_post=self.stage.cast.posts[step.who]).latest(
            "asked_at"
        )
        return asked

    def correct(self, step: Step) -> None:
        person = self.persons[step.person]
        stored = people.identity_of(person)
        people.correct_person(by=self.by(step), person=person, identity=stored)

    def away(self, step: Step, cover: str) -> None:
        self._set_away(step.who, cover)

    def add_double(self, step: Step) -> None:
        given, family = self.plan.names["p0"]
        identity = people.Identity(given_names=given, family_name=family, born_on=self.plan.born["p0"],
                                   identifiers=(("nhs", "9434765919"),), postcode="ZM1 4AB")  # fmt: skip
        people.add_person(by=self.by(step), identity=identity)

    def expect(self, step: Step) -> None:
        area = self.stage.cast.marlowe
        child = self.persons["unborn"] = self.stage.cast.persons["unborn"] = Person.objects.create(
            id=self.person_id("unborn"), area=area, family_name=self.plan.names["p2"][1], made_at=self.now,
            expected_on=self.now.date() + timedelta(days=60), checked_at=self.now, is_invented=True,
        )  # fmt: skip
        Relationship.objects.create(area=area, person=self.persons["p2"], other=child, kind=Kinship.PARENT)
        FamilyMember.objects.create(area=area, family_id=fixed_id("proof", str(self.plan.seed), "family"), person=child)
        refresh_all([child])
        involve(self.stage.cast, "erin", "unborn", days=0)


VERBS: dict[str, Callable[..., Any]] = {
    name: verb for name, verb in vars(Play).items() if callable(verb) and not name.startswith("_")
}
