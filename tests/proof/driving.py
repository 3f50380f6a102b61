"""Drives the application and the reference side by side, and asks both the same after each step.

The state is small and dense: 14 posts in every relation there is, two previews, and a few persons. What each may see
is asked of the application in one statement for each viewer: every view of every person, and every row it lists.
"""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import random
import re
import uuid
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from patchwork import access
from patchwork.access import Relation, View, Viewer
from patchwork.access.models import Audience
from patchwork.access.viewers import supposed_viewer
from patchwork.agreements.models import Agreement
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.directory.models import Invitation, Post
from patchwork.involvement import actions, audiences
from patchwork.involvement.models import Contact, Involvement, Look, TeamInvitation
from patchwork.kit import prepared
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.people.models import BreakGlass, BreakGlassPerson, Exclusion, Person, Relationship, Shield
from tests.conftest import NOW
from tests.involvement.helping import saying
from tests.proof import facts
from tests.proof import stage as stages
from tests.proof.facts import Row
from tests.proof.reference import VIEWS, Facts
from tests.proof.stage import ORGANISATION_OF, SERVICE_OF, Stage

DRIVEN = ["amina", "tom", "uma", "bilal", "erin", "joy", "dan", "chloe", "farah", "sana", "mina", "kit", "lena", "nia"]
"""With priya of the other area these are all who look."""
ABROAD = "priya"
RESTRICTED = {"dan", "chloe"}
SENSITIVE = {"farah", "sana", "mina"}
KINDS = {"dan": "police_neighbourhood", "chloe": "housing", "amina": "school", "tom": "school"}
POWERS = {
    "joy": {"supervisor"},
    "sana": {"supervisor"},
    "kit": {"hub", "break_glass"},
    "lena": {"privacy"},
    "nia": {"area_admin"},
    "uma": {"break_glass"},
}
PREVIEWS = {
    "like a confirmed teacher": ("school", Relation.CONFIRMED, ""),
    "like an officer who looks": ("police_neighbourhood", Relation.REASON, ""),
    "what a teacher sees of Bilal's": ("school", Relation.CONFIRMED, "bilal"),
    "what a teacher sees of Farah's": ("school", Relation.CONFIRMED, "farah"),
}
"""Name: kind of service, relation, and whose own rights are the limit."""
STATUTORY = {"erin"}


def facts_of_stage() -> Facts:
    """The posts as the reference knows them."""
    posts = {
        who: facts.Post(
            who, SERVICE_OF.get(who, "wattle"), ORGANISATION_OF[who], KINDS.get(who, who), powers=frozenset(POWERS.get(who, ())),
            area="wattle-bay" if who == ABROAD else "marlowe", restricted=who in RESTRICTED, sensitive=who in SENSITIVE,
            statutory=who in STATUTORY,
        )
        for who in [*DRIVEN, ABROAD]
    }  # fmt: skip
    posts["erin"].supervisor, posts["farah"].supervisor = "joy", "sana"
    for name, (kind, relation, limit) in PREVIEWS.items():
        posts[name] = facts.Post(
            name, "", "", kind, restricted=kind == "police_neighbourhood", supposed=str(relation), limit=limit
        )
    return Facts(NOW, posts)


