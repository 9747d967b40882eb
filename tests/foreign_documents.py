"""Files such as people send: made here byte by byte, so that each is exactly what a test says it is."""

import hashlib
import io
import zipfile

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
DOCUMENT = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument"/></Relationships>'
)


def word(*paragraphs: str, **extra: bytes) -> bytes:
    """A Word document; the first paragraph is its heading."""
    styles = ['<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', *("" for _ in paragraphs)]
    spoken = (f"{style}<w:r><w:t>{words}</w:t></w:r>" for style, words in zip(styles, paragraphs, strict=False))
    body = "".join(f"<w:p>{paragraph}</w:p>" for paragraph in spoken)
    return archive(
        {
            "[Content_Types].xml": TYPES.encode(),
            "_rels/.rels": RELATIONS.encode(),
            "word/document.xml": DOCUMENT.format(body).encode(),
            **extra,
        }
    )


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def pdf(*lines: str, password: str = "") -> bytes:
    """A PDF of one page; with a password, encrypted as PDF 1.4 did (RC4, 40 bits)."""
    spoken = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {spoken}ET".encode()
    lock = _Lock(password) if password else None
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(lock.encrypt(4, stream) if lock else stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *([lock.entry] if lock else []),
    ]
    return _assembled(objects, b" /Encrypt 6 0 R" if lock else b"")


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assembled(objects: list[bytes], encrypt: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    known = b"/Size %d /Root 1 0 R /ID [<%s> <%s>]%s" % (len(objects) + 1, b"00" * 16, b"00" * 16, encrypt)
    return bytes(out + b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (known, table))


class _Lock:
    """Standard security handler, revision 2 (PDF 32000-1, 7.6.3)."""

    def __init__(self, password: str) -> None:
        padded = (password.encode() + _PAD)[:32]
        owner = _rc4(_md5(padded).digest()[:5], padded)
        rights = (-4).to_bytes(4, "little", signed=True)
        self._key = _md5(padded + owner + rights + bytes(16)).digest()[:5]
        user = _rc4(self._key, _PAD)
        self.entry = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (
            owner.hex().encode(),
            user.hex().encode(),
        )

    def encrypt(self, number: int, content: bytes) -> bytes:
        key = _md5(self._key + number.to_bytes(3, "little") + bytes(2)).digest()[:10]
        return _rc4(key, content)


def _md5(content: bytes) -> "hashlib._Hash":
    return hashlib.md5(content, usedforsecurity=False)


def _rc4(key: bytes, content: bytes) -> bytes:
    state = list(range(256))
    at = 0
    for place in range(256):
        at = (at + state[place] + key[place % len(key)]) % 256
        state[place], state[at] = state[at], state[place]
    out, one, two = bytearray(), 0, 0
    for byte in content:
        one = (one + 1) % 256
        two = (two + state[one]) % 256
        state[one], state[two] = state[two], state[one]
        out.append(byte ^ state[(state[one] + state[two]) % 256])
    return bytes(out)
