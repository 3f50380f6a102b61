"""Plays a world with and without its hidden thing, asks both every question, and compares the bytes.

Who is entitled to notice is known from the rules of design section 5 as written down in `entitled`, never by asking
the application. Whatever differs for anybody else is a leak. Masked, by their place and keeping their length: the
token against forged requests and the name of the session. Nothing else: no header, count, order or length.
"""

from __future__ import annotations

import hashlib
import random
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import time_machine
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.http import HttpResponse

from patchwork.demo.cast import fixed_id
from patchwork.kit.context import set_area
from patchwork.notifications import delivering
from tests.conftest import NOW
from tests.proof.same_ids import same_ids
from tests.proof.stage import ORGANISATION_OF, Stage
from tests.proof.surfaces import SURFACES, Surface
from tests.proof.worlds import KINDS_OF_HIDDEN, ORDINARY, Plan, Play, draw

VIEWER_KINDS = (
    "confirmed member", "not yet confirmed", "live reason", "no relation", "cover", "restricted kind", "supervisor",
    "hub", "privacy officer", "administrator of an organisation", "administrator of the area", "another area",
    "other sensitive service", "named organisation, not in the team", "lead practitioner",
)  # fmt: skip
VIEWERS_A_WORLD, SURFACES_A_VIEWER = 5, 15

_MASKS = [
    re.compile(rb'(name="csrfmiddlewaretoken" value=")([^"]*)'),
    re.compile(rb'(X-CSRFToken&quot;: &quot;|"X-CSRFToken": ")([^"&]*)'),
    re.compile(
        rb"(?m)^((?:%s)=)([^;\n]*)"
        % b"|".join(name.encode() for name in (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME))
    ),
]


def masked(raw: bytes) -> bytes:
    """The tokens' letters replaced by stars, one for each."""
    for pattern in _MASKS:
        raw = pattern.sub(lambda hit: hit[1] + b"*" * len(hit[2]), raw)
    return raw


