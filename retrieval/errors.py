"""What can go wrong, in words meant for the person who reads them.

    SoundingsError
    ├── Refused          what was given cannot be taken; the message says what to change
    │   └── NotFound     nothing has that name, reference or receipt
    └── Unavailable      a part we rest on (database, model, index, state folder) is not there
        └── OwnedElsewhere   another process owns the state folder

Every message is one or two plain sentences: what happened, and what to do.
"""


class SoundingsError(Exception):
    """Root of the errors a person may see. `str(error)` is the message to show."""


class Refused(SoundingsError):
    """What was given cannot be taken; nothing was changed."""


class NotFound(Refused):
    """Nothing has that name, reference or receipt."""


class Unavailable(SoundingsError):
    """A part Soundings rests on is not there or does not answer; nothing was lost."""


class OwnedElsewhere(Unavailable):
    """Another process owns the state folder, and does the work that only its owner may do."""
