"""Invented people, addresses and numbers: plausible enough to feel real, made so that they can be nobody's.

Every name is drawn from lists and every number from ranges that are never given to anyone:

- NHS numbers begin with 999, the range kept for tests, with a right check digit;
- pupil numbers name the local authority 999, which does not exist;
- telephone numbers are those the regulators keep for drama (Ofcom, ACMA);
- e-mail addresses end in `.example` (RFC 2606); British postcodes begin with ZM, Australian ones with 01, which do not
  exist; streets are made of words.

A likeness to a living person is chance. Every choice comes from the `random.Random` given, so a seed makes one world.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.gb import nhs, upn

MARK = "invented"
"""What a row made here is marked with, wherever the demo can say so."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Names that go together in one place: given names by sex, family names, and how often they are drawn."""

    share: int
    girls: Sequence[str]
    boys: Sequence[str]
    families: Sequence[str]


# fmt: off
ENGLISH = Stock(
    share=50,
    girls=("Ada", "Alice", "Amber", "Bethan", "Chloe", "Daisy", "Edith", "Ellie", "Faye", "Freya", "Gemma", "Grace",
           "Hazel", "Holly", "Imogen", "Ivy", "Jade", "Jessica", "Kayleigh", "Lacey", "Lily", "Lottie", "Mabel",
           "Millie", "Nell", "Olive", "Orla", "Paige", "Phoebe", "Poppy", "Rosie", "Ruby", "Sadie", "Scarlett", "Skye",
           "Tia", "Tilly", "Violet", "Willow", "Zara"),
    boys=("Alfie", "Archie", "Arthur", "Bobby", "Callum", "Charlie", "Connor", "Declan", "Dylan", "Elliot", "Ethan",
          "Finley", "Frankie", "Freddie", "Harley", "Harvey", "Jack", "Jaxon", "Jenson", "Joe", "Kai", "Kian", "Lewis",
          "Logan", "Louie", "Mason", "Max", "Nathan", "Noah", "Oscar", "Ralph", "Reggie", "Riley", "Ronnie", "Rory",
          "Stanley", "Theo", "Toby", "Tyler", "Zac"),
    families=("Abbott", "Ashdown", "Barlow", "Beckett", "Birch", "Bramley", "Brock", "Burrows", "Catchpole", "Clay",
              "Cobbold", "Corby", "Crabtree", "Dale", "Drake", "Eldridge", "Fenn", "Fletcher", "Garland", "Gilbey",
              "Hallam", "Hawthorne", "Hobday", "Holt", "Ingram", "Jessop", "Kemp", "Kettle", "Lockwood", "Lovell",
              "Marsh", "Moss", "Nettleton", "Oakes", "Ogden", "Parrish", "Peel", "Pike", "Plum", "Quill", "Rudge",
              "Sallow", "Sharp", "Skelton", "Snowdon", "Sparrow", "Stubbs", "Tanner", "Thorne", "Tilley", "Underhill",
              "Vickers", "Wain", "Whitlock", "Wick", "Wren", "Yardley"),
)
WELSH = Stock(
    share=6,
    girls=("Angharad", "Carys", "Cerys", "Eleri", "Ffion", "Gwen", "Lowri", "Mali", "Nia", "Seren"),
    boys=("Aled", "Emrys", "Gethin", "Gruffydd", "Ieuan", "Iwan", "Llew", "Macsen", "Rhodri", "Tomos"),
    families=("ap Rhys", "Bevan", "Bowen", "Cadwallader", "Gwilym", "Llewellyn", "Meredith", "Prosser", "Pugh",
              "Vaughan"),
)
IRISH = Stock(
    share=5,
    girls=("Aoife", "Ciara", "Niamh", "Róisín", "Saoirse", "Sinéad"),
    boys=("Cian", "Conall", "Donnacha", "Oisín", "Ruairí", "Seán"),
    families=("Ó Briain", "O'Dowd", "O'Hare", "O'Shea", "McGinty", "McNulty", "Fitzgibbon"),
)
POLISH = Stock(
    share=8,
    girls=("Agnieszka", "Hanna", "Jagoda", "Kinga", "Maja", "Oliwia", "Wiktoria", "Zofia"),
    boys=("Bartosz", "Filip", "Jakub", "Kacper", "Łukasz", "Mateusz", "Szymon", "Wojciech"),
    families=("Brzeziński", "Dąbek", "Gołąb", "Jaworska", "Kulesza", "Pawlak", "Szczepanik", "Wróbel", "Żuk"),
)
SOUTH_ASIAN = Stock(
    share=13,
    girls=("Aisha", "Anjali", "Fatima", "Gurpreet", "Iqra", "Jasleen", "Kavya", "Maryam", "Nusrat", "Priti", "Rukhsana",
           "Simran", "Thilini", "Zainab"),
    boys=("Aarav", "Adil", "Bilal", "Dev", "Hamza", "Imran", "Jaspal", "Kiran", "Mohammed", "Muhammad", "Nadeem",
          "Rahul", "Tariq", "Yusuf"),
    families=("Ahmed", "Begum", "Bhatti", "Chaudhry", "D'Souza", "Dhillon", "Gill", "Hussain", "Islam", "Kaur",
              "Malik", "Mistry", "Parmar", "Rahman", "Sandhu", "Siddiqui", "Thevar", "Uddin"),
)
ARABIC = Stock(
    share=6,
    girls=("Amal", "Dalia", "Huda", "Layla", "Mariam", "Noor", "Rania", "Salma"),
    boys=("Ahmad", "Bassam", "Hadi", "Karim", "Mahmoud", "Omar", "Sami", "Zayd"),
    families=("Abdel-Rahman", "al-Din", "Al-Masri", "Barakat", "El Sayed", "Haddad", "Khalil", "Nasser", "Saleh"),
)
AFRICAN = Stock(
    share=9,
    girls=("Abena", "Adaeze", "Amina", "Blessing", "Efua", "Folasade", "Hodan", "Ifeoma", "Makeda", "Wanjiru"),
    boys=("Abdi", "Chidi", "Emmanuel", "Femi", "Kofi", "Kwame", "Olumide", "Selam", "Tendai", "Yaw"),
    families=("Abiodun", "Adeyemi-Cole", "Asante", "Boateng", "Chikwanha", "Farah", "Gebre", "Mensah", "Mwangi",
              "N'Diaye", "Nwosu", "Okafor", "Osman", "Warsame"),
)
EUROPEAN = Stock(
    share=5,
    girls=("Ana", "Elena", "Ilinca", "Inês", "Jana", "Luca", "Mirela", "Şeyma"),
    boys=("Andrei", "Dimitar", "Florin", "João", "Matteo", "Mihai", "Ömer", "Petr"),
    families=("Çelik", "da Silva", "Dvořák", "Ionescu", "Lungu", "Müller", "Petrova", "Popa", "van der Berg", "Yıldız"),
)
AUSTRALIAN = Stock(
    share=50,
    girls=("Amelie", "Billie", "Charlotte", "Darcy", "Frankie", "Gracie", "Indi", "Kirra", "Matilda", "Piper",
           "Tahlia"),
    boys=("Angus", "Banjo", "Bodhi", "Cooper", "Darcy", "Flynn", "Heath", "Jarrah", "Lachie", "Nate", "Tex"),
    families=("Ashby", "Banks", "Carmody", "Delaney", "Fairweather", "Gould", "Hargreaves", "Kinsella", "Larkin",
              "Maddern", "O'Keefe", "Pell", "Rafferty", "Tunstall", "Whelan"),
)
VIETNAMESE = Stock(
    share=8,
    girls=("Anh", "Linh", "Mai", "Ngọc", "Thảo"),
    boys=("Bảo", "Dũng", "Huy", "Minh", "Tuấn"),
    families=("Bùi", "Đặng", "Lê", "Nguyen", "Phạm", "Trần"),
)
GREEK_AND_ITALIAN = Stock(
    share=10,
    girls=("Chiara", "Despina", "Eleni", "Gia", "Sofia", "Zoe"),
    boys=("Dante", "Kosta", "Luca", "Nico", "Stavros", "Yianni"),
    families=("Anastasiou", "Bellini", "Caruso", "De Luca", "Kouros", "Papadakis", "Rizzo", "Theodorou"),
)
SINGLE_NAMES = ("Devi", "Gulalai", "Lakshmi", "Meena", "Noorullah", "Sukarno", "Thangavelu", "Zabiullah")

