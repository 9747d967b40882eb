"""A language model of any provider, through LangChain. The one module that calls one.

Whatever becomes of a call, the caller has an answer or an error in time: a call that drips on is left behind. It holds
one of a few places until it ends, so that a provider who hangs cannot fill the machine with waiting threads.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from knowledge.writing.drafts import Draft, build_request

MOST_AT_ONCE = 8
LONGEST_SILENCE = 20.0
"""Seconds after which a silent connection is given up, also by a call that was left behind."""
MOST_SAID = 600
"""Tokens of one reply."""


Form = TypeVar("Form", bound=BaseModel)


class Failed(Exception):
    """The model did not give a draft; the reason holds no words of anybody."""


@dataclass(frozen=True)
class Filled(Generic[Form]):
    """A form the model filled, and what it cost."""

    form: Form
    tokens: int | None
    """Used in all, as the provider counts; None when it does not say."""


@dataclass(frozen=True)
class Reply:
    """A draft, and what it cost."""

    draft: Draft
    tokens: int | None
    """As in `Filled`."""


class LanguageModel:
    """A model by its name, `provider:model`. May be used from several threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def draft(self, question: str, passages: Sequence[str], seconds: float) -> Reply:
        """What the model would say. Raises Failed, at the latest after `seconds`."""
        filled = self.fill(build_request(question, passages), Draft, seconds)
        return Reply(filled.form, filled.tokens)

    def fill(self, request: Sequence[tuple[str, str]], form: type[Form], seconds: float) -> Filled[Form]:
        """The form as the model fills it; `request` is pairs of role and text. Raises Failed as `draft` does."""
        self._prepare()
        if not self._places.acquire(blocking=False):
            raise Failed("too many calls are under way")
        call: Future[Filled[Form]] = Future()
        work = threading.Thread(target=self._work, args=(call, lambda: self._call(request, form)), daemon=True)
        work.start()
        try:
            return call.result(timeout=seconds)
        except TimeoutError:
            raise Failed("it took too long") from None

    def _prepare(self) -> None:
        """Load the provider's part before the clock starts; that takes some seconds once."""
        try:
            _ = self._model
        except Exception as error:
            raise Failed(f"it cannot be reached: {type(error).__name__}") from None

    def _work(self, call: "Future[Filled[Form]]", work: Callable[[], Filled[Form]]) -> None:
        try:
            call.set_result(work())
        except Failed as error:
            call.set_exception(error)
        except Exception as error:
            # Providers raise errors of their own, and their words may repeat what was sent.
            call.set_exception(Failed(type(error).__name__))
        finally:
            self._places.release()

    def _call(self, request: Sequence[tuple[str, str]], form: type[Form]) -> Filled[Form]:
        said: Any = self._model.with_structured_output(form, include_raw=True).invoke(list(request))
        if not isinstance(said, dict) or not isinstance(said.get("parsed"), form):
            raise Failed("its reply is not what was asked for")
        used = getattr(said.get("raw"), "usage_metadata", None) or {}
        return Filled(said["parsed"], int(used["total_tokens"]) if used.get("total_tokens") else None)

    @cached_property
    def _model(self) -> Any:
        from langchain.chat_models import init_chat_model

        provider, _, model = self.name.partition(":")
        return init_chat_model(
            model, model_provider=provider, max_retries=0, max_tokens=MOST_SAID, timeout=LONGEST_SILENCE
        )