class Drive:
    """One run. Each step is a method that changes the database and the facts alike, drawing what it needs by chance."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage, self.cast, self.chance = stage, stage.cast, chance
        self.facts = facts_of_stage()
        self.rows: dict[str, Person] = {}
        self.now = NOW
        self.told: list[str] = []
        self._viewers: dict[tuple[str, datetime], Viewer] = {}
        Post.objects.filter(pk=self.cast.posts["uma"].pk).update(powers=["break_glass"])

    # -- helpers

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def _who(self, among: str = "") -> str:
        return self.chance.choice(among.split() or DRIVEN)

    def _person(self) -> str:
        return self.chance.choice(list(self.rows))

    def viewer(self, who: str) -> Viewer:
        if who in PREVIEWS:
            kind, relation, limit = PREVIEWS[who]
            more = {"limit": self.viewer(limit)} if limit else {}
            return supposed_viewer(self.cast.marlowe, now=self.now, service_kind=kind, relation=relation, **more)
        if (who, self.now) not in self._viewers:
            self._viewers[who, self.now] = self.stage.viewer(who, self.now)
        return self._viewers[who, self.now]

    def _audience(self) -> tuple[Audience, frozenset[str]]:
        organisations = [ORGANISATION_OF[self._who()]]
        kinds = [kind for kind in ("police_neighbourhood", "school") if self.chance.random() < 0.25]
        posts = [self._who()] if self.chance.random() < 0.3 else []
        services = [SERVICE_OF[self._who()]] if self.chance.random() < 0.3 else []
        row = Audience.objects.create(
            area=self.cast.marlowe, kinds=kinds, organisations=[self.cast.organisations[one].pk for one in organisations],
            posts=[self.cast.posts[one].pk for one in posts],
            services=[self.cast.services[one].pk for one in services],
        )  # fmt: skip
        named = {
            *organisations,
            *(f"kind:{one}" for one in kinds),
            *(f"post:{one}" for one in posts),
            *(f"service:{one}" for one in services),
        }
        return row, frozenset(named)

    def _is_kept(self, who: str, person: str) -> bool:
        """A restricted record stays as it is: nothing is done with it but by who protects."""
        post = self.facts.posts[who]
        return person in self.facts.restricted and "hub" not in post.powers and not post.statutory

    def _authored(self, who: str, *, private: float = 0.25, moved: float = 0) -> tuple[dict[str, Any], dict[str, Any]]:
        """Who did it and to whom it is open: for the database, and for the reference. `moved`: how often the post was
        in another service then."""
        sensitive = who in SENSITIVE
        row, named = self._audience() if sensitive or self.chance.random() < private else (None, None)
        post = self.cast.posts[who]
        service = SERVICE_OF[self._who() if self.chance.random() < moved else who]
        stored = {
            "area": post.area,
            "post": post,
            "service": self.cast.services[service],
            "is_sensitive": sensitive,
            "audience": row,
        }
        return stored, {"who": who, "service": service, "sensitive": sensitive, "audience": named}

    # -- steps

    def add_person(self) -> None:
        if len(self.rows) >= 5:
            return
        name = f"person {len(self.rows)}"
        abroad = self.chance.random() < 0.1
        maker = self._who("amina bilal erin dan") if self.chance.random() < 0.2 and not abroad else ""
        area = self.cast.wattle_bay if abroad else self.cast.marlowe
        set_area(area.pk)
        self.rows[name] = Person.objects.create(
            id=self._id(), area=area, given_names="A", family_name="B", made_at=self.now, is_invented=True, sex=self.chance.choice(["female", "female", "male"]),
            made_by=self.cast.posts[maker].account if maker else None, checked_at=None if maker else self.now,
        )  # fmt: skip
        set_area(self.cast.marlowe.pk)
        self.facts.persons[name] = "wattle-bay" if abroad else "marlowe"
        if maker:
            self.facts.unchecked[name] = maker

    def expect_child(self) -> None:
        if len(self.rows) >= 5 or self.facts.mothers:
            return
        mother = self._person()
        if self.facts.persons[mother] != "marlowe":
            return
        kind = self.chance.choice(["mother", "parent"])
        if kind == "parent" and self.rows[mother].sex != "female":
            return
        maker = self._who("amina bilal erin dan tom")
        child = Person.objects.create(
            id=self._id(), area=self.cast.marlowe, family_name="B", made_at=self.now, checked_at=self.now,
            expected_on=self.now.date() + timedelta(days=99), made_by=self.cast.posts[maker].account,
        )  # fmt: skip
        self._relate(mother, child, kind)
        for other in self.rows:  # relatives who are not its mother
            if other != mother and self.facts.persons[other] == "marlowe":
                self._relate(other, child, "parent" if self.rows[other].sex == "male" else "sibling")
        self.rows["unborn"], self.facts.persons["unborn"] = child, "marlowe"
        self.facts.mothers["unborn"], self.facts.makers["unborn"] = mother, maker

    def _relate(self, name: str, other: Person, kind: str) -> None:
        Relationship.objects.create(area=self.cast.marlowe, person=self.rows[name], other=other, kind=kind)

    def bear(self) -> None:
        """Somebody is the mother of somebody who is born: it says nothing about any other child."""
        born = [
            name for name, area in self.facts.persons.items() if area == "marlowe" and name not in self.facts.mothers
        ]
        if len(born) >= 2:
            mother, child = self.chance.sample(born, 2)
            if not Relationship.objects.filter(person=self.rows[mother], other=self.rows[child]).exists():
                self._relate(mother, self.rows[child], "mother")

    def check(self) -> None:
        """The background match has run."""
        for name in [*self.facts.unchecked][:1]:
            Person.objects.filter(pk=self.rows[name].pk).update(checked_at=self.now)
            del self.facts.unchecked[name]

    def work(self) -> None:
        """An involvement as others have put it: confirmed or not, of a post or of a service, with its audience."""
        who, person = self._who(), self._person()
        if self.facts.persons[person] != "marlowe":
            return
        stored, known = self._authored(who, private=0.15)
        whole = self.chance.random() < 0.15
        if whole:
            stored["post"], known["who"] = None, ""
        if any(r.person == person and r.who == known["who"] and (r.who or r.service == known["service"])
               for r in self.facts.kinds["involvements"] if r.gone is False):  # fmt: skip
            return
        confirmed = self.chance.random() < 0.75
        until = self.now + timedelta(days=2)
        lead = (
            not any(r.lead and r.person == person for r in self.facts.kinds["involvements"])
            and self.chance.random() < 0.4
        )
        row = Involvement.objects.create(
            id=self._id(), person=self.rows[person], role="other", started_on=self.now.date(), declared_at=self.now, basis="x",
            confirmed_at=self.now if confirmed else None, provisional_until=None if confirmed else until, is_lead=lead,
            still_confirmed_on=self.now.date(), ground="own_agreement" if known["sensitive"] else "", **stored,
        )  # fmt: skip
        self.facts.kinds["involvements"].append(
            Row(row.pk, person, ends=None if confirmed else until, confirmed=confirmed, lead=lead, **known)
        )

    def declare(self) -> None:
        """By the application's own deed; the reference says whether it may be."""
        who, person = self._who("amina bilal dan george lena nia tom kit".replace("george ", "")), self._person()
        standing = any(r.who == who and r.person == person and not r.gone and (r.confirmed or self.facts.lives(r))
                       for r in self.facts.kinds["involvements"])  # fmt: skip
        shield = self.facts.shields.get(person)
        may = self.facts.may("card", who, person) and who != "lena" and not standing and not self._is_kept(who, person)
        may = may and (shield is None or who in shield)
        stale = any(r.who == who and r.person == person and not r.gone for r in self.facts.kinds["involvements"])
        if stale and not standing:
            return  # what ran out makes room for it: the tests of that deed are elsewhere
        by = self.viewer(who)
        try:
            with transaction.atomic():
                row = actions.declare_involvement(
                    by=by, person=self.rows[person], declaration=saying(by, self.rows[person])
                )
        except Refused:
            assert not may, f"{who} was refused to declare about {person}"
            return
        assert may, f"{who} declared about {person}"
        self.facts.kinds["involvements"].append(
            Row(row.pk, person, who, SERVICE_OF[who], confirmed=False, ends=row.provisional_until, lead=row.is_lead)
        )

    def confirm(self) -> None:
        """By the application's own deed: the supervisor, or a confirmed member of another organisation."""
        waiting = [r for r in self.facts.kinds["involvements"] if not r.confirmed and self.facts.lives(r) and r.who]
        if not waiting:
            return
        row, who = self.chance.choice(waiting), self._who()
        post, holder = self.facts.posts[who], self.facts.posts[row.who]
        sees = row.id in self.facts.rows("involvements", who, "team")
        boss = "supervisor" in post.powers and holder.supervisor == who
        member = (
            self.facts.may("act", who, row.person) and post.organisation != holder.organisation
            and not row.sensitive and not post.sensitive
        )  # fmt: skip
        may = sees and who != row.who and (boss or member) and not self._is_kept(who, row.person)
        try:
            with transaction.atomic():
                actions.confirm_involvement(by=self.viewer(who), involvement=Involvement.objects.get(pk=row.id))
        except (Refused, Involvement.DoesNotExist):
            assert not may, f"{who} was refused to confirm {row.who} with {row.person}"
            return
        assert may, f"{who} confirmed {row.who} with {row.person}"
        row.confirmed, row.ends = True, None

    def end(self) -> None:
        going = [r for r in self.facts.kinds["involvements"] if not r.gone]
        if going:
            row = self.chance.choice(going)
            Involvement.objects.filter(pk=row.id).update(ended_on=self.now.date(), is_lead=False)
            row.ends, row.gone, row.lead = self.now, True, False

    def look(self) -> None:
        who, person = self._who("amina tom bilal dan chloe farah mina joy"), self._person()
        if self.facts.persons[person] != "marlowe":
            return
        stored, known = self._authored(who, private=0)
        stored.pop("audience"), known.pop("audience")
        withheld, begins = self.chance.random() < 0.3, self.now
        until = begins + timedelta(hours=8)
        row = Look.objects.create(
            id=self._id(), person=self.rows[person], account=self.cast.posts[who].account, purpose="missing", words="",
            at=begins, until=until, is_withheld=withheld, **stored,
        )  # fmt: skip
        self.facts.kinds["looks"].append(Row(row.pk, person, begins=begins, ends=until, withheld=withheld, **known))

    def contact(self) -> None:
        if not (rows := [r for r in self.facts.kinds["involvements"] if r.who]):
            return
        of = self.chance.choice(rows)
        stored, known = self._authored(of.who, moved=0.15)
        planned, showing = self.chance.random() < 0.5, self.chance.choice(["time", "day", "nothing"])
        when = {"planned_for": self.now + timedelta(days=3)} if planned else {"happened_at": self.now}
        row = Contact.objects.create(
            id=self._id(), person=self.rows[of.person], involvement_id=of.id, kind="child_seen", showing=showing,
            recorded_at=self.now, **when, **stored,
        )  # fmt: skip
        self.facts.kinds["contacts"].append(Row(row.pk, of.person, planned=planned, showing=showing, **known))

    def cancel(self) -> None:
        if self.facts.kinds["contacts"]:
            row = self.chance.choice(self.facts.kinds["contacts"])
            Contact.objects.filter(pk=row.id).update(cancelled_at=self.now)
            row.gone = True

    def invite(self) -> None:
        who, person = self._who("amina bilal erin farah mina"), self._person()
        if self.facts.persons[person] != "marlowe":
            return
        stored, known = self._authored(who, private=0)
        to, service = self._who("tom dan kit chloe mina farah"), self.chance.random() < 0.3
        whom = {"to_service": self.cast.services[SERVICE_OF[to]]} if service else {"to_post": self.cast.posts[to]}
        target = f"service:{SERVICE_OF[to]}" if service else to
        if not service and self.chance.random() < 0.3:
            whom = {"to_newcomer": self._newcomer(to)}
        if any(
            r.who == who and r.person == person and target in r.to and not r.gone
            for r in self.facts.kinds["invitations"]
        ):
            return
        row = TeamInvitation.objects.create(
            id=self._id(), person=self.rows[person], asked_at=self.now, **whom, **stored
        )
        self.facts.kinds["invitations"].append(Row(row.pk, person, to=frozenset({target}), **known))

    def _newcomer(self, who: str) -> Invitation:
        """Asked in from outside, and here since."""
        token = self._id().hex
        return Invitation.objects.create(
            area=self.cast.marlowe, email=f"{token[:8]}@oakfield-school.example", service=self.cast.services["oakfield"],
            role="class_teacher", invited_by=self.cast.posts["amina"], token_hash=token * 2, accepted_at=self.now,
            accepted_post=self.cast.posts[who], expires_at=self.now + timedelta(days=14),
        )  # fmt: skip

    def answer(self) -> None:
        if waiting := [r for r in self.facts.kinds["invitations"] if not r.gone]:
            row = self.chance.choice(waiting)
            field = self.chance.choice(["answered_at", "withdrawn_at"])
            TeamInvitation.objects.filter(pk=row.id).update(**{field: self.now})
            row.gone = True

    def exclude(self) -> None:
        who, person = self._who(), self._person()
        if (who, person) in self.facts.exclusions or self.facts.persons[person] != "marlowe":
            return
        begins = self.now + timedelta(hours=self.chance.choice([0, 0, 0, 12]))
        Exclusion.objects.create(
            area=self.cast.marlowe, person=self.rows[person], account=self.cast.posts[who].account, why="", asked_at=self.now,
            acts_from=begins,
        )  # fmt: skip
        self.facts.exclusions[who, person] = begins

    def lift_exclusion(self) -> None:
        if self.facts.exclusions:
            who, person = self.chance.choice(list(self.facts.exclusions))
            rows = Exclusion.objects.filter(account=self.cast.posts[who].account, person=self.rows[person])
            rows.update(lifted_at=self.now)
            del self.facts.exclusions[who, person]

    def shield(self) -> None:
        person, named = self._person(), {self._who() for _ in range(3)}
        if person in self.facts.shields or self.facts.persons[person] != "marlowe":
            return
        Shield.objects.create(
            area=self.cast.marlowe, person=self.rows[person], kind="refuge", reference="R", contact="hub", set_at=self.now,
            named_posts=[self.cast.posts[one].pk for one in named],
        )  # fmt: skip
        self.facts.shields[person] = named

    def lift_shield(self) -> None:
        if self.facts.shields:
            person = self.chance.choice(list(self.facts.shields))
            Shield.objects.filter(person=self.rows[person]).update(lifted_at=self.now)
            del self.facts.shields[person]

    def cover(self) -> None:
        away, cover = self._who("amina bilal erin farah"), self._who("tom dan sana mina chloe")
        begins = self.now.replace(hour=0, minute=0) + timedelta(days=self.chance.choice([-3, -1, 0, 1]))
        until = begins + timedelta(days=2)
        Post.objects.filter(pk=self.cast.posts[away].pk).update(
            cover=self.cast.posts[cover], away_from=begins.date(), away_until=until.date()
        )
        self.facts.posts[away].cover, self.facts.posts[away].away = cover, (begins, until)

    def supervise(self) -> None:
        who, boss = self._who("amina erin farah mina dan"), self._who("joy sana bilal")
        Post.objects.filter(pk=self.cast.posts[who].pk).update(supervisor=self.cast.posts[boss])
        self.facts.posts[who].supervisor = boss

    def suspend(self) -> None:
        who = self._who()
        suspended = not self.facts.posts[who].suspended and self.chance.random() < 0.5
        Post.objects.filter(pk=self.cast.posts[who].pk).update(suspended_at=self.now if suspended else None)
        self.facts.posts[who].suspended = suspended
        self._viewers.clear()

    def break_glass(self) -> None:
        who, person = self._who("kit kit uma uma erin joy"), self._person()
        if self.facts.persons[person] != "marlowe" or (who, person) in self.facts.glasses:
            return
        until = self.now + timedelta(minutes=60)
        glass = BreakGlass.objects.create(
            area=self.cast.marlowe, person=self.rows[person], account=self.cast.posts[who].account, post=self.cast.posts[who],
            purpose="danger", words="", asked_at=self.now, at=self.now, until=until, review_by=self.now.date(),
        )  # fmt: skip
        shown = self.chance.random() < 0.8
        BreakGlassPerson.objects.create(
            area=self.cast.marlowe, glass=glass, person=self.rows[person], opened_at=self.now if shown else None
        )
        if shown:
            self.facts.glasses[who, person] = until

    def leave(self) -> None:
        if self.facts.glasses:
            who, person = self.chance.choice(list(self.facts.glasses))
            BreakGlass.objects.filter(post=self.cast.posts[who], person=self.rows[person]).update(ended_at=self.now)
            del self.facts.glasses[who, person]

    def wait(self) -> None:
        """Time passes: an hour or so, a working day, or a week. Never over midnight by less than an hour."""
        self.now += self.chance.choice([timedelta(hours=1), timedelta(hours=9), timedelta(days=1), timedelta(days=7)])
        self.facts.now = self.now

    def restrict(self) -> None:
        """Somebody disputes what is kept here."""
        if self.facts.persons[person := self._person()] == "marlowe":
            Person.objects.filter(pk=self.rows[person].pk).update(restricted_at=self.now)
            self.facts.restricted.add(person)

    def free(self) -> None:
        for person in [*self.facts.restricted][:1]:
            Person.objects.filter(pk=self.rows[person].pk).update(restricted_at=None)
            self.facts.restricted.discard(person)

    def nudge(self) -> None:
        who, person = self._who("amina tom bilal erin dan farah mina"), self._person()
        if self.facts.persons[person] != "marlowe":
            return
        stored, known = self._authored(who, moved=0.15)
        if self.chance.random() < 0.15:  # by the service as a whole
            stored["post"], known["who"] = None, ""
        whole, nudged = self.chance.random() < 0.4, {self._who("amina dan chloe farah mina tom kit") for _ in range(2)}
        row = Attention.objects.create(
            id=self._id(), person=self.rows[person], category="call_me", raised_at=self.now, to_whole_team=whole,
            form_token=self._id(), **stored,
        )  # fmt: skip
        for one in nudged:
            AttentionRecipient.objects.create(area=self.cast.marlowe, attention=row, post=self.cast.posts[one])
        self.facts.kinds["attentions"].append(Row(row.pk, person, whole=whole, to=frozenset(nudged), **known))

    def say(self) -> None:
        """The family says yes or no to somebody: for the team, or for an audience."""
        who, person = self._who("amina bilal erin dan farah mina lena"), self._person()
        if self.facts.persons[person] != "marlowe":
            return
        stored, known = self._authored(who, private=0.5)
        no = self.chance.random() < 0.4
        row = Agreement.objects.create(
            id=self._id(), area=self.cast.marlowe, person=self.rows[person], said="no" if no else "yes",
            audience=stored["audience"], said_on=self.now.date(), recorded_by=stored["post"], recorded_at=self.now,
        )  # fmt: skip
        self.facts.kinds["agreements"].append(Row(row.pk, person, no=no, **known))

    def take_back(self) -> None:
        """The family no longer agrees that anybody knows: all that its holder wrote closes at once."""
        private = [r for r in self.facts.kinds["involvements"] if r.sensitive and r.who and r.audience and not r.gone]
        if private:
            of = self.chance.choice(private)
            audiences.narrow(Involvement.objects.get(pk=of.id), organisation=None)
            for kind in ("involvements", "contacts", "looks", "invitations", "attentions"):
                for row in self.facts.kinds[kind]:
                    if (row.who, row.person) == (of.who, of.person) and row.sensitive and row.audience is not None:
                        row.audience = frozenset()

    # -- asking

    def differences(self) -> list[str]:
        """Where the application says something else than the reference, for every viewer."""
        return list(self.differences_one_by_one())

    def differences_after(self, step: int) -> list[str]:
        """What a run looks at after its so many-th step: some viewers, drawn anew, and now and then all of them."""
        return list(self.differences_one_by_one(self.asked_after(step)))

    def asked_after(self, step: int, *, last: bool = False) -> list[str]:
        everybody = list(self.facts.posts)
        if last or step % EVERYBODY_AFTER == 0:
            return everybody
        return self.chance.sample(everybody, SOME)

    def differences_one_by_one(self, among: Iterable[str] = ()) -> Iterator[str]:
        """The same, as they are found; of some viewers only, where they are named."""
        for who in among or [*DRIVEN, ABROAD, *PREVIEWS]:
            seen, meant = self.asked(who), self.meant(who)
            for label in sorted({*seen, *meant}):
                more = seen.get(label, set()) - meant.get(label, set())
                less = meant.get(label, set()) - seen.get(label, set())
                if more or less:
                    yield f"{who}: {label}: shows {self._names(more)} too many, {self._names(less)} too few"

    def _names(self, ids: set[Any]) -> list[str]:
        persons = {row.pk: name for name, row in self.rows.items()}
        rows = {r.id: f"{r.who or r.service}→{r.person}" for kind in self.facts.kinds.values() for r in kind}
        return sorted(str(persons.get(one) or rows.get(one, one)) for one in ids)

    def meant(self, who: str) -> dict[str, set[Any]]:
        facts = self.facts
        found: dict[str, set[Any]] = {
            view: {self.rows[name].pk for name in self.rows if facts.may(view, who, name)} for view in VIEWS
        }
        for label, (kind, view) in LISTS.items():
            found[label] = facts.rows(kind, who, str(view))
        found["list"] = found["involvements"]
        return found

    def asked(self, who: str) -> dict[str, set[Any]]:
        set_area(self.cast.posts[who].area_id if who in self.cast.posts else self.cast.marlowe.pk)
        found: dict[str, set[Any]] = {}
        for label, pk in _everything(self.viewer(who)):
            found.setdefault(label, set()).add(pk)
        set_area(self.cast.marlowe.pk)
        return found

    def asked_by(self, who: str, question: Question) -> set[Any]:
        """The rows that a question finds for `who`."""
        set_area(self.cast.posts[who].area_id if who in self.cast.posts else self.cast.marlowe.pk)
        taken = _taken(self.viewer(who))
        known = taken.known(taken.values)
        with connection.cursor() as cursor:
            cursor.execute(question.statement, {name: place(known) for name, place in question.places.items()})
            found = {pk for (pk,) in cursor.fetchall()}
        set_area(self.cast.marlowe.pk)
        return found


