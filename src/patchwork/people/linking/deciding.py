"""From odds to verdicts: rules first, thresholds second.

Nearly every confident mistake is an unknown twin of a known child: one birthday, one surname, one home, odds far above
any threshold. Only the first name tells them apart, so it has to agree, and what looks like a slip of the pen but is a
name in its own right (Jayden and Hayden) does not.
"""

from __future__ import annotations

from typing import Any

from patchwork.people.linking.model import Model

SHOWN = 3
"""Candidates kept for each row."""
A_NAME_FROM = 2e-6
"""A spelling that this share of the people here bear, or one of them, is a name of its own and no slip of the pen."""

UNPLACED = 10.0
"""Bits that a name and a birthday must reach by themselves where no place is known of one of the two."""


def decide(con: Any, model: Model, predictions: str) -> None:
    """Make `verdicts`: a line for each row and candidate, with vetoes."""
    con.execute(f"CREATE TABLE judged AS {_judged(con, model, predictions)}")
    con.execute(_best(model))
    con.execute(_verdicts(model))


def _judged(con: Any, model: Model, predictions: str) -> str:
    is_ = _levels(model)
    people = con.execute("SELECT count(*) FROM base WHERE side = 1").fetchone()[0]
    borne = f"coalesce(p.tf_first_l, 0) * {people} >= {max(0.99, A_NAME_FROM * people)}"
    own_name = f"({borne} OR l.usual)"
    same_nhs = is_("nhs", "same")
    slip = is_("first", "spelled", "sound")
    same_start = (
        "(left(l.first, 1) = left(r.first, 1) OR left(l.first, 2) = right(left(r.first, 2), 1) || left(r.first, 1))"
    )
    small = (
        "NOT (starts_with(l.first, r.first) OR starts_with(r.first, l.first))"
        " AND (damerau_levenshtein(l.first, r.first) <= 1"
        " OR (l.f = r.f AND jaro_winkler_similarity(l.first, r.first) > 0.9))"
    )
    elsewise = is_("last", "same", "spelled") + " OR " + is_("place", "same")
    sure_without = f"{same_nhs} AND {is_('born', 'same', 'turned', 'digit')} AND ({elsewise})"
    first = f"""
        CASE WHEN l.half AND r.half THEN 'other_first_name'
             WHEN {is_("first", "same", "glued")} THEN NULL
             WHEN l.first IS NULL OR r.first IS NULL OR {is_("first", "initial")}
                 THEN CASE WHEN {sure_without} THEN NULL ELSE 'no_first_name' END
             WHEN {is_("first", "middle")} THEN 'middle_name_only'
             WHEN {is_("first", "known")} AND ({same_nhs} OR NOT ({borne})) THEN NULL
             WHEN {slip} AND NOT {own_name} AND ({same_nhs} OR ({same_start} AND {small})) THEN NULL
             WHEN {is_("first", "near")} AND NOT {own_name} AND {same_nhs} THEN NULL
             WHEN {same_nhs} THEN 'number_of_another'
             WHEN {is_("first", "known")} OR {slip} THEN 'similar_first_name'
             ELSE 'other_first_name' END"""
    alone = (
        f"NOT ({is_('nhs', 'same', 'mistyped')} OR {is_('number', 'same')} OR {is_('address', 'same', 'near')}"
        f" OR ({is_('middle', 'same')} AND {is_('born', 'same')}))"
    )
    vetoes = [
        first,
        f"CASE WHEN {is_('nhs', 'other')} THEN 'other_nhs_number' END",
        f"""CASE WHEN l.born IS NULL OR r.born IS NULL THEN 'no_birthday'
                 WHEN {is_("born", "year", "other")} AND NOT {same_nhs} THEN 'other_birthday' END""",
        f"""CASE WHEN {alone} AND ({is_("place", "other")}
                      OR ({is_("place", "none")} AND (p.match_weight < {UNPLACED} OR NOT {is_("born", "same")})))
                 THEN 'name_and_birthday_only' END""",
        f"CASE WHEN {is_('sex', 'other')} AND NOT {is_('first', 'same')} THEN 'other_sex' END",
    ]
    agreements = [
        f"CASE p.gamma_{each['name']} {' '.join(f'WHEN {value} THEN {code!r}' for value, code in _codes(each))} END"
        for each in model.comparisons
        if _codes(each)
    ]
    return f"""
        SELECT l.uid AS row_uid, r.uid AS known_uid, p.match_weight AS odds,
               list_filter([{", ".join(vetoes)}], lambda x: x IS NOT NULL) AS vetoes,
               list_filter([{", ".join(agreements)}], lambda x: x IS NOT NULL) AS agreements
        FROM {predictions} p JOIN compared l ON l.vid = p.vid_l JOIN compared r ON r.vid = p.vid_r
        WHERE NOT ({is_("nhs", "other")} AND ({is_("first", "other")} OR {is_("born", "year", "other")}))
    """


