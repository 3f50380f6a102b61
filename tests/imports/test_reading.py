"""Files as they come, and files that mean harm."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from patchwork.imports import values
from patchwork.imports.entries import Reader
from patchwork.imports.reading import MOST_BYTES, Unreadable, read_table

TODAY = datetime.date(2026, 11, 25)


def rows(data):
    table = read_table(data)
    return table.headings, list(table.rows)


def code(data):
    with pytest.raises(Unreadable) as told:
        rows(data)
    return told.value.code


def workbook(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, **changes):
    """The workbook with other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, changes.pop(part.filename, None) or old.read(part.filename))
        for name, text in changes.items():
            new.writestr(name, text)
    return out.getvalue()


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter(encoding, delimiter):
    text = delimiter.join(["Name", "DOB"]) + "\r\n" + delimiter.join(["Zoë Müller-Nuñez", "14/03/2017"]) + "\r\n"
    data = ("\ufeff" + text if encoding == "utf-16-le" else text).encode(encoding)
    assert rows(data) == (["Name", "DOB"], [(2, ["Zoë Müller-Nuñez", "14/03/2017"])])


def test_rows_keep_the_number_the_file_gives_them():
    assert [number for number, _cells in rows(b'Name,DOB\n\nA,1/1/2000\n"B\nC",2/1/2000\nD,3/1/2000\n')[1]] == [3, 4, 6]


def test_short_and_long_rows_are_as_wide_as_the_headings():
    assert [cells for _n, cells in rows(b"Name,DOB\nA\nB,1/1/2000,more\n")[1]] == [["A", ""], ["B", "1/1/2000"]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"Name\nA\n", "one_column"),
        (b"Leo Hartley,14/03/2017\nMaya Hartley,02/06/2011\n", "no_headings"),
        (b"Name,DOB\nA,\x00\n", "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\xff\xfe\x00\xd8,", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 500, "old_excel"),
        (b"PK\x03\x04" + b"0" * 500, "broken"),
        (b"," * 1_000_000 + b"x\n", "too_many_columns"),
        (b"Name,DOB\nA," + b"9" * 3_000, "long_cell"),
        (b'Name,DOB\n"A,1/1/2000\n' + b"B,1/1/2000\n" * 2_000, "long_cell"),
        (b"Name,DOB\n" + b"A,1/1/2000\n" * 200_001, "too_many_rows"),
        (b"x" * (MOST_BYTES + 1), "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_cannot_be_read_says_why(data, why):
    assert code(data) == why


# ── Excel ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_reads_as_people_see_it():
    book = workbook(
        ["Name", "DOB", "NHS number"], [], ["Zoë", datetime.date(2017, 3, 14), 9990000018.0], ["B", "x", None]
    )
    expected = [(3, ["Zoë", "2017-03-14", "9990000018"]), (4, ["B", "x", ""])]
    assert rows(book) == (["Name", "DOB", "NHS number"], expected)


def test_a_formula_is_never_worked_out():
    assert rows(workbook(["Name", "DOB"], ['=HYPERLINK("http://evil.example")', "1/1/2000"]))[1] == [
        (2, ["", "1/1/2000"])
    ]


def test_macros_are_refused():
    assert code(repacked(workbook(["Name", "DOB"], ["A", "x"]), **{"xl/vbaProject.bin": "x"})) == "macros"


def test_any_other_zip_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert code(out.getvalue()) == "binary"


def test_a_bomb_is_refused_without_being_opened():
    big = b"0" * 210_000_000
    assert code(repacked(workbook(["Name", "DOB"], ["A", "x"]), **{"xl/media/bomb.bin": big})) == "bomb"


def test_a_part_that_lies_about_its_size_is_counted():
    data = bytearray(repacked(workbook(["Name", "DOB"], ["A", "x"]), **{"xl/media/bomb.bin": b"0" * 210_000_000}))
    lie = (7).to_bytes(4, "little")
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        if int.from_bytes(data[at + 24 : at + 28], "little") > 1_000_000:
            data[at + 24 : at + 28] = lie
        at += 4
    assert code(bytes(data)) == "bomb"


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>DOB</t></is></c></row>'
    "%s</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', None),
        ('<row r="99999999999999"><c r="A1"><v>1</v></c></row>', None),
        ('<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>', "broken"),
        ('<row r="x"><c r="?"><v>1</v></c></row>', "broken"),
        ("<row><c t='s'><v>999999</v></c></row>", "broken"),
        ("<!ENTITY x 'y'>", "broken"),
    ],
)
def test_a_sheet_that_claims_to_be_huge_or_is_nonsense(cells, why):
    """A cell in the last row and column makes other readers ask for 50 GB."""
    data = repacked(workbook(["Name", "DOB"]), **{"xl/worksheets/sheet1.xml": SHEET % cells})
    if why:
        assert code(data) == why
    else:
        assert len(rows(data)[1]) <= 1


def test_a_damaged_workbook_says_so():
    data = workbook(["Name", "DOB"], ["A", "x"])
    for cut in (len(data) // 3, len(data) // 2, len(data) - 30):
        assert code(data[:cut]) == "broken"


# ── values ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14/03/2017", (2017, 3, 14)), ("14.3.2017", (2017, 3, 14)), ("2017-03-14", (2017, 3, 14)),
        ("2017-03-14 00:00:00", (2017, 3, 14)), ("14 March 2017", (2017, 3, 14)), ("14th Mar 2017", (2017, 3, 14)),
        ("03/14/2017", None), ("14/03/17", None), ("31/02/2017", None), ("42808", None), ("soon", None),
        ("0000-00-00", None), ("1/1/1066", None),
    ],
)  # fmt: skip
def test_a_day_is_read_or_not_and_never_guessed(typed, day):
    assert values.read_date(typed) == (datetime.date(*day) if day else None)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"number:nhs": "999 000 0018"}, None),
        ({"number:nhs": "999 000 0019"}, "bad_number:number:nhs"),
        ({"number:upn": "B123456789012"}, "bad_number:number:upn"),
        ({"number:local": "CP-1/26"}, None),
        ({"postcode": "zm14ab"}, None),
        ({"postcode": "Marlowe"}, "bad_postcode:postcode"),
        ({"sex": "girl"}, None),
        ({"sex": "perhaps"}, "bad_sex:sex"),
        ({"contact_phone": "01632 960321"}, None),
        ({"contact_phone": "12"}, "bad_phone:contact_phone"),
        ({"contact_email": "no address"}, "bad_email:contact_email"),
        ({"involvement": "Wizard"}, "not_a_role:involvement"),
        ({"started_on": "1/1/2030"}, "future_date:started_on"),
        ({"last_kind": "Saw the child"}, None),
        ({"last_kind": "had tea"}, "not_a_kind:last_kind"),
        ({"born_on": "1/1/2030"}, "future_birth:born_on"),
        ({"born_on": "1/1/1890"}, "old_birth:born_on"),
        ({"born_on": "tomorrow"}, "bad_birth:born_on"),
        ({"born_on": ""}, "no_number_no_birth:born_on"),
        ({"name": ""}, "no_name:name"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value_is_named(said, problem):
    reader = Reader(jurisdiction="england", service_kind="child_protection", today=TODAY)
    entry = reader.read({"name": "Leo Hartley", "born_on": "14/03/2017", **said})
    assert entry.problems == ([problem] if problem else [])
