"""Who gets what at every address: decided from section 5 of the design, then asked of the real pages.

A page that answers differently is wrong until this table has been changed on purpose. An address that is not
here fails the tests. `docs/access.md` is written from this table.

Groups name the relation to Leo, whom every person's page below is about. Where a page is about somebody's own
row (an invitation, an attention), the row says whose it is.
"""

from __future__ import annotations

from tests.promises.sweep import (
    ABSENT,
    CARD,
    ELSEWHERE,
    EVERYONE,
    GET,
    NEVER,
    OK,
    POST,
    SIGN_IN,
    Row,
    everyone_but,
)

CONFIRMED = "amina bilal erin hana farah"  # Farah's own involvement is sensitive; what she may see is not less
LIVE = "ivan george dan"  # not yet confirmed, or with a live reason; Dan is of a kind the area restricts
ABOVE = "joy kit"  # supervisor and hub: team and visits, nothing inside
TEAM = f"{CONFIRMED} {LIVE} {ABOVE}"
OTHERS = "chloe lena"  # the card and no more
ADMINS = "moses nia"  # no person at all
PERSON_LESS = f"{ADMINS} priya postless"
IN_POST = everyone_but("postless")
OUTSIDE = "nobody"

SECTIONS: dict[str, list[Row]] = {
    "The frame": [
        Row("health", GET, "Is the server up? Says ok and nothing else", {OK: EVERYONE}),
        Row("health", POST, "", {NEVER: EVERYONE}),
    ],
    "Directory: services and colleagues, no person": [
        Row("directory", GET, "Find a service or a colleague", {OK: IN_POST, ABSENT: "postless", SIGN_IN: OUTSIDE}),
        Row(
            "service", GET, "One service of the area",
            {OK: everyone_but("postless priya"), ABSENT: "priya postless", SIGN_IN: OUTSIDE},
        ),
        Row(
            "practitioner", GET, "One colleague's contact card",
            {OK: everyone_but("postless priya"), ABSENT: "priya postless", SIGN_IN: OUTSIDE},
        ),
        Row("role", GET, "What a kind of role does", {OK: IN_POST, ABSENT: "postless", SIGN_IN: OUTSIDE}),
    ],
    "A person": [
        Row(
            "person", GET, "The person's page: the team and how to reach it",
            {OK: TEAM, CARD: OTHERS, ABSENT: PERSON_LESS, SIGN_IN: OUTSIDE}, shows=True,
        ),
        Row(
            "network", GET, "The team as a picture, with its list",
            {OK: TEAM, ABSENT: f"{OTHERS} {PERSON_LESS}", SIGN_IN: OUTSIDE}, shows=True,
        ),
        Row(
            "family_team", GET, "The teams of those relatives one may see, as one list",
            {OK: TEAM, ABSENT: f"{OTHERS} {PERSON_LESS}", SIGN_IN: OUTSIDE}, shows=True,
        ),
        Row(
            "person_activity", GET, "What happened in the network: joined, left, attentions, looks",
            {OK: TEAM, ABSENT: f"{OTHERS} {PERSON_LESS}", SIGN_IN: OUTSIDE}, shows=True,
        ),
    ],
    "My people": [
        Row("home", GET, "My people, newest change first", {OK: everyone_but(f"{ADMINS} postless"), ELSEWHERE: f"{ADMINS} postless", SIGN_IN: OUTSIDE}),
        Row("coverage", GET, "Which organisations are connected, since when, how fresh", {OK: IN_POST, ABSENT: "postless", SIGN_IN: OUTSIDE}),
    ],
}  # fmt: skip

TABLE = [row for rows in SECTIONS.values() for row in rows]