MODELS: dict[str, Any] = {
    "involvements": Involvement, "contacts": Contact, "looks": Look, "invitations": TeamInvitation, "attentions": Attention,
    "agreements": Agreement,
}  # fmt: skip
LISTS = {
    **{kind: (kind, View.TEAM) for kind in MODELS},
    "visits to come": ("contacts", View.VISITS),
    "asked of me": ("invitations", View.CARD),
    "to be answered": ("agreements", View.CARD),
    **{f"{kind} with the card": (kind, View.CARD) for kind in ("involvements", "contacts", "looks", "attentions")},
}
"""What is asked beside each view of each person: (kind of row, view)."""
LABELS = (*map(str, View), *LISTS, "list")
"""Every question there is."""
_KEPT: dict[Any, tuple[str, dict[str, Callable[..., Any]], list[str]]] = {}


def forget() -> None:
    """Drop the kept statements: after a rule was changed."""
    _KEPT.clear()
    stages.forget()


def _questions(viewer: Viewer) -> Iterator[tuple[str, Callable[[], QuerySet[Any]]]]:
    def rows(model: Any, view: View) -> Callable[[], QuerySet[Any]]:
        return lambda: access.scope(model.objects.all(), viewer, view)

    for view in View:
        yield str(view), rows(Person, view)
    for label, (kind, view) in LISTS.items():
        yield label, rows(MODELS[kind], view)
    yield "list", lambda: access.scope_of(Involvement.objects.all(), access.EVERYTHING, viewer, View.TEAM)