def _levels(model: Model) -> Any:
    """`is_("first", "same", "known")`: the condition that a comparison came out at one of these levels."""
    values = {(each["name"], level): value for each in model.comparisons for value, level in _named(each)}

    def is_(comparison: str, *levels: str) -> str:
        wanted = [str(values[comparison, level]) for level in levels if (comparison, level) in values]
        return f"p.gamma_{comparison} IN ({', '.join(wanted)})" if wanted else "false"

    return is_


def _named(comparison: dict[str, Any]) -> list[tuple[int, str]]:
    """Splink numbers levels from the last upwards; the empty one is -1."""
    levels = [level for level in comparison["levels"] if not level.get("empty")]
    return [(-1, "none"), *((len(levels) - 1 - at, level["name"]) for at, level in enumerate(levels))]


def _codes(comparison: dict[str, Any]) -> list[tuple[int, str]]:
    says = {level["name"]: level.get("says") for level in comparison["levels"]}
    return [(value, says[level]) for value, level in _named(comparison) if says.get(level)]


def _best(model: Model) -> str:
    """The best variant of each person, then the best persons of each row."""
    best_first = "OVER (PARTITION BY row_uid ORDER BY odds DESC, known_uid)"
    return f"""
        CREATE TABLE candidates AS
        SELECT *, row_number() {best_first} AS place,
               odds - lead(odds, 1, '-infinity'::DOUBLE) {best_first} AS ahead
        FROM (
            SELECT row_uid, known_uid, max(odds) AS odds,
                   arg_max(vetoes, odds - 0.001 * len(vetoes)) AS vetoes,
                   arg_max(agreements, odds - 0.001 * len(vetoes)) AS agreements
            FROM judged GROUP BY row_uid, known_uid
        ) QUALIFY place <= {SHOWN} AND (place = 1 OR odds >= {model.thresholds.review})
    """


def _verdicts(model: Model) -> str:
    at = model.thresholds
    return f"""
        CREATE TABLE verdicts AS
        WITH first_look AS (
            SELECT row_uid, known_uid, odds,
                   list_concat(vetoes, CASE WHEN odds >= {at.auto} AND ahead < {at.ahead}
                                            THEN ['too_close'] ELSE [] END) AS vetoes
            FROM candidates WHERE place = 1
        ), looked AS (
            SELECT *, odds >= {at.auto} AND len(vetoes) = 0 AS sure FROM first_look
        ), claims AS (
            SELECT row_uid, row_number() OVER (PARTITION BY known_uid ORDER BY odds DESC, row_uid DESC) AS turn
            FROM looked WHERE sure
        )
        SELECT row_uid,
               CASE WHEN sure AND turn = 1 THEN 'auto' WHEN odds >= {at.review} THEN 'review' ELSE 'new' END AS verdict,
               list_concat(vetoes, CASE WHEN turn > 1 THEN ['claimed_twice'] ELSE [] END) AS vetoes
        FROM looked LEFT JOIN claims USING (row_uid)
    """