STOCKS: dict[str, tuple[Stock, ...]] = {
    "england": (ENGLISH, WELSH, IRISH, POLISH, SOUTH_ASIAN, ARABIC, AFRICAN, EUROPEAN),
    "victoria": (AUSTRALIAN, ENGLISH, VIETNAMESE, GREEK_AND_ITALIAN, SOUTH_ASIAN, ARABIC, AFRICAN),
}

SHORT = {"Alfie": "Alf", "Archie": "Arch", "Bartosz": "Bartek", "Charlotte": "Lottie", "Emmanuel": "Manny",
         "Frankie": "Fran", "Freddie": "Fred", "Imogen": "Immy", "Jessica": "Jess", "Kayleigh": "Kay",
         "Matilda": "Tilly", "Mateusz": "Mati", "Mohammed": "Mo", "Muhammad": "Mo", "Nathan": "Nate",
         "Olumide": "Olu", "Wiktoria": "Wika"}

STREET_FIRST = ("Bellwether", "Bracken", "Candle", "Cobbler's", "Damson", "Dovecote", "Fiddler's", "Gosling", "Heron",
                "Juniper", "Kiln", "Lantern", "Larkspur", "Maltings", "Medlar", "Needle", "Otter", "Pepperbox",
                "Quince", "Ropewalk", "Saffron", "Skylark", "Tallow", "Teasel", "Thimble", "Weaver's")
