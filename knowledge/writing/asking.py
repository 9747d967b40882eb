"""One call of a language model within the day's budget."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel

from knowledge.writing.budget import Budget
from knowledge.writing.language_model import MOST_SAID, Failed, Filled

_LETTERS_A_TOKEN = 3
Form = TypeVar("Form", bound=BaseModel)


class Fills(Protocol):
    """What fills forms: a language model."""

    def fill(self, request: Sequence[tuple[str, str]], form: type[Form], seconds: float) -> Filled[Form]:
        """The form, not yet checked. Raises Failed, at the latest after `seconds`."""
        ...


def ask(model: Fills, budget: Budget, request: Sequence[tuple[str, str]], form: type[Form], seconds: float) -> Form:
    """The form as the model fills it, not yet checked. Raises Failed, also when the day's budget is used up."""
    reserved = sum(len(text) for _, text in request) // _LETTERS_A_TOKEN + MOST_SAID
    if not budget.reserve(reserved):
        raise Failed("the day's budget for the language model is used up")
    filled = model.fill(request, form, seconds)
    if filled.tokens is not None:
        budget.settle(reserved, filled.tokens)
    return filled.form