def _taken(viewer: Viewer) -> Any:
    return prepared._Taken([viewer], {})


def shape_of(viewer: Viewer) -> Hashable:
    """What a statement depends on beside its values."""
    shape: Hashable = _taken(viewer).shape
    return shape


def _everything(viewer: Viewer) -> Iterator[tuple[str, Any]]:
    """(which question, id of a row) for all of them: one statement, made once for each shape of viewer."""
    taken = _taken(viewer)
    if taken.shape not in _KEPT:
        _KEPT[taken.shape] = _statement(viewer)
    sql, places, labels = _KEPT[taken.shape]
    if sql:
        known = taken.known(taken.values)
        for number, pk in prepared.run(sql, {name: place(known) for name, place in places.items()}):
            yield labels[number], pk


def _statement(viewer: Viewer) -> tuple[str, dict[str, Callable[..., Any]], list[str]]:
    """All questions as one statement. A value has one place in it, however often it is compared with."""
    names: dict[Hashable, tuple[str, Any]] = {}
    parts, labels = [], []
    for label, asked in _compiled(viewer):
        labels.append(label)
        if asked is not None:
            parts.append(f"SELECT {len(labels) - 1}, asked.* FROM ({_named(*asked, names)}) AS asked")
    return " UNION ALL ".join(parts), _places(viewer, names), labels


