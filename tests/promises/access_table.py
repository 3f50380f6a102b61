"""Who gets what at every address: decided from section 5 of the design, then asked of the real pages.

A page that answers differently is wrong until this table has been changed on purpose. An address that is not
here fails the tests. `docs/access.md` is written from this table (`python -m tests.promises.access_doc`).

The groups name a relation to Leo, whom every person's page below is about. `page`, `deed` and `form` fill in
what is the same everywhere: who is not signed in is asked to sign in, who has no post is led to their posts, and
a method that an address does not take is not answered.
"""

# ruff: noqa: E501 - a row is a line
# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.promises.rows import (
    ABSENT,
    AGAIN,
    CARD,
    DONE,
    ELSEWHERE,
    GET,
    KEY,
    NEVER,
    OK,
    POST,
    REFUSED,
    SIGN_IN,
    Row,
    everyone_but,
    pressed,
)

CONFIRMED = "amina bilal erin hana"
FARAH = "farah"      # confirmed as well; her service is sensitive
IVAN = "ivan"        # has said so, not confirmed yet
REASON = "george"    # a live reason
DAN = "dan"          # a live reason too, of a kind the area restricts: the lead practitioner and no more
JOY, KIT = "joy", "kit"  # supervisor of Erin; the hub
OWEN = "owen"        # confirmed, but of a kind the area restricts: acts on his own part, not on the team
CHLOE = "chloe"      # no relation to Leo; has been invited by Amina and not answered
LENA = "lena"        # privacy officer
MOSES, NIA = "moses", "nia"  # administrators of Amina's school and of the area: no person at all
PRIYA = "priya"      # another area

MEMBERS = f"{CONFIRMED} {FARAH}"
TEAM = f"{MEMBERS} {IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT}"
ROWS = f"{MEMBERS} {IVAN} {REASON} {JOY} {KIT}"  # who sees an ordinary member's row: the team without Dan and Owen
STRANGERS = f"{MOSES} {NIA} {PRIYA}"
NO_TEAM = f"{CHLOE} {LENA} {STRANGERS}"
IN_POST = everyone_but("postless")
PRACTITIONERS = f"{TEAM} {CHLOE} {PRIYA}"


def but(names: str) -> str:
    """Everyone who acts in a post, without these."""
    return everyone_but(f"postless {names}")


def always(answers: Mapping[str, str], *, postless: str = ELSEWHERE, nobody: str = SIGN_IN) -> dict[str, str]:
    """The same for everyone without a post, and for everyone not signed in."""
    full = dict(answers)
    for answer, who in ((postless, "postless"), (nobody, "nobody")):
        full[answer] = f"{full.get(answer, '')} {who}"
    return full


def page(name: str, words: str, answers: Mapping[str, str], **more: Any) -> list[Row]:
    """A page that is only read."""
    shared = {key: more.pop(key) for key in ("postless", "nobody") if key in more}
    return [
        Row(name, GET, words, always(answers, **shared), **more),
        Row(name, POST, "", always({NEVER: IN_POST}), at=more.get("at", {})),
    ]


def deed(name: str, words: str, answers: Mapping[str, str], **more: Any) -> list[Row]:
    """A button without a page of its own."""
    return [Row(name, POST, words, always(answers), **more), Row(name, GET, "", always({NEVER: IN_POST}), at=more.get("at", {}))]


def form(name: str, words: str, shown: Mapping[str, str], done: Mapping[str, str], data: Any = None, **more: Any) -> list[Row]:
    """A page with a form that sends to the page's own address."""
    first = next(iter((shown.get(OK) or IN_POST).split()))
    shared = {key: more.pop(key) for key in ("postless", "nobody") if key in more}
    return [
        Row(name, GET, words, always(shown, **shared), **more),
        Row(name, POST, "… and does it", always(done, **shared), data=data if data is not None else pressed(first), **more),
    ]


def own(name: str, words: str, answer: str, *, posted: str = "", nobody: str = SIGN_IN, **more: Any) -> list[Row]:
    """What belongs to the account: the same for everyone signed in, with a post or without."""
    signed_in = everyone_but("")
    rows = [Row(name, GET, words, {answer: f"{signed_in} nobody"} if nobody == answer else {answer: signed_in, nobody: "nobody"}, at=more.get("at", {}))]
    after = more.get("nobody_posted", nobody)
    rows.append(Row(name, POST, "", {posted: f"{signed_in} nobody"} if after == posted else {posted: signed_in, after: "nobody"}, at=more.get("at", {})))
    return rows


def leo(rows: list[Row]) -> list[Row]:
    """Each of these shows or changes a person: it leaves exactly one audit event."""
    return [Row(**{**row.__dict__, "shows": NEVER not in row.answers}) for row in rows]


SEES = {OK: TEAM, ABSENT: NO_TEAM}

