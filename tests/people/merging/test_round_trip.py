"""Joined and taken apart again, every row of the area is what it was: to the byte, whatever hangs on the records."""

import os

from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from patchwork.kit.context import set_area
from patchwork.people.merging.actions import merge, unmerge
from patchwork.people.models import Person
from tests.people.merging.helping import BESIDE, differing, found, ledger_lines, ledgers, stored
from tests.people.merging.made_worlds import VERBS, Fact, Making, facts

EXAMPLES = int(os.environ.get("PATCHWORK_MERGES", "6"))
ORDERS = st.sampled_from([
    [("a", "b")], [("a", "b"), ("a", "c")], [("b", "c"), ("a", "b")], [("c", "b"), ("c", "a")], [("b", "a"), ("c", "b")]
])  # fmt: skip
"""(kept, gone) in turn: A←B, then A←C; or B←C, then A←B, which takes C along."""


def make(world, drawn):
    making = Making(world)
    for fact in drawn:
        try:
            with transaction.atomic():
                making.add(fact)
        except IntegrityError:
            pass  # a second lead, a second shield: no such world
    making.index()
    return making


def there_and_back(world, drawn, order):
    making = make(world, drawn)
    kit, lena = world.viewer("kit"), world.posts["lena"]
    states, done = [stored()], []
    lines, typed = ledger_lines(), [*(_as_typed(one) for one in making.persons.values()), "Bo1 Quist", "A1", "A0"]
    before = found(kit, typed)
    assert all(before[words] for words in typed[:3])
    for kept, gone in order:
        one, other = (Person.objects.get(pk=making.persons[short].pk) for short in (kept, gone))
        done.append(merge(by=kit, keep=one, gone=other, first=lena))
        assert not _named(other.pk), "nothing points at it any more"
        states.append(stored())
    for joined in reversed(done):
        states.pop()
        apart = unmerge(by=kit, merge=joined)
        assert differing(states[-1], stored()) == {}
        assert not apart.added
        assert not apart.left
    ledgers(lines)
    assert found(kit, typed) == before


def _as_typed(person):
    return f"{person.given_names} {person.family_name} {person.born_on:%d/%m/%Y}"


def _named(pk):
    """Tables in which the id still stands where a record is pointed at."""
    columns = stored(but=BESIDE - {"activity.Deed", "people.FindKey"})
    return [label for label, rows in columns.items() if any(f'_id":"{pk}"' in row for row in rows)]


EVERYTHING = [Fact(verb, record, "b" if record == "a" else "a", "farah", 0) for verb in VERBS for record in "abc"]
REFUGE = [Fact("lives", "a", "b", "erin", 0), Fact("shielded", "b", "a", "erin", 1), Fact("lives", "c", "b", "erin", 0)]
TWICE = [Fact(verb, record, "c", "erin", 1) for verb in VERBS for record in "abc"]


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 6, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(drawn=facts(VERBS), order=ORDERS)
@example(drawn=EVERYTHING, order=[("a", "b"), ("a", "c")])
@example(drawn=EVERYTHING, order=[("b", "c"), ("a", "b")])
@example(drawn=TWICE, order=[("a", "b"), ("a", "c")])
@example(drawn=REFUGE, order=[("a", "b"), ("a", "c")])
@example(drawn=REFUGE, order=[("b", "c"), ("b", "a")])
def test_there_and_back_nothing_has_changed(world, drawn, order):
    with transaction.atomic():
        there_and_back(world, drawn, order)
        transaction.set_rollback(True)
    set_area(world.marlowe.pk)
