"""Who is who, without keeping who: keyed pseudonyms, hashed receipts, encrypted reply addresses."""

import base64
import hashlib
import hmac
import re
import secrets

from cryptography.fernet import Fernet, InvalidToken

# No vowels (no accidental words), no 0/O/1/I/L/5/S/2/Z (no mix-ups when read aloud or written down).
RECEIPT_LETTERS = "346789BCDFGHJKMNPQRTVWXY"
RECEIPT_GROUPS = 4
DASH = r"\s\-\u2010-\u2015"
"""What people type between the groups of a code, inside a pattern's brackets."""
_FOUR = f"[{RECEIPT_LETTERS}]{{4}}"
RECEIPT = re.compile(rf"(?<!\w){_FOUR}(?:[{DASH}]*{_FOUR}){{3}}(?!\w)", re.IGNORECASE)
"""A receipt as people type it."""


def new_receipt() -> str:
    """A fresh receipt such as `RHB7-4KQX-9TDM-3VWC`: about 73 bits, read aloud without mix-ups."""
    groups = ("".join(secrets.choice(RECEIPT_LETTERS) for _ in range(4)) for _ in range(RECEIPT_GROUPS))
    return "-".join(groups)


def tidy_receipt(typed: str) -> str:
    """A receipt as typed by a person (case, spaces, dashes) in its one true form; "" if it cannot be one."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(letters) != 4 * RECEIPT_GROUPS or any(letter not in RECEIPT_LETTERS for letter in letters):
        return ""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def without_receipts(text: str) -> str:
    """The text with "[receipt]" in place of every receipt."""
    return RECEIPT.sub("[receipt]", text)


class Keys:
    """All that is derived from `SOUNDINGS_SECRET`. Different uses have different keys (HMAC-SHA256 with a label)."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def pseudonym(self, person: str) -> str:
        """A stable name for a person that cannot be turned back without the secret."""
        return self._mac("person", person)[:32]

    def conversation(self, person: str, conversation: str) -> str:
        """The key of one person's conversation; the same name used by another person is another conversation."""
        return self._mac("conversation", f"{person}\n{conversation}")[:32]

    def receipt_hash(self, receipt: str) -> str:
        """What is kept of a receipt; expects its tidy form."""
        return self._mac("receipt", receipt)

    def receipt_for(self, event: str) -> str:
        """The receipt given to one event: the same each time, so that a repeated event gets it again, unguessable."""
        number = int(self._mac("receipt of an event", event), 16)
        letters = []
        for _ in range(4 * RECEIPT_GROUPS):
            number, place = divmod(number, len(RECEIPT_LETTERS))
            letters.append(RECEIPT_LETTERS[place])
        return tidy_receipt("".join(letters))

    def token_hash(self, token: str) -> str:
        """What is kept of an API token."""
        return self._mac("token", token)

    def signing(self, use: str) -> str:
        """A key for signing cookies and links of one use."""
        return self._mac("signing", use)

    def seal(self, words: str) -> str:
        """Encrypt (Fernet: AES-128-CBC with HMAC), for addresses we must be able to read again."""
        return self._fernet().encrypt(words.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """Decrypt what `seal` gave; None when it was sealed with another secret."""
        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _fernet(self) -> Fernet:
        digest = hmac.new(self._secret, b"seal", hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def _mac(self, use: str, words: str) -> str:
        return hmac.new(self._secret, f"{use}\n{words}".encode(), hashlib.sha256).hexdigest()