@dataclass(frozen=True)
class Question:
    """One of the questions as a policy makes it. Two that say the same are answered alike, whatever is stored."""

    says: str
    statement: str = field(compare=False)
    places: dict[str, Callable[..., Any]] = field(compare=False)


def compiled(viewer: Viewer, label: str) -> Question:
    """One of the questions, as the policy of this moment makes it."""
    ((_label, asked),) = _compiled(viewer, label)
    names: dict[Hashable, tuple[str, Any]] = {}
    statement = _named(*asked, names) if asked is not None else "SELECT NULL WHERE FALSE"
    return Question(f"{statement} {[*names]}", statement, _places(viewer, names))


def _named(sql: str, params: tuple[Any, ...], names: dict[Hashable, tuple[str, Any]]) -> str:
    places = iter([_name_of(one, names) for one in params])
    return re.sub("%s", lambda _hit: f"%({next(places)})s", sql)


def _name_of(value: Any, names: dict[Hashable, tuple[str, Any]]) -> str:
    """A word is a word of any type until the database knows where it stands: it gets a place of its own each time."""
    key = (repr(value), 0 if isinstance(value, (uuid.UUID, date)) else len(names))
    return names.setdefault(key, (f"p{len(names)}", value))[0]


def _places(viewer: Viewer, names: dict[Hashable, tuple[str, Any]]) -> dict[str, Callable[..., Any]]:
    taken = _taken(viewer)
    known = taken.known(taken.stand_ins())
    return {name: prepared._place(one, known) for name, one in names.values()}