SECTIONS: dict[str, list[Row]] = {
    "A person: what is shown": leo([
        *page("card", "The card: names, age, and back only what was typed; never a place", {OK: f"{TEAM} {CHLOE} {LENA}", ABSENT: STRANGERS}),
        *page("person", "The team around the person and how to reach it", {OK: TEAM, CARD: f"{CHLOE} {LENA}", ABSENT: STRANGERS}),
        *page("network", "The team as a picture, with its list", SEES),
        *page("family_team", "The teams of those relatives one may see, as one list", SEES),
        *page("person_activity", "Joined, left, attentions, looks with purpose", SEES),
        *page("who_can_see", "Who can see this, and why; with only the card one is led to what the card's reader may know", {OK: TEAM, ELSEWHERE: f"{CHLOE} {LENA}", ABSENT: STRANGERS}),
        *page("who_can_see_card", "Who can see the card, and why: the same for every person", {OK: f"{TEAM} {CHLOE} {LENA}", ABSENT: STRANGERS}),
        *page("see_as", "What a kind of colleague would see; never more than oneself", {OK: f"{TEAM} {CHLOE} {LENA}", ABSENT: STRANGERS}),
        Row("print_people", GET, "The people around me: asks whether it is safe to show", always({OK: MEMBERS, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"})),
        Row("print_people", POST, "… the sheet itself", always({OK: MEMBERS, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"}), data=pressed("amina", reader=lambda s: str(s.arguments["person_id"]), is_safe="on")),
    ]),
    "A person: what is done": leo([
        *form("look", "Give a reason, for eight hours; who sees the team already is led there",
              {OK: CHLOE, ELSEWHERE: TEAM, ABSENT: f"{LENA} {STRANGERS}"}, {DONE: f"{TEAM} {CHLOE}", ABSENT: f"{LENA} {STRANGERS}"},
              pressed("chloe", purpose="about_to_see", words="I see the family at ten about their tenancy")),
        *form("declare", "Say that one works with the person; who has said so is led to the team",
              {OK: f"{REASON} {DAN} {JOY} {KIT} {CHLOE} {LENA}", ELSEWHERE: f"{MEMBERS} {OWEN} {IVAN}", ABSENT: STRANGERS},
              {DONE: f"{REASON} {DAN} {JOY} {KIT} {CHLOE}", OK: LENA, ELSEWHERE: f"{MEMBERS} {OWEN} {IVAN}", ABSENT: STRANGERS}),
        *form("log_contact", "Note a contact: who works with the person", SEES,
              {DONE: f"{MEMBERS} {OWEN} {IVAN}", AGAIN: f"{REASON} {DAN} {JOY} {KIT}", ABSENT: NO_TEAM}, pressed("amina", kind="child_seen")),
        *form("plan_contact", "Plan a contact: who works with the person", SEES,
              {DONE: f"{MEMBERS} {OWEN} {IVAN}", AGAIN: f"{REASON} {DAN} {JOY} {KIT}", ABSENT: NO_TEAM},
              pressed("amina", day_0="27", day_1="11", day_2="2026", quick="2026-11-27")),
        *deed("cancel_contact", "Take a contact back: who noted it (here Amina)", {DONE: "amina", ABSENT: but("amina")}),
        *form("invite", "Ask a colleague who is missing (here the GP); of a sensitive service only its audience",
              {OK: MEMBERS, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"},
              {DONE: CONFIRMED, AGAIN: FARAH, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"},
              pressed("amina", post=lambda s: str(s.world.posts["george"].pk), email=None)),
        *form("team_invitation", "Answer an invitation: whom it is to (here Chloe)", {OK: CHLOE, ABSENT: but(CHLOE)}, {DONE: CHLOE, ABSENT: but(CHLOE)}),
        *deed("withdraw_invitation", "Take an invitation back: who sent it (here Amina)", {DONE: "amina", ABSENT: but("amina")}),
        *form("raise_attention", "Raise attention with chosen members (here Bilal); Dan only with whom he sees, Farah only with her audience", SEES,
              {DONE: f"amina erin hana {IVAN} {REASON} {JOY} {KIT}", AGAIN: f"bilal {FARAH} {DAN} {OWEN}", ABSENT: NO_TEAM},
              pressed("amina", whom="chosen", members=lambda s: [str(s.world.posts["bilal"].pk)], category="call_me")),
        *deed("acknowledge", "Say that one has seen an attention: its recipients", {DONE: "amina bilal hana", ABSENT: but("amina bilal hana")}),
        *deed("withdraw_attention", "Take an attention back: who raised it (here Erin)", {DONE: "erin", ABSENT: but("erin")}),
        *form("correct_person", "Put names, birthday, address and numbers right: confirmed members",
              {OK: MEMBERS, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"}, {DONE: MEMBERS, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"}),
        *form("link_family", "Say who belongs to the family, among those one works with (Maya: only Erin does)",
              {OK: MEMBERS, ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"},
              {DONE: "erin", AGAIN: "amina bilal hana farah", ABSENT: f"{IVAN} {REASON} {DAN} {OWEN} {JOY} {KIT} {NO_TEAM}"},
              pressed("erin", other=lambda s: str(s.world.persons["maya"].pk), kind="other")),
        *form("moved", "The child has moved: the lead, the lead's supervisor or the hub", SEES,
              {DONE: f"erin {JOY} {KIT}", AGAIN: f"amina bilal hana {FARAH} {IVAN} {REASON} {DAN} {OWEN}", ABSENT: NO_TEAM}, pressed("erin", to="wattle-bay")),
    ]),
    "An involvement (here Amina's with Leo)": leo([
        *form("confirm_involvement", "Confirm a newcomer (here Ivan): a confirmed member of another organisation, or the newcomer's supervisor",
              {OK: ROWS, ABSENT: f"{DAN} {OWEN} {NO_TEAM}"},
              {DONE: "amina bilal hana", AGAIN: f"erin {FARAH} {IVAN} {REASON} {JOY} {KIT}", ABSENT: f"{DAN} {OWEN} {NO_TEAM}"}, at={"involvement_id": "provisional"}),
        *form("make_lead", "Hand on the lead: who leads, or the lead's supervisor", {OK: ROWS, ABSENT: f"{DAN} {OWEN} {NO_TEAM}"},
              {DONE: f"erin {JOY}", AGAIN: f"amina bilal hana {FARAH} {IVAN} {REASON} {KIT}", ABSENT: f"{DAN} {OWEN} {NO_TEAM}"}),
        *form("end_involvement", "End it: its holder", {OK: ROWS, ABSENT: f"{DAN} {OWEN} {NO_TEAM}"},
              {DONE: "amina", AGAIN: f"bilal erin hana {FARAH} {IVAN} {REASON} {JOY} {KIT}", ABSENT: f"{DAN} {OWEN} {NO_TEAM}"}, pressed("amina", reason="finished")),
        *deed("undo_end", "Take the end back: whose it was (here Hana's with Maya)", {DONE: "hana", ABSENT: but("hana")}, at={"involvement_id": "ended"}),
        *form("withdraw_agreement", "They take back their agreement to a sensitive record (here Farah's): its holder", {OK: FARAH, ABSENT: but(FARAH)},
              {DONE: FARAH, ABSENT: but(FARAH)}, pressed(FARAH, whom="everybody"), at={"involvement_id": "private"}),
        *form("hand_over", "Hand it over: its holder, to a colleague or the service", {OK: ROWS, ABSENT: f"{DAN} {OWEN} {NO_TEAM}"},
              {DONE: "amina", AGAIN: f"bilal erin hana {FARAH} {IVAN} {REASON} {JOY} {KIT}", ABSENT: f"{DAN} {OWEN} {NO_TEAM}"}, pressed("amina", to="service")),
        *form("still_working", "Still working with them? Its holder", {OK: ROWS, ABSENT: f"{DAN} {OWEN} {NO_TEAM}"},
              {DONE: "amina", AGAIN: f"bilal erin hana {FARAH} {IVAN} {REASON} {JOY} {KIT}", ABSENT: f"{DAN} {OWEN} {NO_TEAM}"}, pressed("amina", answer="yes")),
    ]),
    "Finding": [
        *form("find", "Find a person: at most five cards; administrators look for nobody", {OK: but(f"{MOSES} {NIA}"), ABSENT: f"{MOSES} {NIA}"},
              {OK: but(f"{MOSES} {NIA}"), ABSENT: f"{MOSES} {NIA}"}, {"q": "Leo Hartley"}),
        *form("add_person", "Add somebody who is not here yet", {OK: PRACTITIONERS, ABSENT: f"{LENA} {MOSES} {NIA}"},
              {DONE: PRACTITIONERS, ABSENT: f"{LENA} {MOSES} {NIA}"}, pressed("amina", given_names="Zebedee", family_name="Quillfeather", born_day="4", born_month="2", born_year="2019")),
    ],
    "My own": [
        *page("home", "My people, newest change first; administrators have none and are led to the directory", {OK: but(f"{MOSES} {NIA}"), ELSEWHERE: f"{MOSES} {NIA}"}),
        *page("attentions", "What waits for me, and what I sent", {OK: IN_POST}),
        *deed("notices_read", "Mark my notices as read", {DONE: IN_POST}),
        *deed("notice_read", "Mark a notice as read: whose it is (here Amina's)", {DONE: "amina", ABSENT: but("amina")}),
        *page("team_desk", "The people of those I supervise", {OK: JOY, ABSENT: but(JOY)}),
        *page("who_can_see_lists", "Who can see the people in lists, and why", {OK: IN_POST}),
        *page("coverage", "Which organisations are connected, since when, how fresh", {OK: IN_POST}),
        *form("my_card", "My contact card", {OK: IN_POST}, {DONE: IN_POST}),
        *deed("undo_card", "My card as it was", {DONE: IN_POST}),
        *form("ask_in", "Ask a colleague into my own service", {OK: IN_POST}, {DONE: IN_POST}, pressed("amina", email="new@somewhere.example", role="class_teacher")),
        *deed("take_back_invitation", "Take such an invitation back: who sent it (here Moses)", {DONE: MOSES, ABSENT: but(MOSES)}),
        *deed("count", "A call was started: counted without a name", {DONE: IN_POST}),
        *deed("was_it_useful", "The answer to the one question", {DONE: IN_POST}),
        *own("switch_post", "Choose the post to act in", OK, posted=AGAIN),
        *own("preferences", "Language, ways to sign in, where else I am signed in", OK, posted=DONE),
        *own("end_other_sessions", "Sign out everywhere else", NEVER, posted=DONE),
        *own("unlock", "Unlock a phone; who is not locked out is led on", ELSEWHERE, posted=ELSEWHERE),
    ],
    "Directory: services and colleagues, no person": [
        *page("directory", "Find a service or a colleague", {OK: IN_POST}),
        *page("service", "One service of the area", {OK: but(PRIYA), ABSENT: PRIYA}),
        *page("practitioner", "One colleague's contact card", {OK: but(PRIYA), ABSENT: PRIYA}),
        *page("role", "What a kind of role does", {OK: IN_POST}),
        *page("photo", "A colleague's face, kept by the browser", {OK: but(PRIYA), ABSENT: PRIYA}),
    ],
    "Protecting a person: shield, exclusion, emergency": [*leo([
        *form("shield", "Protection: confirmed members ask for it, the hub and the privacy officer set it",
              {OK: f"{TEAM} {LENA}", ABSENT: f"{CHLOE} {STRANGERS}"},
              {DONE: f"{MEMBERS} {KIT} {LENA}", AGAIN: f"{IVAN} {REASON} {DAN} {OWEN} {JOY}", ABSENT: f"{CHLOE} {STRANGERS}"},
              pressed("amina", kind="other", why="His father has threatened to take him away")),
        *form("decline_shield", "Say no to protection that was asked for (here for Leo)", {OK: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")},
              {DONE: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")}, pressed("lena", why="There is an order of the court already")),
        *deed("shield_list", "Put a colleague on the named list of a protected record: the privacy officer, or the hub where it is on the list",
              {DONE: LENA, ABSENT: but(LENA)}, data={"add": "amina@oakfield-school.example"}, at={"person_id": "shielded"}),
        *form("exclude", "Shut the record to oneself (\"he is my nephew\"), or ask that it be shut to a colleague",
              {OK: f"{TEAM} {CHLOE} {LENA}", ABSENT: STRANGERS}, {DONE: f"{TEAM} {CHLOE} {LENA}", ABSENT: STRANGERS}, pressed("chloe", whom="me", tie="relative")),
        *form("emergency", "Break-glass: posts that were given it beforehand, and the hub", {OK: KIT, ABSENT: but(KIT)}, {DONE: KIT, ABSENT: but(KIT)},
              pressed("kit", purpose="danger", words="Found alone in the street at night", is_me="on")),
        *deed("show_in_emergency", "Open the next of those it covers; here it is over, and nothing is there for anybody", {ABSENT: IN_POST}),
        *deed("leave_emergency", "Leave it: whoever opened it (here Kit)", {DONE: KIT, ABSENT: but(KIT)}),
        *page("emergency_waiting", "Whether a colleague has answered: whoever asked (here Kit); it leads on when it no longer waits",
              {ELSEWHERE: KIT, ABSENT: but(KIT)}),
        *form("review_emergency", "Review it: the privacy officer", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)},
              pressed("lena", outcome="needed", words="It was right to open it")),
        *form("review_exclusion", "Decide an exclusion: the privacy officer", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)},
              pressed("lena", keep="yes", words="She told me herself")),
        *deed("answer_same_person", "Two records that may be one: the hub says; where a veto speaks against it, the privacy officer or another of the hub after it", {DONE: KIT, ABSENT: but(KIT)}, data={"answer": "leave"}),
        *deed("reopen_same_person", "Take such an answer back: the hub", {DONE: KIT, ABSENT: but(KIT)}, at={"question_id": "answered"}),
        *form("merge", "Two records that were joined, and taking them apart again: the hub", {OK: KIT, ABSENT: but(KIT)}, {DONE: KIT, ABSENT: but(KIT)}, pressed("kit", then="two")),
        *deed("settle_added", "Whose is what was added while two records were one: the hub", {DONE: KIT, ABSENT: but(KIT)}, data={"whose": "stays"}, at={"merge_id": "undone"}),
    ]),
        *form("answer_emergency", "From the fourth in a day: another post with the power agrees or says no, and does not learn of whom",
              {OK: KIT, ABSENT: but(KIT)}, {DONE: KIT, ABSENT: but(KIT)}, pressed("kit", agree="yes", is_me="on"), at={"glass_id": "waiting_glass"}),
        *page("emergencies", "All emergency access of the area", {OK: LENA, ABSENT: but(LENA)}),
        *page("exclusions", "All exclusions of the area", {OK: LENA, ABSENT: but(LENA)}),
        *page("shields", "Protection asked for, and protected records", {OK: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")}),
        *page("same_persons", "Pairs that may be one person: the hub; the privacy officer, those that wait for a second person; who manages a service, the rows of its lists", {OK: f"{KIT} {LENA} {JOY}", ABSENT: but(f"{KIT} {LENA} {JOY}")}),
        *deed("answer_list_row", "A row of a list that may be somebody who is here: who manages the service (here Joy) says", {DONE: JOY, ABSENT: but(JOY)}, data={"answer": "leave"}),
        *page("same_decisions", "What was decided about pairs, with the way back: the hub; who manages a service, of its lists", {OK: f"{KIT} {JOY}", ABSENT: but(f"{KIT} {JOY}")}),
        *deed("take_back_list_row", "Take back what was said of a row: who manages the service (here Joy)", {DONE: JOY, ABSENT: but(JOY)}),
        *form("my_relatives", "People I know privately: whether they are here is never answered", {OK: but(f"{MOSES} {NIA}"), ABSENT: f"{MOSES} {NIA}"},
              {DONE: but(f"{MOSES} {NIA}"), ABSENT: f"{MOSES} {NIA}"},
              pressed("amina", given_names="Orla", family_name="Quist", born_day="4", born_month="2", born_year="2015", tie="relative")),
        *deed("take_back_relative", "Take that back: who said it (here Amina)", {DONE: "amina", ABSENT: but("amina")}),
    ],
    "Lists: a service's own caseload, for whoever manages the service (here Joy's)": [
        *page("lists", "What was sent, and what came of it", {OK: JOY, ABSENT: but(JOY)}),
        *form("send_list", "Send a list", {OK: JOY, ABSENT: but(JOY)}, {DONE: JOY, ABSENT: but(JOY)},
              pressed(JOY, file=lambda s: SimpleUploadedFile("list.csv", b"Name,Date of birth\nTomos Vaughan,29/02/2016\n"))),
        *page("list_template", "The template: headings and no row", {OK: JOY, ABSENT: but(JOY)}),
        *page("list", "One list, row by row: what its own file says, and what would come of it", {OK: JOY, ABSENT: but(JOY)}),
        *page("list_problems", "What was refused or left out, by number of row", {OK: JOY, ABSENT: but(JOY)}),
        *form("name_columns", "Say what each column is", {OK: JOY, ABSENT: but(JOY)}, {DONE: JOY, ABSENT: but(JOY)}, at={"upload_id": "upload_mapping"}),
        *deed("name_columns_again", "Back to the columns", {DONE: JOY, ABSENT: but(JOY)}, at={"upload_id": "upload_checked"}),
        *deed("compare_list", "Compare it with who is here", {DONE: JOY, ABSENT: but(JOY)}, at={"upload_id": "upload_checked"}),
        *deed("apply_list", "Do what the preview says", {DONE: JOY, ABSENT: but(JOY)}),
        *form("undo_list", "Take a list back", {OK: JOY, ABSENT: but(JOY)}, {DONE: JOY, ABSENT: but(JOY)}, at={"upload_id": "upload_done"}),
        *form("drop_list", "Throw a list away before it is applied", {OK: JOY, ABSENT: but(JOY)}, {DONE: JOY, ABSENT: but(JOY)}),
        *page("organisation_lists", "How an organisation's lists stand, in numbers (here Amina's school): its own administrator", {OK: MOSES, ABSENT: but(MOSES)}),
        *form("list_settings", "How the lists of one service are read", {OK: MOSES, ABSENT: but(MOSES)}, {DONE: MOSES, ABSENT: but(MOSES)}),
        *form("make_list_key", "A key for a system of the organisation: its text is shown this once", {OK: MOSES, ABSENT: but(MOSES)}, {OK: MOSES, ABSENT: but(MOSES)}, pressed(MOSES, name="nightly")),
        *deed("revoke_list_key", "Take a key back", {DONE: MOSES, ABSENT: but(MOSES)}),
        *own("send_caseload", "A system sends a list: with a key, never with a session", NEVER, posted=KEY, nobody=NEVER, nobody_posted=KEY),
        *own("caseload", "How that list stands, in numbers: with a key", KEY, posted=NEVER, nobody=KEY, nobody_posted=NEVER),
    ],
    "The broker": [*leo([
        *form("ask_broker", "Ask whether another service should be in touch: everyone who sees the team, about everyone, with the same answer", SEES,
              {DONE: TEAM, ABSENT: NO_TEAM}, pressed("amina", words="His mother is often asleep when he comes home")),
        *form("broker_passing", "Decide whether to be in touch: the hidden service that was asked (here Farah), later its safeguarding lead",
              {OK: FARAH, ABSENT: but(FARAH)}, {DONE: FARAH, ABSENT: but(FARAH)}, pressed(FARAH, decision="declined", reason="She would stop coming")),
    ]),
        *page("broker_desk", "The broker's desk (nobody in this cast is one): that a request exists and whom to pass it to", {ABSENT: IN_POST}),
        *deed("broker_pass", "Pass a request on: a broker", {ABSENT: IN_POST}),
        *deed("broker_handed_on", "The answer was given to the one who asked: a broker", {ABSENT: IN_POST}),
    ],
    "Desks: who looked, and what stands out": [
        *page("hub_desk", "What waits for the hub", {OK: KIT, ABSENT: but(KIT)}),
        *page("privacy_desk", "What waits for the privacy officer", {OK: LENA, ABSENT: but(LENA)}),
        *page("looked", "Who searched and opened whom; for the hub without what sensitive services do", {OK: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")}),
        *page("provisional", "Who said that they work with someone and is not confirmed yet", {OK: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")}),
        *page("hub_broker", "Requests to the broker; a service's no, with its reason, for the hub", {OK: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")}),
        *form("hits", "What stands out, with its events; going through the record now is the privacy officer's", {OK: f"{KIT} {LENA}", ABSENT: but(f"{KIT} {LENA}")}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA)),
        *form("close_hit", "Say what it was", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA, words="Her own nephew; an exclusion is set")),
        *form("was_it_you", "Was it you? Whoever opened people they do not work with (here Amina)", {OK: "amina", ABSENT: but("amina")}, {DONE: "amina", ABSENT: but("amina")}, pressed("amina", was_me="yes")),
        *deed("looked_into", "Somebody's \"it was not me\" is followed up", {DONE: LENA, ABSENT: but(LENA)}, at={"note_id": "not_me"}),
        *form("team_limits", "Unlock a limit: the supervisor (here of Erin); for who has none, the privacy officer", {OK: f"{JOY} {LENA}", ABSENT: but(f"{JOY} {LENA}")}, {DONE: JOY, ABSENT: but(JOY)},
              pressed(JOY, post=lambda s: str(s.world.posts["erin"].pk), limit="searches")),
    ],
    "Subject access: what is held about somebody, given to them": [
        *leo(form("open_subject_case", "Somebody asks for what is held about the person: the privacy officer opens a case (here one is open already)",
              {OK: LENA, ABSENT: but(LENA)}, {AGAIN: LENA, ABSENT: but(LENA)}, pressed(LENA, asked_by="self", who_words="He asks himself", received_on_day="25", received_on_month="11", received_on_year="2026"))),
        *page("subject_cases", "All requests", {OK: LENA, ABSENT: but(LENA)}),
        *form("subject_case", "One request: what is still missing before release; closing it", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}),
        *form("subject_step", "Answer one of the steps before release", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA, answer="document"), at={"kind": "identity"}),
        *form("subject_items", "Everything held, and what is withheld: content, only inside an open case", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)},
              pressed(LENA, item=lambda s: f"people.Person:{s.arguments['person_id']}:sex", withhold="yes", reason="harm")),
        *page("subject_preview", "The file as the family will read it", {OK: LENA, ABSENT: but(LENA)}),
        *form("subject_download", "The file itself, with a fresh second factor; here the steps are not answered yet", {OK: LENA, ABSENT: but(LENA)}, {AGAIN: LENA, ABSENT: but(LENA)}, pressed(LENA, form="page", is_me="on")),
        *form("subject_correct", "Something in the record is wrong", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA, words="The surname has another letter")),
        *form("subject_corrected", "… and what became of it", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA, outcome="corrected", words="The school has put it right")),
        *form("subject_keep", "Hold or restrict the record", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA, kind="hold", words="An inquiry has been announced")),
        *form("subject_erase", "What erasing would do; here colleagues work with the person, and it is not done", {OK: LENA, ABSENT: but(LENA)}, {AGAIN: LENA, ABSENT: but(LENA)}, {"ground": "error", "typed": "Leo Hartley", "is_me": "on"}),
    ],
    "Desks: hub and privacy officer": [
        *form("moved_here", "Children who moved here: whom to call, and nothing about the child", {OK: KIT, ABSENT: but(KIT)}, {DONE: KIT, ABSENT: but(KIT)}),
        *page("objections", "Who said no, for the privacy officer to answer", {OK: LENA, ABSENT: but(LENA)}),
        *leo(form("record_objection", "Note that somebody no longer agrees: the privacy officer", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed(LENA, whom="everybody"))),
        *form("answer_objection", "Answer an objection", {OK: LENA, ABSENT: but(LENA)}, {DONE: LENA, ABSENT: but(LENA)}, pressed("lena", answer="Explained why, and what is shown to whom")),
    ],
}

ORGANISATION = {OK: f"{MOSES} {NIA}", ABSENT: but(f"{MOSES} {NIA}")}
ORGANISATION_DOES = {DONE: f"{MOSES} {NIA}", ABSENT: but(f"{MOSES} {NIA}")}
ORGANISATION_AGAIN = {AGAIN: f"{MOSES} {NIA}", ABSENT: but(f"{MOSES} {NIA}")}
AREA = {OK: NIA, ABSENT: but(NIA)}
AREA_DOES = {DONE: NIA, ABSENT: but(NIA)}
DECIDERS = {OK: f"{LENA} {MOSES} {NIA}", ABSENT: but(f"{LENA} {MOSES} {NIA}")}
WHY = "It is needed for a test"

SECTIONS |= {
    "Desk of an organisation (here Amina's school; no person)": [
        *page("organisation_desk", "How one's own organisation stands", {OK: MOSES, ABSENT: but(MOSES)}),
        *form("change_organisation", "Its name and website", ORGANISATION, ORGANISATION_DOES),
        *page("organisation_services", "Its services", ORGANISATION),
        *form("add_service", "Add a service", ORGANISATION, ORGANISATION_DOES, pressed(MOSES, name="Breakfast Club", kind="school")),
        *form("change_service", "A service's contact details", ORGANISATION, ORGANISATION_DOES),
        *form("service_kind", "Ask a second person to change what a service is", ORGANISATION, ORGANISATION_DOES, pressed(MOSES, is_sensitive="on", why=WHY)),
        *form("close_service", "Close a service; not while people hold posts in it", ORGANISATION, ORGANISATION_AGAIN),
        *form("reopen_service", "Open a service again", ORGANISATION, ORGANISATION_DOES),
        *page("organisation_posts", "Who holds which post", ORGANISATION),
        *form("go_live", "Who answers for each text an organisation adopts before it is live", ORGANISATION, ORGANISATION_DOES, pressed(MOSES, texts="dpia", adopted_by="Sue Bell, head teacher")),
        *form("take_back_adoption", "Noted by mistake; not once it is live", ORGANISATION, ORGANISATION_AGAIN, at={"text": "dpia"}),
        *form("review_posts", "Tick who still needs their post; not one's own", ORGANISATION, ORGANISATION_DOES, pressed(MOSES, posts=lambda s: str(s.world.posts["amina"].pk))),
        *page("desk_post", "One post", ORGANISATION),
        *form("end_post", "End a post", ORGANISATION, ORGANISATION_DOES),
        *form("suspend_post", "Suspend a post at once", ORGANISATION, ORGANISATION_DOES),
        *form("resume_post", "Take a post up again", ORGANISATION, ORGANISATION_DOES),
        *form("reconfirm_post", "This post is still needed", ORGANISATION, ORGANISATION_DOES),
        *form("move_supervisor", "Under whom a post stands", ORGANISATION, ORGANISATION_DOES),
        *form("give_powers", "Ask a second person to give rights", ORGANISATION, ORGANISATION_DOES, pressed(MOSES, powers="supervisor", why=WHY)),
        *form("take_power", "Take a right away (here Moses's; not one's own)", ORGANISATION, {DONE: NIA, AGAIN: MOSES, ABSENT: but(f"{MOSES} {NIA}")}, at={"post_id": "moses_post"}),
        *form("reset_second_factor", "Ask a second person to reset a second factor (here there is none)", ORGANISATION, ORGANISATION_AGAIN, pressed(MOSES, why=WHY)),
        *page("organisation_invitations", "Who has been asked and has not joined yet", ORGANISATION),
        *form("invite_colleague", "Invite a work e-mail address", ORGANISATION, ORGANISATION_DOES,
              pressed(MOSES, email="new@oakfield-school.example", service=lambda s: str(s.arguments["service_id"]), role="class_teacher")),
        *form("withdraw_colleague_invitation", "Take an invitation to join back", ORGANISATION, ORGANISATION_DOES),
        *form("resend_invitation", "Send the link again", ORGANISATION, ORGANISATION_DOES),
        *form("organisation_domains", "Its mail domains; another one takes two people", ORGANISATION, ORGANISATION_DOES, pressed(MOSES, domain="second.example", why=WHY)),
        *form("drop_domain", "Take a mail domain off the list", ORGANISATION, ORGANISATION_DOES),
    ],
    "Desk of the area (no person)": [
        *page("area_desk", "How the partnership stands", AREA),
        *form("area_settings", "Name, hub, intervals", AREA, AREA_DOES),
        *form("area_layers", "Ask a second person to switch layers", AREA, AREA_DOES, pressed(NIA, last="talk", why=WHY)),
        *form("area_pack", "Ask a second person to change the jurisdiction pack", AREA, AREA_DOES, pressed(NIA, jurisdiction="victoria", why=WHY)),
        *page("area_organisations", "Who takes part", AREA),
        *form("add_organisation", "Add an organisation", AREA, AREA_DOES, pressed(NIA, name="Harbour Trust", kind="charity")),
        *page("area_organisation", "One organisation", AREA),
        *form("change_partnership", "Agreement, live date, coverage", AREA, AREA_DOES),
        *page("area_posts", "Who holds which post in the area", AREA),
        *page("area_invitations", "Who has been asked to join, in the area", AREA),
        *page("impact", "Figures of use and effect, without names", AREA),
        *page("impact_file", "The same as a file", AREA),
    ],
    "What takes two people": [
        *page("proposals", "What waits for a second person", DECIDERS),
        *form("proposal", "Decide about a change (here asked for by the area's administrator)", DECIDERS,
              {DONE: f"{LENA} {MOSES}", AGAIN: NIA, ABSENT: but(f"{LENA} {MOSES} {NIA}")}, pressed(LENA, agree="yes")),
        *form("withdraw_proposal", "Take back what one has asked for", DECIDERS, {DONE: NIA, AGAIN: f"{LENA} {MOSES}", ABSENT: but(f"{LENA} {MOSES} {NIA}")}),
        *form("agree_to_invitation", "Agree to an address outside the organisation's domains: the area's administrator",
              AREA, AREA_DOES, at={"colleague_invitation_id": "foreign_address"}),
    ],
    "Signing in, and the account": [
        *own("account_login", "Sign in", ELSEWHERE, posted=ELSEWHERE, nobody=OK),
        *own("account_logout", "Sign out", OK, posted=ELSEWHERE, nobody=ELSEWHERE),
        *own("account_signup", "There is no signing up: by invitation only", ELSEWHERE, posted=ELSEWHERE, nobody=OK),
        *own("account_inactive", "The account is suspended", OK, posted=NEVER, nobody=OK, nobody_posted=NEVER),
        *own("account_reauthenticate", "Enter the password again (the cast has none)", REFUSED, posted=REFUSED),
        *own("account_change_password", "Change the password (the cast has none yet)", ELSEWHERE, posted=ELSEWHERE),
        *own("account_set_password", "Set a first password", OK, posted=OK),
        *own("account_reset_password", "Forgotten password", OK, posted=OK, nobody=OK),
        *own("account_reset_password_done", "The mail is on its way, if there is such an account", OK, posted=NEVER, nobody=OK, nobody_posted=NEVER),
        *own("account_reset_password_from_key", "The link of that mail (here a wrong one)", OK, posted=OK, nobody=OK),
        *own("account_reset_password_from_key_done", "The password is changed", OK, posted=NEVER, nobody=OK, nobody_posted=NEVER),
        *own("mfa_authenticate", "The second factor", ELSEWHERE, posted=ELSEWHERE, nobody=ELSEWHERE),
        *own("second_factor", "Choose a second factor; there is no way past it", ELSEWHERE, posted=NEVER),
        *own("mfa_index", "My second factors", OK, posted=NEVER),
        *own("mfa_reauthenticate", "Show the second factor again (the cast has none)", REFUSED, posted=REFUSED),
        *own("mfa_activate_totp", "Set up an authenticator app", OK, posted=OK),
        *own("mfa_deactivate_totp", "Take the app off (there is none)", ABSENT, posted=ABSENT),
        *own("mfa_view_recovery_codes", "Recovery codes (there are none)", ABSENT, posted=NEVER),
        *own("mfa_generate_recovery_codes", "New recovery codes", OK, posted=OK),
        *own("mfa_download_recovery_codes", "Recovery codes as a file (there are none)", ABSENT, posted=ABSENT),
        *own("mfa_list_webauthn", "My passkeys", OK, posted=NEVER),
        *own("mfa_add_webauthn", "Add a passkey", OK, posted=OK),
        *own("mfa_login_webauthn", "Sign in with a passkey", ELSEWHERE, posted=ELSEWHERE, nobody=ELSEWHERE),
        *own("mfa_reauthenticate_webauthn", "Show a passkey again (the cast has none)", REFUSED, posted=REFUSED),
        *own("mfa_remove_webauthn", "Remove a passkey (of somebody else)", ABSENT, posted=ABSENT),
        *own("mfa_edit_webauthn", "Name a passkey (of somebody else)", ABSENT, posted=ABSENT),
        *own("join", "The link of an invitation (here a wrong one)", ABSENT, posted=ABSENT, nobody=ABSENT),
    ],
    "Without signing in, and in a demonstration only": [
        *own("health", "Is the server up? Says ok and nothing else", OK, posted=OK, nobody=OK),
        *own("demo_sign_in", "Sign in as one of the cast: only in a demonstration", ABSENT, posted=ABSENT, nobody=ABSENT),
        *form("demo_list", "An invented list to try: only in a demonstration", {ABSENT: IN_POST}, {ABSENT: IN_POST}, {}),
        *own("demo_mail", "Read the mails sent: only in a demonstration", ABSENT, posted=ABSENT, nobody=ABSENT),
        *own("demo_one_mail", "Read one: only in a demonstration", ABSENT, posted=ABSENT, nobody=ABSENT),
        *own("demo_mail_as_html", "Read one as it looks: only in a demonstration", ABSENT, posted=ABSENT, nobody=ABSENT),
    ],
}

TABLE = [row for rows in SECTIONS.values() for row in rows]
