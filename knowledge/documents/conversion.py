"""PDF, Word and HTML as Markdown or text, by markitdown, in a process of its own.

A file from outside may be built to take all memory or never end. The process has limits on both, and what it took is
given back when it ends. Run as a module it converts standard input: `python -m knowledge.documents.conversion pdf`.
"""

import io
import re
import subprocess
import sys
import zipfile
from typing import Any, Literal

from retrieval.errors import Refused, Unavailable

Form = Literal["html", "pdf", "docx"]
SECONDS = 120
MEMORY = 3 * 2**30
LARGEST_UNPACKED = 200_000_000
LARGEST_OUTPUT = 50_000_000
MOST_PARTS = 5_000
LOCKED, BROKEN = 3, 4
INLINE = ["a", "img", "b", "strong", "i", "em", "u", "span", "sup", "sub"]
"""Marks inside a sentence that are dropped: a quote should read as words."""
ASIDE = (
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "noscript",
    "template",
    "svg",
    "iframe",
    "button",
)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def convert(content: bytes, form: Form, called: str) -> str:
    """The text of a file. Raises Refused when it cannot be read, is locked, or takes too much."""
    if form == "docx":
        _check_archive(content, called)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "knowledge.documents.conversion", form],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"{called} takes too long to read. Split it into parts, or add its words as text.") from error
    except OSError as error:
        raise Unavailable(f"{called} could not be read now ({error.strerror}). Try again in a moment.") from error
    if done.returncode == LOCKED:
        raise Refused(f"{called} is locked with a password. Save it without one and add it again.")
    if done.returncode != 0 or len(done.stdout) > LARGEST_OUTPUT:
        raise Refused(
            f"{called} cannot be read: it is damaged or too complicated. Save it anew, or add its words as text."
        )
    return done.stdout.decode("utf-8", "replace").replace("\x00", "")


def _check_archive(content: bytes, called: str) -> None:
    """Refuse an archive that is no Word document, is locked, or unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(f"{called} is damaged: it cannot be opened. Save it anew and add it again.") from error
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        raise Refused(
            f"{called} is an archive or an Office file that is not a Word document. Add it as .docx, PDF or text."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(f"{called} is locked with a password. Save it without one and add it again.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(
            f"{called} unpacks to far more than a document holds, so it was not opened. Add its words as text."
        )


# In the process of its own


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _converted(content: bytes, form: str) -> str:
    if form == "pdf":
        return _pdf(content)
    if form == "docx":
        return _docx(content)
    return _html(content)


def _pdf(content: bytes) -> str:
    from markitdown import StreamInfo
    from markitdown.converters import PdfConverter
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    PDFDocument(PDFParser(io.BytesIO(content)))  # raises when a password is wanted
    found = PdfConverter().convert(io.BytesIO(content), StreamInfo(mimetype="application/pdf", extension=".pdf"))
    return str(found.markdown)


def _docx(content: bytes) -> str:
    from markitdown import StreamInfo
    from markitdown.converters import DocxConverter

    converter = DocxConverter()  # type: ignore[no-untyped-call]
    found = converter.convert(io.BytesIO(content), StreamInfo(extension=".docx"), **_plainly())
    return _tidy(str(found.markdown))


def _html(content: bytes) -> str:
    from bs4 import BeautifulSoup
    from markitdown.converters import HtmlConverter

    page = BeautifulSoup(content, "html.parser", from_encoding="utf-8")
    for aside in page(ASIDE):
        aside.extract()
    main = page.find("main") or page.find("article") or page.find("body") or page
    text = _tidy(str(HtmlConverter().convert_string(str(main), **_plainly()).markdown))
    title = " ".join(page.title.get_text().split()) if page.title else ""
    return text if main.find("h1") or not title else f"# {title}\n\n{text}"


def _plainly() -> dict[str, Any]:
    return {"strip": INLINE, "escape_asterisks": False, "escape_underscores": False, "escape_misc": False}


def _tidy(markdown: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", _PICTURE.sub("", markdown)).strip() + "\n"


def main() -> int:
    """Convert standard input to standard output; the status tells what went wrong."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    _limit()
    try:
        text = _converted(sys.stdin.buffer.read(), sys.argv[1])
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return LOCKED
    except Exception:  # whatever a foreign file sets off, the caller tells its owner the same
        return BROKEN
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