def bytes_of(response: HttpResponse) -> bytes:
    """Status, headers, cookies and body, as they go over the wire."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    cookies = "\n".join(sorted(morsel.OutputString() for morsel in response.cookies.values()))
    return masked(f"{response.status_code}\n{headers}\n{cookies}\n\n".encode() + response.content)


# ── who may notice ────────────────────────────────────────────────────────────────────────────────────────────────


def entitled(plan: Plan, who: str, surface: Surface | None) -> bool:
    """Whether `who` may see that the hidden thing is there, on this surface (None: mails and answers to deeds)."""
    kind, told = plan.kind, surface is None or surface.desk
    if kind in {"sensitive involvement", "quiet sensitive involvement"}:
        own = {"farah": {"farah", "sana"}, "rosa": {"rosa"}}[plan.hidden_post]
        if who in own or _in_audience(plan, who):
            return True
        if who in {"kit", "lena"}:  # told of what it says and confirms, on every page through the bell
            return kind == "sensitive involvement" or told
        return False
    if kind == "hidden service of a joined record":  # also not to be noticed by the confirmed of a named organisation
        return who in {"farah", "sana"} or (who in {"kit", "lena"} and told)
    if kind == "shielded person":  # hub and privacy officer handle shields, and are told who was shown the relatives
        return who == "erin" or (who in {"joy", "kit", "lena"} and told)
    if kind == "excluded person":
        return who not in plan.excluded and who not in {"moses", "nia", "priya"}
    if kind == "exclusion of another":
        return who in {*plan.excluded, "lena"} or (who == "kit" and told)
    if kind == "withheld look":
        return who == plan.hidden_post or (who in {"kit", "lena"} and told)
    if kind == "new record":
        return who == plan.hidden_post
    return (
        who in {"erin", "joy", "kit"} or plan.relations.get((who, "p2"), "none") != "none" or _covers_mother(plan, who)
    )


def told_without_names(plan: Plan, who: str, surface: Surface | None) -> bool:
    """The hub is told who was shown a brother or sister, also on a page that was p0's. So where it is excluded from p0
    its desks may differ; but nothing there may name p0."""
    return plan.kind == "excluded person" and who == "kit" and surface is not None and surface.desk


def _in_audience(plan: Plan, who: str) -> bool:
    """A confirmed member of the team whose organisation was named; who is confirmed during the day counts."""
    relation = plan.relations.get((who, "p0"), "none")
    if relation == "provisional":
        relation = "confirmed" if any(step.verb == "confirm" for step in _all_steps(plan)) else relation
    return relation in {"confirmed", "lead", "sensitive"} and ORGANISATION_OF[who] in plan.audience


def _covers_mother(plan: Plan, who: str) -> bool:
    away, cover = plan.away
    return who == cover and plan.relations.get((away, "p2"), "none") in {"confirmed", "lead"}


def _all_steps(plan: Plan) -> list[Any]:
    return [*plan.steps, *(deed for _after, deed in plan.hidden)]


def candidates(plan: Plan, kind: str) -> list[str]:
    """Who stands in this relation to p0 and may not notice anything on ordinary surfaces."""
    ordinary = {"confirmed member": "confirmed", "not yet confirmed": "provisional", "live reason": "reason",
                "no relation": "none"}  # fmt: skip
    fixed = {"supervisor": ["joy"], "hub": ["kit"], "privacy officer": ["lena"], "another area": ["priya"],
             "administrator of an organisation": ["moses"], "administrator of the area": ["nia"],
             "other sensitive service": ["mina"], "restricted kind": ["dan", "chloe"], "cover": [plan.away[1]],
             "lead practitioner": ["erin"]}  # fmt: skip
    if kind in ordinary:
        whos = [who for who in ORDINARY if plan.relations.get((who, "p0")) == ordinary[kind] and who != plan.away[1]]
    elif kind == "named organisation, not in the team":
        whos = [w for w in ORDINARY if ORGANISATION_OF[w] in plan.audience and not _in_audience(plan, w)]
    else:
        whos = fixed[kind]
    return [who for who in whos if not entitled(plan, who, SURFACES[0])]


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Result:
    """What a run of worlds has seen."""

    worlds: int = 0
    answers: int = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    deeds: Counter[str] = field(default_factory=Counter)  # what the hidden parties did, by how it went

    @property
    def missing(self) -> set[tuple[str, str]]:
        """Pairs of a kind of viewer and a surface that every run has to meet and this one has not."""
        wanted = {(kind, one.name) for kind in VIEWER_KINDS for one in SURFACES if one.core} | {
            (kind, "mails") for kind in VIEWER_KINDS
        }
        return wanted - set(self.pairs)


def ask_all(stage: Stage, plan: Plan, viewers: dict[str, list[Surface]], *, with_hidden: bool) -> dict[str, bytes]:
    """Play the world and ask each viewer's surfaces; then nothing of it is left."""
    answers: dict[str, bytes] = {}
    with time_machine.travel(NOW, tick=False) as clock, transaction.atomic(), same_ids() as ids:
        stage.sign_in_afresh()
        mail.outbox = []
        set_area(stage.cast.marlowe.pk)
        world = Play(stage, plan, ids, clock, with_hidden=with_hidden)
        world.run()
        for number, outcome in world.outcomes.items():
            answers[f"deed {number}|{plan.steps[number].who}"] = outcome.encode()
        for area in (stage.cast.marlowe, stage.cast.wattle_bay):
            delivering.deliver(area.pk)
        set_area(stage.cast.marlowe.pk)
        for who, surfaces in viewers.items():
            answers[f"mails|{who}"] = mails_to(stage.cast.posts[who].account.email)
            answers.update(_ask(world, who, surfaces))
        transaction.set_rollback(True)
    return answers


def _ask(world: Play, who: str, surfaces: list[Surface]) -> Iterator[tuple[str, bytes]]:
    """Each surface of one person: mostly of the one it is all about, else of a brother or sister."""
    chance = random.Random(f"{world.plan.seed}/{who}")
    for surface in surfaces:
        person = "p1" if world.plan.kind == "shielded person" or chance.random() < 0.35 else "p0"
        world.ids.begin(f"{world.plan.seed}/{who}/{surface.name}/{person}")
        answer = answer_to(world, who, surface, person)
        if answer is not None:
            yield f"{surface.name}|{who}|{person}", answer


def answer_to(world: Play, who: str, surface: Surface, person: str) -> bytes | None:
    asked = surface.ask(world, person)
    if asked is None:
        return None
    data = dict(asked.data)
    if asked.method == "POST":
        data["acting_post"] = str(world.stage.cast.posts[who].pk)
    with transaction.atomic():
        response = world.stage.request(who, asked.method, asked.path, data, headers=asked.headers)
        if asked.method == "POST":
            transaction.set_rollback(True)
    set_area(world.stage.cast.marlowe.pk)
    return bytes_of(response)