STREET_LAST = {
    "england": ("Avenue", "Close", "Court", "Drive", "Gardens", "Lane", "Mews", "Road", "Row", "Street", "Way"),
    "victoria": ("Avenue", "Court", "Crescent", "Drive", "Grove", "Parade", "Road", "Street", "Terrace"),
}
PLACES = {
    "england": ("Marlowe", "Upper Marlowe", "Oakfield", "Tidewell", "Brackenford", "Amble Green", "Kilnbridge"),
    "victoria": ("Wattle Bay", "Ironbark Flat", "Pelican Point", "Lower Wattle"),
}
# ACMA's mobile numbers for drama: a list, not a range.
AUSTRALIAN_MOBILES = (
    "0491570006", "0491570110", "0491570156", "0491570157", "0491570158", "0491570159", "0491570313", "0491570737",
    "0491571266", "0491571491", "0491571804", "0491572549", "0491572665", "0491572983", "0491573087", "0491573770",
    "0491574118", "0491574632", "0491575254", "0491575789", "0491576398", "0491576801", "0491577426", "0491577644",
    "0491578148", "0491578888", "0491578957", "0491579212", "0491579455", "0491579760",
)
# fmt: on

INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class InventedName:
    """A name, in the parts a person's row has. `family` may be empty: some people have one name."""

    given: str
    family: str
    known_as: str
    sex: str

    @property
    def full(self) -> str:
        """Given and family name as people say them."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class InventedAddress:
    """Where nobody lives."""

    line: str
    place: str
    postcode: str


class Inventor:
    """Makes one world's people. The same `rng` state makes the same people in the same order."""

    def __init__(self, rng: random.Random, *, jurisdiction: str = "england") -> None:
        self.rng = rng
        self.jurisdiction = jurisdiction
        self.stocks = STOCKS[jurisdiction]
        self._nhs = nhs_numbers(start=rng.randrange(NHS_RANGE))
        self._upns = upns(start=rng.randrange(10_000_000))

    def stock(self) -> Stock:
        """Names that go together: draw once for a family, so that its members fit."""
        return self.rng.choices(self.stocks, weights=[stock.share for stock in self.stocks])[0]

    def family_name(self, stock: Stock | None = None) -> str:
        """A family name; now and then two with a hyphen, now and then none."""
        stock = stock or self.stock()
        draw = self.rng.random()
        if draw < 0.01:
            return ""
        first = self.rng.choice(stock.families)
        second = self.rng.choice(self.stock().families)
        joinable = first != second and not any(mark in first + second for mark in " -'")
        return f"{first}-{second}" if draw < 0.06 and joinable else first

    def name(self, *, sex: str = "", family: str | None = None, stock: Stock | None = None) -> InventedName:
        """A person's name. `sex` is "female", "male" or "" (drawn); `family` keeps a family's name."""
        stock = stock or self.stock()
        sex = sex or self.rng.choice(("female", "male"))
        family = self.family_name(stock) if family is None else family
        given = self.rng.choice(stock.girls if sex == "female" else stock.boys)
        if not family:
            given = self.rng.choice(SINGLE_NAMES)
        known_as = SHORT.get(given, "") if self.rng.random() < 0.5 else ""
        return InventedName(given=given, family=family, known_as=known_as, sex=sex)

    def born(self, *, age: int, today: date) -> date:
        """A birthday that makes someone `age` years old today."""
        youngest = _years_before(today, age)
        oldest = _years_before(today, age + 1) + timedelta(days=1)
        return oldest + timedelta(days=self.rng.randrange((youngest - oldest).days + 1))

    def nhs_number(self) -> str:
        """An NHS number of the test range, never the same twice from one inventor."""
        return next(self._nhs)

    def upn(self) -> str:
        """A unique pupil number of no authority, never the same twice from one inventor."""
        return next(self._upns)

    def landline(self) -> str:
        """A telephone number kept for drama."""
        if self.jurisdiction == "england":
            return f"01632 960 {self.rng.randrange(1000):03}"
        return f"03 5550 {self.rng.randrange(10_000):04}"

    def mobile(self) -> str:
        """A mobile number kept for drama."""
        if self.jurisdiction == "england":
            return f"07700 900 {self.rng.randrange(1000):03}"
        number = self.rng.choice(AUSTRALIAN_MOBILES)
        return f"{number[:4]} {number[4:7]} {number[7:]}"

    def email(self, name: str, domain: str) -> str:
        """first.last@domain; the domain must be an example domain."""
        return email(name, domain)

    def postcode(self, district: int | None = None) -> str:
        """A postcode of the right shape whose area does not exist. `district` keeps neighbours together."""
        if self.jurisdiction != "england":
            return f"01{self.rng.randrange(30, 40) if district is None else 30 + district % 10}"
        outward = f"ZM{self.rng.randint(1, 12) if district is None else district}"
        return f"{outward} {self.rng.randrange(10)}{''.join(self.rng.choices(INWARD_LETTERS, k=2))}"

    def address(self, *, district: int | None = None, place: str = "") -> InventedAddress:
        """A street that is in no town, in a town that is on no map."""
        street = f"{self.rng.choice(STREET_FIRST)} {self.rng.choice(STREET_LAST[self.jurisdiction])}"
        house = f"Flat {self.rng.randint(1, 30)}, " if self.rng.random() < 0.2 else ""
        return InventedAddress(
            line=f"{house}{self.rng.randint(1, 180)} {street}",
            place=place or self.rng.choice(PLACES[self.jurisdiction]),
            postcode=self.postcode(district),
        )


