"""Files as they come: what is taken, exactly as it is, and what is refused, in one sentence that helps."""

import pytest
from foreign_documents import archive, pdf, word

from knowledge.documents import loading
from knowledge.documents.incoming import arrange
from retrieval.errors import Refused

LETTER = "Dear all,\n\nPlease write to us.\n"


def test_text_is_kept_exactly_with_plain_line_ends_and_without_a_byte_order_mark():
    content = "\ufeff  Dear all,\r\n\r\n-\r\nPlease   write.\rBye ".encode()
    assert loading.load(content, "letter.txt").text == "  Dear all,\n\n-\nPlease   write.\nBye "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding):
    assert loading.load("It’s “us” – café".encode(encoding), "letter.txt").text == "It’s “us” – café"


def test_front_matter_is_read_from_markdown_and_is_no_part_of_the_text():
    loaded = loading.load(b"---\ntitle: The letter\n---\n# Hello\n", "letter.md")
    assert (loaded.text, loaded.media, loaded.matter) == ("# Hello\n", "markdown", {"title": "The letter"})


def test_plain_text_is_never_read_as_markdown():
    assert loading.load(b"Dear all\n-\nPlease write", "letter.txt").media == "text"
    assert loading.load(b"Dear all\n-\nPlease write", "letter").media == "text"


def test_a_pdf_is_read():
    loaded = loading.load(pdf("Dear all,", "please write to us."), "letter.pdf")
    assert "Dear all," in loaded.text
    assert "please write to us." in loaded.text
    assert loaded.media == "text"


def test_a_word_document_is_read_with_its_headings():
    loaded = loading.load(word("Who may write", "Everybody may."), "letter.docx")
    assert loaded.text.split("\n\n") == ["# Who may write", "Everybody may.\n"]


def test_a_web_page_is_read_without_what_stands_around_it():
    page = "<!doctype html><html><head><title>The letter</title><script>x()</script></head><body><nav>Home</nav>"
    page += "<main><p>Please <b>write</b> to <a href='/u'>us</a>.</p></main><footer>Crown</footer></body></html>"
    assert loading.load(page.encode(), "letter.html").text == "# The letter\n\nPlease write to us.\n"


def test_a_type_is_told_by_the_content_when_the_name_says_nothing():
    assert "Dear all" in loading.load(pdf("Dear all"), "upload").text
    assert "Dear all" in loading.load(word("Dear all", "hello"), "upload").text


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.txt", "a.txt is empty"),
        (b" \n\t ", "a.md", "a.md is empty"),
        (b"---\ntitle: A\n---\n  \n", "a.md", "holds no text"),
        ("… — !".encode(), "a.txt", "holds no text"),
        (LETTER.encode(), "a.pdf", "not what its name says: it holds plain text"),
        (LETTER.encode(), "a.docx", "not what its name says: it holds plain text"),
        (LETTER.encode(), "a.html", "not what its name says: it holds plain text"),
        (b"<!doctype html><p>Hello</p>", "a.md", "not what its name says: it holds HTML"),
        (pdf("hello"), "a.txt", "not what its name says: it holds PDF"),
        (pdf("hello"), "a.docx", "not what its name says: it holds PDF"),
        (word("hello"), "a.pdf", r"not what its name says: it holds Word \(.docx\)"),
        (archive({"xl/workbook.xml": b"<x/>"}), "a.docx", "not a Word document"),
        (archive({"a.txt": b"hello"}), "a.zip", "not a Word document"),
        (b"PK\x03\x04 broken", "a.docx", "damaged"),
        (pdf("hello", password="secret"), "a.pdf", "locked with a password"),
        (pdf(), "scan.pdf", "holds no text"),
        (b"%PDF-1.7\nnothing more", "a.pdf", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old Office file"),
        (b"{\\rtf1 hello}", "a.rtf", "rich text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.png", "picture"),
        (b"\x00\x01\x02\x03" * 100, "a.bin", "is not text"),
        (b"ab\x00cd", "a.txt", "is not text"),
        (bytes(range(1, 32)) * 20, "a.txt", "not text"),
        (b"caf\x81\x8d\x90", "a.txt", "encoding"),
        (b"\xff\xfe\x00", "a.txt", "encoding"),
        (b"x" * (loading.LARGEST_FILE + 1), "a.txt", "larger than 20 MB"),
        (b"word " * (loading.LONGEST_TEXT // 5 + 1), "a.txt", "more than 2,000,000 characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence_that_helps(content, name, says):
    with pytest.raises(Refused, match=says):
        loading.load(content, name)


def test_a_word_document_that_unpacks_to_far_more_than_it_is_is_not_opened():
    bomb = word("hello", **{"word/media/bomb": bytes(loading.LARGEST_FILE * 11)})
    assert len(bomb) < 1_000_000
    with pytest.raises(Refused, match="far more than a document"):
        loading.load(bomb, "bomb.docx")


def test_a_word_document_whose_entities_multiply_is_refused():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(10))
    body = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w>&e9;</w>'
    with pytest.raises(Refused, match="cannot be read"):
        loading.load(archive({"word/document.xml": body.encode()}), "laughs.docx")


def test_a_folder_a_missing_file_and_a_special_file_are_refused(tmp_path):
    with pytest.raises(Refused, match="is a folder"):
        loading.read_file(tmp_path)
    with pytest.raises(Refused, match="There is no file"):
        loading.read_file(tmp_path / "letter.txt")
    with pytest.raises(Refused, match="is not a file"):
        loading.read_file(tmp_path / "/dev/null")
    with pytest.raises(Refused, match="cannot be read"):
        loading.read_file(tmp_path / "a\0b")


@pytest.mark.parametrize(
    ("content", "name", "document", "title"),
    [
        (b"Dear all\nhello", "letter.txt", "letter", "Dear all"),
        (b"# **The letter**\nhello", "Open Letter.md", "open-letter", "The letter"),
        (b"---\nid: the-letter\ntitle: A letter\n---\nhello", "letter.md", "the-letter", "A letter"),
        ("письмо\nпривет".encode(), "письмо.txt", "document-", "письмо"),
        (b"-\n" + b"long " * 100, "a.txt", "a", "long long"),
    ],
)
def test_a_document_has_an_id_and_a_title_from_its_file(content, name, document, title):
    new = arrange(loading.load(content, name), {})
    assert new.id.startswith(document)
    assert new.matter.title.startswith(title)
    assert len(new.matter.title) <= 200


def test_what_the_admin_says_goes_before_what_the_file_says():
    loaded = loading.load(b"---\ntitle: Old\nvalid_from: 2021-11-23\n---\nhello", "letter.md")
    new = arrange(loaded, {"title": "New", "document": "open-letter", "valid_to": "2022-03-31", "source": None})
    assert (new.id, new.matter.title, str(new.matter.valid_from)) == ("open-letter", "New", "2021-11-23")
    assert str(new.matter.valid_to) == "2022-03-31"
