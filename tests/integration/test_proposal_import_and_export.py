"""Files of proposals come in once, with a reason for each row refused, and go out without formulas."""

import csv
import io
import json
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from knowledge.proposals.exporting import as_csv, as_json, as_xlsx, export_proposals
from knowledge.proposals.importing import import_proposals
from knowledge.proposals.model import Filters, Profile
from knowledge.proposals.store import Entry, ProposalStore
from retrieval.errors import Refused

COLUMNS = {"proposal": "comment-body"}
POLIS = "data/polis/american-assembly.bowling-green.csv"


@pytest.fixture
def store(database, embedder, keys, clock):
    return ProposalStore(database, embedder, keys, None, clock)


@pytest.fixture
def clock():
    from datetime import UTC, datetime

    return lambda: datetime(2021, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    def written(*rows, name="some.csv", header="comment-body,where"):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return path

    return written


def test_what_identifies_people_is_hidden_before_a_row_is_kept(store, file):
    words = "Ask Priya Sharma on 0161 496 0123 how every ward manager could have time to lead"
    done = import_proposals(store, file(words, "Coach every new manager for a year"), COLUMNS)
    assert (done.imported, done.masked) == (2, 1)
    kept = store.list(Filters())[-1].draft
    for text in (kept.proposal, kept.title):
        assert "Sharma" not in text
        assert "0123" not in text
    assert "[phone number]" in kept.proposal


def test_columns_with_our_names_need_no_naming(store, file, tmp_path):
    import_proposals(store, file("Coach every new manager for a year,ambulance", header="proposal,setting"), {})
    assert store.list(Filters())[0].draft.setting == "ambulance"
    exported = tmp_path / "out.csv"
    export_proposals(store, exported, Filters())
    assert import_proposals(store, exported, {}).already == 1


def test_columns_with_our_names_are_taken_beside_those_that_are_named(store, file):
    row = "Coach every new manager for a year,Coaching,ambulance,London,7"
    done = import_proposals(
        store, file(row, header="comment-body, Title,SETTING ,area,votes"), {**COLUMNS, "region": "area"}
    )
    kept = store.list(Filters())[0].draft
    assert (kept.title, kept.setting, kept.region) == ("Coaching", "ambulance", "London")
    assert done.unused == ("votes",)


def test_what_an_unnamed_column_means_by_other_words_counts_as_not_said(store, file):
    row = "Coach every new manager for a year,Grade 7,Kent,23/11/2021,yes"
    done = import_proposals(store, file(row, header="Comment,Level,Region,Created,Quote"), {"proposal": "Comment"})
    kept = store.list(Filters())[0].draft
    assert (kept.level, kept.region, kept.quote, done.refused) == ("not said", "not said", False, ())


def test_a_column_is_taken_for_one_field_only_and_for_none_when_it_is_left_out(store, file):
    rows = file("Coach every new manager for a year,boss", header="title,level")
    done = import_proposals(store, rows, {"proposal": "title", "level": ""})
    kept = store.list(Filters())[0].draft
    assert (kept.proposal, kept.level) == ("Coach every new manager for a year", "not said")
    assert (done.refused, done.unused) == ((), ("level",))


def test_good_rows_come_in_and_each_refused_row_says_why(store, file):
    done = import_proposals(
        store,
        file(
            "Give every ward manager protected time to lead,secondary care",
            "too short,",
            f"{'long ' * 500},",
            "Give every WARD manager protected time to lead,",
            ",",
            "Coach every new manager for a year,the moon",
        ),
        {**COLUMNS, "setting": "where"},
    )
    assert (done.rows, done.imported, done.already) == (5, 1, 0)
    assert [(refusal.row, refusal.why.split(".")[0].split(" (")[0]) for refusal in done.refused] == [
        (3, "It is too short to act on"),
        (4, "It is too long"),
        (5, "It has the same words as row 2"),
        (7, "Its setting “the moon” is none of ours: " + done.refused[3].why.split("ours: ")[1].rstrip(".")),
    ]
    (kept,) = store.list(Filters(setting="secondary care"))
    assert (kept.source, kept.draft.title) == ("import", "Give every ward manager protected time to lead")


def test_repeating_an_import_or_going_on_with_one_brings_nothing_twice(store, file):
    rows = [f"Proposal number {number} about training for managers" for number in range(300)]
    progress = []

    class Interrupted(Exception):
        pass

    def stop_half_way(done, total):
        progress.append((done, total))
        if done > 200:
            raise Interrupted

    with pytest.raises(Interrupted):
        import_proposals(store, file(*rows), COLUMNS, stop_half_way)
    assert progress == [(128, 300), (256, 300)]
    done = import_proposals(store, file(*rows), COLUMNS)
    assert (done.imported, done.already) == (44, 256)
    assert import_proposals(store, file(*rows), COLUMNS).imported == 0


def test_what_was_withdrawn_is_not_brought_back_by_importing_again(store, file):
    rows = file("Give every ward manager protected time to lead")
    import_proposals(store, rows, COLUMNS)
    store.withdraw("P-1001", by="admin")
    done = import_proposals(store, rows, COLUMNS)
    assert (done.imported, done.already) == (0, 1)
    assert store.list(Filters()) == []


def test_an_excel_workbook_comes_in_like_a_csv(store, tmp_path):
    book = Workbook()
    book.active.append(["Idea", "Themes", "When"])
    book.active.append(["Give every ward manager protected time to lead", "implementation; other", "2021-11-30"])
    book.save(tmp_path / "ideas.xlsx")
    columns = {"proposal": "Idea", "themes": "Themes", "created": "When"}
    assert import_proposals(store, tmp_path / "ideas.xlsx", columns).imported == 1
    (kept,) = store.list(Filters())
    assert kept.draft.themes == ("implementation", "other")
    assert kept.created.date().isoformat() == "2021-11-30"


def changed(workbook, change):
    """A workbook with the XML of its first sheet changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    workbook.write_bytes(written.getvalue())


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    book.active.append(["comment-body", "region"])
    book.active.append(["Give every ward manager protected time to lead", "London"])
    book.save(tmp_path / "ideas.xlsx")
    return tmp_path / "ideas.xlsx"


def test_a_workbook_that_gives_its_size_too_small_is_read_whole(store, workbook):
    changed(workbook, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1"'))
    import_proposals(store, workbook, COLUMNS)
    assert store.list(Filters())[0].draft.region == "London"


def test_a_workbook_with_a_damaged_sheet_is_refused(store, workbook):
    changed(workbook, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(Refused, match="not an Excel workbook we can read"):
        import_proposals(store, workbook, COLUMNS)


@pytest.mark.parametrize(
    ("name", "content", "columns", "said"),
    [
        ("a.csv", b"comment-body\n", COLUMNS, "no rows"),
        ("a.csv", b"", COLUMNS, "no header row"),
        ("a.csv", b"body\nsome words of a proposal", COLUMNS, "Its columns are: body"),
        ("a.csv", b"body\nsome words of a proposal", {"setting": "body"}, "which column holds the proposals"),
        ("a.csv", b"body\nsome words of a proposal", {"proposal": "body", "shoe": "body"}, "not a field"),
        ("a.csv", b"\x89PNG\0\0\0", COLUMNS, "not a CSV file"),
        ("a.xlsx", b"body\nsome words", COLUMNS, "not an Excel workbook"),
        ("a.xlsx", b"PK\x03\x04 broken", COLUMNS, "not an Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(store, tmp_path, name, content, columns, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=said):
        import_proposals(store, path, columns)


def test_a_folder_or_a_missing_file_is_refused(store, tmp_path):
    with pytest.raises(Refused, match="not a file"):
        import_proposals(store, tmp_path, COLUMNS)
    with pytest.raises(Refused, match="no file"):
        import_proposals(store, tmp_path / "nothing.csv", COLUMNS)


def test_windows_letters_and_semicolons_are_read(store, tmp_path):
    path = tmp_path / "windows.csv"
    path.write_bytes("Idea;Where\nCafé time for every “new” manager;London\n".encode("cp1252"))
    import_proposals(store, path, {"proposal": "Idea", "region": "Where"})
    assert store.list(Filters(region="London"))[0].draft.proposal == "Café time for every “new” manager"


@pytest.fixture
def exported(store, file):
    import_proposals(store, file('"=HYPERLINK(""http://example.org"") for every manager"'), COLUMNS)
    return store.list(Filters())


def test_exports_run_no_formula(exported):
    line = next(csv.DictReader(io.StringIO(as_csv(exported).decode("utf-8-sig"))))
    assert line["proposal"].startswith("'=HYPERLINK")
    sheet = load_workbook(io.BytesIO(as_xlsx(exported))).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet["B2"].value.startswith("'=HYPERLINK")
    assert json.loads(as_json(exported))[0]["proposal"].startswith("=HYPERLINK")


def test_exports_say_the_day_something_came_and_no_time(exported):
    line = next(csv.DictReader(io.StringIO(as_csv(exported).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(as_xlsx(exported))).active
    written = dict(zip(*[[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)], strict=True))
    for kept in (line, written, json.loads(as_json(exported))[0]):
        assert (kept["created"], kept["changed"]) == (
            f"{exported[0].created:%Y-%m-%d}",
            f"{exported[0].changed:%Y-%m-%d}",
        )


def test_the_ending_of_the_name_says_what_is_written(store, exported, tmp_path):
    for ending in ("csv", "xlsx", "json"):
        assert export_proposals(store, tmp_path / f"out.{ending}", Filters()) == 1
        assert (tmp_path / f"out.{ending}").stat().st_size > 100
    with pytest.raises(Refused, match=r"must end in \.csv"):
        export_proposals(store, tmp_path / "out.pdf", Filters())


@pytest.mark.slow
def test_among_real_comments_a_paraphrase_finds_its_proposal_first(sqlite_database, embedder, keys, clock, shared):
    store = ProposalStore(sqlite_database, embedder, keys, None, clock)
    done = import_proposals(store, shared / POLIS, COLUMNS)
    assert done.imported > 850
    assert all(refusal.why for refusal in done.refused)
    words = "every new care home manager should get a coach for the first year"
    understood = store.understand(words, Profile())
    store.keep_imported([Entry(store.import_key(words), understood.draft)])
    found = store.search("support for people new to running a home", Filters(), 3)
    assert found[0].proposal.draft.proposal == words