def mails_to(address: str) -> bytes:
    """What has come into a mail box, in order, with every header the application sets."""
    parts = [
        f"{one.subject}\n{one.from_email}\n{sorted(one.extra_headers.items())}\n{one.body}\n{one.alternatives}"
        for one in mail.outbox
        if address in one.to
    ]
    return "\n--\n".join(parts).encode()


# ── a run ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def play_one(stage: Stage, seed: int, number: int, result: Result, *, among: list[Surface] | None = None) -> None:
    """One world, twice: 5 viewers, each with 15 surfaces (of these, or of all), those first that they met least."""
    plan = draw(seed * 100_003 + number, KINDS_OF_HIDDEN[number % len(KINDS_OF_HIDDEN)])
    viewers = _viewers(plan, result, random.Random(f"{seed}/{number}/viewers"))
    chance = random.Random(f"{seed}/{number}/surfaces")
    asked = {who: _surfaces(kind, among or SURFACES, result, chance) for kind, who in viewers.items()}
    without = ask_all(stage, plan, asked, with_hidden=False)
    with_it = ask_all(stage, plan, asked, with_hidden=True)
    compare(plan, viewers, without, with_it, result)
    result.worlds += 1
    result.hidden[plan.kind] += 1


def _surfaces(kind: str, among: list[Surface], result: Result, chance: random.Random) -> list[Surface]:
    """In the order of the list, so that what one page leaves behind for the next is the same in every world."""
    least = sorted(among, key=lambda one: (result.pairs[kind, one.name], chance.random()))[:SURFACES_A_VIEWER]
    return [one for one in among if one in least]


def _viewers(plan: Plan, result: Result, chance: random.Random) -> dict[str, str]:
    """Five kinds of viewer who may not notice, those first that were seen least, each by somebody."""
    seen = Counter({kind: sum(n for (k, _s), n in result.pairs.items() if k == kind) for kind in VIEWER_KINDS})
    kinds = sorted(VIEWER_KINDS, key=lambda kind: (seen[kind], chance.random()))
    chosen: dict[str, str] = {}
    for kind in kinds:
        whos = [who for who in candidates(plan, kind) if who not in chosen.values()]
        if whos and len(chosen) < VIEWERS_A_WORLD:
            chosen[kind] = chance.choice(whos)
    return chosen


def compare(
    plan: Plan, viewers: dict[str, str], without: dict[str, bytes], with_it: dict[str, bytes], result: Result
) -> None:
    """Note every answer that is not the same for someone who may not notice."""
    kind_of = {who: kind for kind, who in viewers.items()}
    by_name = {one.name: one for one in SURFACES}
    for key in sorted({*without, *with_it}):
        name, who, *_about = key.split("|")
        surface = by_name.get(name)
        if entitled(plan, who, surface):
            continue
        if who in kind_of:
            result.pairs[kind_of[who], name] += 1
        result.answers += 1
        if told_without_names(plan, who, surface):
            if names := [word for word in _names_of_hidden(plan) if word in with_it.get(key, b"")]:
                result.leaks.append(f"{plan.kind} (world {plan.seed}): {key}: names {names[0]!r}")
        elif without.get(key) != with_it.get(key):
            result.leaks.append(
                f"{plan.kind} (world {plan.seed}): {key}: {difference(without.get(key), with_it.get(key))}"
            )


def _names_of_hidden(plan: Plan) -> list[bytes]:
    return [plan.names["p0"][0].encode(), str(fixed_id("proof", str(plan.seed), "p0")).encode()]


def difference(one: bytes | None, other: bytes | None) -> str:
    """The first place where they part, for a person to read."""
    if one is None or other is None:
        return "answered in one world only"
    a, b = one.decode(errors="replace"), other.decode(errors="replace")
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"without …{a[max(0, at - 60) : at + 80]!r}… with …{b[max(0, at - 60) : at + 80]!r}…"


def fingerprint(text: str) -> str:
    """A short name of a leak, the same for the same surface and kind whatever the world."""
    bare = text.translate(str.maketrans("", "", string.digits))
    return hashlib.sha256(bare[:60].encode()).hexdigest()[:8]
