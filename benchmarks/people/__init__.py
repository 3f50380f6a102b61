"""The benches' own people: households made by chance from a seed, and what happens to their names on the way.

    from benchmarks.people import damage, people, queries

    known = list(people(100_000, seed=1))              # Person: text fields as in the CSV, "" where nothing is known
    row = damage(known[0], ("nickname", "day_off"), random.Random(2))   # a damaged copy of the Person
    asked = list(queries(known, 5_000, seed=3))        # Query: first, last, dob, postcode, nhs, target, type

Nobody here is anybody: names are drawn apart from one another, NHS numbers begin with 999 (kept for tests), postcodes
with ZM (no such area). The same seed gives the same people with the packages of `uv.lock`.

`TUNING_SEED` and `REPORTING_SEED` are kept apart: weights and rules are fitted on the first, and what is reported was
measured on the second.
"""

from benchmarks.people.damaging import KINDS, applicable, damage, pick_kinds
from benchmarks.people.files import read_people, read_queries, write_people, write_queries
from benchmarks.people.making import TODAY, Person, people
from benchmarks.people.questions import Query, queries

TUNING_SEED = 20_260_101
REPORTING_SEED = 777_013

__all__ = [
    "KINDS", "REPORTING_SEED", "TODAY", "TUNING_SEED", "Person", "Query", "applicable", "damage", "people",
    "pick_kinds", "queries", "read_people", "read_queries", "write_people", "write_queries",
]  # fmt: skip