NHS_RANGE = 1_000_000
_SPREAD = 618_033  # odd, not divisible by 5: steps through a range of a power of ten and meets every number once


def nhs_numbers(*, start: int = 0) -> Iterator[str]:
    """Every NHS number of the test range once (909,091 or so), in an order that looks drawn."""
    for step in range(NHS_RANGE):
        stem = f"999{(start + step * _SPREAD) % NHS_RANGE:06}"
        number = next((stem + digit for digit in "0123456789" if nhs.is_valid(stem + digit)), None)
        if number:
            yield number


def upns(*, start: int = 0) -> Iterator[str]:
    """Pupil numbers of the authority 999, which does not exist, with right check letters, each once."""
    for step in range(10_000_000):
        serial = (start + step * _SPREAD) % 10_000_000
        stem = f"999{4000 + serial % 100}{serial // 100:05}"
        yield upn.calc_check_digit(stem) + stem


def email(name: str, domain: str) -> str:
    """first.last@domain in plain letters; raises ValueError unless nobody can own the domain."""
    if not domain.endswith(".example"):
        raise ValueError("invented people have addresses that end in .example only")
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z-]+', '.', plain.lower().replace(chr(39), '')).strip('.')}@{domain}"


_LETTERS = str.maketrans("łŁøØđĐıßæÆ", "lLoOdDisaA")


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