def _compiled(viewer: Viewer, only: str = "") -> Iterator[tuple[str, tuple[str, tuple[Any, ...]] | None]]:
    """(label, its statement with values that stand for others), for each question; None for no row at all."""
    taken = _taken(viewer)
    (stand_in,) = taken.args(taken.stand_ins())
    for label, queryset in _questions(stand_in):
        if only not in {"", label}:
            continue
        try:
            yield label, queryset().values_list("pk").query.get_compiler("default").as_sql()
        except EmptyResultSet:
            yield label, None


SOME, EVERYBODY_AFTER = 3, 25
"""How many viewers are asked after a step, and after how many steps all of them are."""
STEPS = [name for name, one in vars(Drive).items() if callable(one) and not name.startswith("_")
         and name not in {"viewer", "differences", "differences_after", "differences_one_by_one", "meant", "asked",
                          "asked_after", "asked_by"}]  # fmt: skip
WEIGHTS = {"work": 6, "contact": 3, "look": 3, "declare": 2, "confirm": 3, "add_person": 2, "invite": 2, "cover": 2}


@contextmanager
def a_run(stage: Stage, chance: random.Random) -> Iterator[Drive]:
    """A fresh drive with two persons, undone afterwards."""
    with transaction.atomic():
        set_area(stage.cast.marlowe.pk)
        drive = Drive(stage, chance)
        drive.add_person()
        drive.add_person()
        yield drive
        transaction.set_rollback(True)


def drive(stage: Stage, chance: random.Random, *, steps: int) -> tuple[Counter[str], list[str]]:
    """So many steps by chance, compared after each; what was compared, by how often, and the first that was wrong.

    After a step some viewers are asked; after every 25th and the last one all. What a step opened wrongly stays open
    unless a later step shuts it, so that it is seen then if it was not at once.
    """
    met: Counter[str] = Counter()
    with a_run(stage, chance) as run:
        for number in range(1, steps + 1):
            step = chance.choices(STEPS, [WEIGHTS.get(name, 1) for name in STEPS])[0]
            try:
                getattr(run, step)()
            except AssertionError as wrong:
                return met, [f"{step}: {wrong}"]
            asked = run.asked_after(number, last=number == steps)
            for who in asked:
                met[f"asked: {who}"] += len(run.rows) * len(VIEWS) + len(LISTS) + 1
            if wrong_ones := list(run.differences_one_by_one(asked)):
                return met, [f"after {step}: {one}" for one in wrong_ones[:3]]
    return met, []
