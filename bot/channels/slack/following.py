"""Follow-ups in a thread without another mention: silent when in doubt. Pure."""

import re
from collections.abc import Sequence

from bot.conversation.messages import Reply

_ASKS = re.compile(
    r"^(?:and |but |so |ok |okay )*"
    r"(?:what|who|when|where|why|how|which|is|are|can|could|will|would|does|do|did|has|should)\b",
    re.IGNORECASE,
)


def may_be_for_us(text: str) -> bool:
    """Whether words said in a thread we are in look like a question to us. Names somebody else: it is for them."""
    tidy = text.strip()
    return 0 < len(tidy) <= 600 and "@" not in tidy and ("?" in tidy or bool(_ASKS.match(tidy)))


def addressed(replies: Sequence[Reply]) -> bool:
    """Whether what the core made of a follow-up is worth saying unasked: an answer, or the nearest to one."""
    return any(reply.answers for reply in replies)
