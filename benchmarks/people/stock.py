"""Where names come from: given names and surnames that go together, and how often each is drawn.

Most lists are Faker's; `names.toml` has those that Faker lacks (Welsh, Arabic, Somali, Bangladeshi and Chinese names in
Latin letters …).
Few names are very frequent and most are rare, as anywhere: where a list has no frequencies, the n-th name (of an order
that is shuffled once) is drawn in proportion to 1/(n + 8). English surnames have a tail of thousands of made-up ones.
"""

from __future__ import annotations

import importlib
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Drawn:
    """Names with their cumulative weights."""

    names: Sequence[str]
    weights: Sequence[float]

    def one(self, rng: random.Random) -> str:
        return rng.choices(self.names, cum_weights=self.weights)[0]


@dataclass(frozen=True, slots=True)
class Stock:
    """Names of one origin. `share` of all households; `new_year`: share of those born on 1 January (a guess on paper);
    `double`: share of two surnames; `particle`: put before a surname, in this share of families.
    """

    share: float
    girls: Drawn
    boys: Drawn
    families: Drawn
    new_year: float = 0.004
    double: float = 0.02
    particles: tuple[str, ...] = ()
    particle: float = 0.0
    gendered: bool = False
    single: float = 0.0
    middles: float = 0.6


def _ranked(names: Sequence[str], order: int) -> Drawn:
    shuffled = sorted(set(names))
    random.Random(order).shuffle(shuffled)
    return Drawn(shuffled, [*accumulate(1 / (rank + 8) for rank in range(len(shuffled)))])


def words(name: str) -> list[str]:
    """One of the lists in `names.toml`."""
    return _data()[name].replace("|", " | ").split()


@cache
def _data() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


def _listed(name: str) -> Drawn:
    """A list of ours, most frequent first."""
    names = [one.replace("_", " ") for one in words(name)]
    return Drawn(names, [*accumulate(1 / (rank + 4) for rank in range(len(names)))])


def _joined(*parts: tuple[float, Drawn]) -> Drawn:
    """Several lists, each with its share."""
    names: list[str] = []
    weights: list[float] = []
    for share, drawn in parts:
        before = 0.0
        for name, upto in zip(drawn.names, drawn.weights, strict=True):
            names.append(name)
            weights.append(share * (upto - before) / drawn.weights[-1])
            before = upto
    return Drawn(names, [*accumulate(weights)])


def _faker(locale: str, attribute: str) -> list[str]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    found = getattr(provider, attribute, None) or provider.first_names
    return [str(name) for name in found if str(name).strip() and len(str(name)) > 1]


def _faker_stock(locale: str, share: float, order: int, **more: float) -> Stock:
    girls, boys, families = (
        _ranked(_faker(locale, name), order + n)
        for n, name in enumerate(("first_names_female", "first_names_male", "last_names"))
    )
    return Stock(share, girls, boys, families, **more)  # type: ignore[arg-type]


def _english_surnames() -> Drawn:
    listed = importlib.import_module("faker.providers.person.en_GB").Provider.last_names
    common = Drawn([*listed], [*accumulate(listed.values())])
    tail = _ranked([front + back for front in words("fronts") for back in words("backs")], 5)
    # Flatter than the rest: thousands of families with a name that a hundred people have.
    flat = Drawn(tail.names, [*accumulate(1 / (rank + 400) ** 0.8 for rank in range(len(tail.names)))])
    rare = _ranked(
        [front + back + "s" for front in words("fronts")[::2] for back in ("by", "kin", "cock", "ell", "ard")], 6
    )
    irish = _ranked(_faker("en_IE", "last_names"), 7)
    return _joined((0.58, common), (0.28, flat), (0.05, rare), (0.09, irish))


@cache
def stocks() -> tuple[Stock, ...]:
    """All of them."""
    listed = _listed
    english_girls = _joined((0.72, _ranked(_faker("en_GB", "first_names_female"), 1)),
                            (0.28, _ranked(_faker("en_IE", "first_names_female"), 2)))  # fmt: skip
    english_boys = _joined((0.75, _ranked(_faker("en_GB", "first_names_male"), 3)),
                           (0.25, _ranked(_faker("en_IE", "first_names_male"), 4)))  # fmt: skip
    pakistani = _faker_stock("en_PK", 0.055, 30, new_year=0.03, single=0.01, middles=0.15)
    sikh = Drawn(*_pair(_listed("sikh_families")))
    indian = _faker_stock("en_IN", 0.03, 33, new_year=0.02)
    nigerian = _faker_stock("yo_NG", 0.012, 36)
    return (
        Stock(0.66, english_girls, english_boys, _english_surnames(), double=0.035),
        Stock(0.055, listed("welsh_girls"), listed("welsh_boys"), listed("welsh_families"), particles=("ap", "ab"),
              particle=0.03, double=0.03),
        Stock(0.02, *(_ranked(_faker("ga_IE", name), 9) for name in ("first_names_female", "first_names_male")),
              _ranked([n for n in _faker("en_IE", "last_names") if n[:2] in {"O'", "Mc", "Ma"}], 10),
              particles=("Ó", "Ní", "Mac"), particle=0.12),
        Stock(0.045, *(_ranked(_faker("pl_PL", name), 12) for name in ("first_names_female", "first_names_male")),
              listed("polish_families"), gendered=True, double=0.03),
        pakistani,
        indian,
        Stock(0.02, indian.girls, indian.boys, sikh, new_year=0.02),
        Stock(0.025, listed("bengali_girls"), listed("bengali_boys"), listed("bengali_families"), new_year=0.08,
              single=0.01, middles=0.5),
        Stock(0.025, listed("arabic_girls"), listed("arabic_boys"), listed("arabic_families"), new_year=0.12,
              particles=("Al", "El", "Bin", "Abu"), particle=0.35, single=0.02, middles=0.5),
        Stock(0.012, listed("somali_girls"), listed("somali_boys"), listed("somali_boys"), new_year=0.25, middles=0.8),
        nigerian,
        _faker_stock("tw_GH", 0.008, 39),
        Stock(0.01, listed("chinese_girls"), listed("chinese_boys"), listed("chinese_families"), middles=0.1),
        _faker_stock("pt_PT", 0.007, 42, double=0.45),
        _faker_stock("es_ES", 0.006, 45, double=0.7),
        _faker_stock("tr_TR", 0.006, 48, new_year=0.03),
        _faker_stock("ro_RO", 0.01, 51),
        _faker_stock("fr_FR", 0.004, 54),
    )  # fmt: skip


def _pair(drawn: Drawn) -> tuple[Sequence[str], Sequence[float]]:
    return drawn.names, drawn.weights
