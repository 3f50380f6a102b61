"""The wrong, the missed and the asked, to look at: for people made here only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from benchmarks.linking.lists import Case
from patchwork.people.linking import Linked

EXAMPLES = 25


def show(case: Case, found: Iterable[Linked]) -> None:
    """Group what was not as it should be by why, with some of each."""
    known = {person.person_id: person for person in case.known}
    groups: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for each in found:
        row = case.rows[each.row - 1]
        truth = case.truth[row.person_id]
        best = each.candidates[0].person_id if each.candidates else None
        hit = truth.in_known and best == truth.person_id
        if (each.verdict == "auto" and hit) or (each.verdict == "new" and not truth.in_known):
            continue
        kind = f"{each.verdict:6} {'right' if hit else 'other' if truth.in_known else 'absent'} {','.join(each.vetoes)}"
        groups[kind] += 1
        if len(examples[kind]) < EXAMPLES:
            lines = [f"    {each.odds:6.1f} row   {_say(row)}"]
            lines += [f"           true  {_say(known[truth.person_id])}"] if truth.in_known else []
            lines += [f"    {c.odds:6.1f} found {_say(known[c.person_id])} {' '.join(c.agreements)}"
                      for c in each.candidates[:2]]  # fmt: skip
            examples[kind].append("\n".join(lines))
    for kind, count in groups.most_common():
        print(f"{count:6} {kind}")
        print("\n".join(examples[kind]))


def _say(person: object) -> str:
    names = ("first", "middle", "last", "known_as", "former_last", "dob", "sex", "postcode", "nhs")
    return " | ".join(str(getattr(person, name)) for name in names)
