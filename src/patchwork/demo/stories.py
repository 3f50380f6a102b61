"""What an invented family's life may look like: stories, moods, and who looks in from outside. Data for the dice.

A *story* (protection, early help, a new baby, …) says which colleagues come into a family, a *mood* (lively, quiet,
forgotten, …) how its year went.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SAW = ("child_seen", "child_seen", "child_seen", "child_seen_alone")
SAW_OR_NOT = ("child_seen", "child_seen", "child_seen", "child_seen_alone", "adult_only", "no_access")
ADULT = ("adult_only", "adult_only", "phone_or_message")
THEM = ("child_seen", "child_seen", "phone_or_message")  # the grown-ups themselves, where they are who is helped
CALLED = ("phone_or_message",)


@dataclass(frozen=True, slots=True)
class Part:
    """One colleague in a story. `who`: practitioners, or services (with `role`) as a whole; one of them is drawn.

    `on`: each child, or the parent. `ages`: for children of these ages. `every`: days between contacts, 0 for none.
    """

    who: tuple[str, ...]
    chance: float = 1.0
    on: str = "child"
    ages: range = range(18)
    role: str = ""
    lead: bool = False
    every: int = 0
    kinds: tuple[str, ...] = SAW
    place: str = ""
    ground: str = ""
    audience: tuple[str, ...] = ()
    longest: int = 420


@dataclass(frozen=True, slots=True)
class Story:
    """What brings colleagues to a family, and how often such families are met."""

    share: int
    ages: range
    parts: tuple[Part, ...]
    adults_only: bool = False


SCHOOL = (
    Part(("amina", "amina", "harriet"), 0.62, ages=range(4, 12), every=24, place="school"),
    Part(("oakfield",), 0.2, ages=range(4, 12), role="class_teacher"),
    Part(("oakfield-nursery",), 0.5, ages=range(3, 4), role="nursery_worker"),
    Part(("rosie", "rosie", "sue"), 0.9, ages=range(12, 18), every=28, place="school"),
)
HEALTH = (
    Part(("hana", "bea", "bea"), 0.85, ages=range(5), every=35, place="home"),
    Part(("bilal",), 0.55, ages=range(5, 17), every=40, place="school"),
    Part(("george",), 0.3, every=75, kinds=("child_seen", "phone_or_message"), place="office"),
    Part(("nadeem",), 0.12, every=80, place="office"),
)
SOCIAL = ("erin", "marcus", "marcus", "ffion", "ffion")

MARLOWE = (
    Story(15, range(16), (
        Part(SOCIAL, lead=True, every=13, kinds=SAW_OR_NOT, place="home", longest=330), *SCHOOL, *HEALTH,
        Part(("steve", "dan", "dan"), 0.35, every=60, kinds=CALLED),
        Part(("tom", "wanda"), 0.45, every=10, kinds=SAW_OR_NOT, place="home", longest=150),
        Part(("farah",), 0.28, on="parent", every=16, kinds=THEM, place="office", longest=170, ground="own_agreement",
             audience=("council",)),
        Part(("outreach",), 0.2, on="parent", role="domestic_abuse_worker", every=21, kinds=THEM, longest=190,
             ground="significant_harm", audience=("council",)),
        Part(("chloe",), 0.2, on="parent", every=45, kinds=THEM, place="home", longest=240),
    )),
    Story(27, range(1, 16), (
        Part(("wanda", "tom", "tom"), lead=True, every=12, kinds=SAW_OR_NOT, place="home", longest=300),
        *SCHOOL, *HEALTH,
        Part(("jan",), 0.25, on="parent", every=25, kinds=THEM, place="home", longest=210),
        Part(("chloe",), 0.2, on="parent", every=40, kinds=THEM, place="home", longest=240),
        Part(("petra",), 0.2, ages=range(5, 16), every=20, kinds=ADULT, place="home"),
        Part(("food",), 0.15, on="parent", role="food_bank_coordinator", longest=160),
        Part(("farah",), 0.08, on="parent", every=20, kinds=THEM, place="office", longest=170, ground="own_agreement",
             audience=("council",)),
    )),
    Story(20, range(4), (
        Part(("hana", "bea"), lead=True, every=24, kinds=SAW_OR_NOT, place="home"),
        Part(("george",), 0.55, every=60, kinds=("child_seen",), place="office"),
        Part(("nadeem",), 0.2, every=45, place="office", longest=200),
        Part(("carys",), 0.5, on="parent", every=21, kinds=THEM, place="office", longest=160),
        Part(("jan",), 0.35, on="parent", every=20, kinds=THEM, place="home", longest=210),
        Part(("lucy",), 0.3, ages=range(2, 4), every=28, place="office"),
        Part(("tom",), 0.25, every=12, kinds=SAW_OR_NOT, place="home", longest=150),
    )),
    Story(20, range(5, 17), (
        *(replace(part, chance=1.0, lead=True) for part in SCHOOL if part.every),
        Part(("petra",), 0.45, every=18, kinds=ADULT, place="home"),
        Part(("bilal",), 0.4, every=35, place="school"),
        Part(("ivan",), 0.4, ages=range(11, 17), every=9, place="outside", longest=280),
        Part(("special-needs",), 0.3, role="special_needs_coordinator"),
        Part(("lucy",), 0.3, ages=range(4, 9), every=28, place="school"),
    )),
    Story(12, range(12, 18), (
        Part(("ivan",), lead=True, every=8, kinds=(*SAW, "child_seen_alone"), place="outside", longest=280), *SCHOOL,
        Part(("dan",), 0.4, every=30, kinds=("child_seen", "phone_or_message"), place="outside", longest=240),
        Part(("youth-justice",), 0.25, role="youth_justice_worker", ground="significant_harm", audience=("council",)),
        Part(("zoe",), 0.3, every=14, kinds=("child_seen_alone",), place="office", longest=300, ground="own_agreement",
             audience=("council",)),
        Part(("probation-team",), 0.1, on="parent", role="probation_officer", ground="significant_harm",
             audience=("council", "police")),
    )),
    Story(8, range(3, 17), (
        Part(("olu",), lead=True, every=30, place="home", longest=300), *SCHOOL, *HEALTH,
        Part(("nadeem",), 0.4, every=90, place="office"),
    )),
    Story(6, range(8, 17), (
        Part(("dev",), lead=True, every=12, place="outside", longest=210), *SCHOOL,
        Part(("adults",), 0.6, on="parent", role="adult_social_worker"),
        Part(("george",), 0.4, on="parent", every=60, kinds=THEM, place="office"),
    )),
    Story(8, range(2, 13), (
        Part(("nadeem",), lead=True, every=45, place="office"), *SCHOOL, *HEALTH,
        Part(("lucy",), 0.5, every=21, place="office"),
    )),
    Story(7, range(30, 85), (
        Part(("adults",), on="parent", role="adult_social_worker", lead=True),
        Part(("george",), 0.6, on="parent", every=50, kinds=THEM, place="office"),
        Part(("chloe",), 0.5, on="parent", every=40, kinds=THEM, place="home", longest=240),
    ), adults_only=True),
    Story(6, range(1, 15), (Part(SOCIAL, lead=True, every=16, kinds=SAW_OR_NOT, place="home", longest=200),)),
)  # fmt: skip

WATTLE_BAY = (
    Story(3, range(5), (
        Part(("priya",), lead=True, every=28, place="office", longest=180),
        Part(("minh",), 0.5, every=14, kinds=SAW_OR_NOT, place="home", longest=110),
    )),
    Story(2, range(5, 12), (
        Part(("kirra",), lead=True, every=21, place="school", longest=130),
        Part(("minh",), 0.6, every=14, kinds=SAW_OR_NOT, place="home", longest=110),
    )),
    Story(2, range(1, 14), (
        Part(("lachie",), lead=True, every=14, kinds=SAW_OR_NOT, place="home", longest=180),
        Part(("kirra",), 0.7, ages=range(5, 12), every=21, place="school", longest=130),
        Part(("priya",), 0.6, ages=range(5), every=28, place="office", longest=180),
    )),
)  # fmt: skip
STORIES = {"england": MARLOWE, "victoria": WATTLE_BAY}

LOOKERS = {
    "england": (("aoife", "in_front_of_me", "Came in tonight with a parent, small injury"),
                ("chloe", "who_to_call", "Neighbours heard shouting, want to know whom to call"),
                ("dan", "missing", "Not home at midnight, family called us"),
                ("nadeem", "referral", "The surgery has referred them to our clinic"),
                ("grace", "meeting", "Preparing the monthly meeting of community health"),
                ("steve", "police_investigation", "Linked to an inquiry we are running"),
                ("kit", "statutory_enquiry", "Strategy discussion this afternoon")),
    "victoria": (("sofia", "who_to_call", "A neighbour rang, worried about the children"),),
}  # fmt: skip
"""Who looks at people they do not work with, for what, in which words."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How a family's year went. `silent`: no contact for so many days; `still`: said "still working" so long ago."""

    share: int
    silent: tuple[int, int] = (0, 0)
    still: tuple[int, int] = (3, 80)
    attentions: float = 0.3
    newcomers: float = 0.1


MOODS = (
    Mood(62),
    Mood(11, attentions=0.9, newcomers=0.5),  # lively
    Mood(14, silent=(36, 95), attentions=0.1, newcomers=0.0),  # gone quiet
    Mood(8, silent=(90, 200), still=(95, 210), attentions=0.05, newcomers=0.0),  # nobody has said that they still do
    Mood(5, newcomers=1.0),  # just begun, not yet confirmed
)
