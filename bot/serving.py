"""Listening, and the work that goes on beside it."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from retrieval.errors import OwnedElsewhere, Refused, SoundingsError, Unavailable

if TYPE_CHECKING:
    from bot.app import Soundings

log = logging.getLogger(__name__)
TIDY_EVERY = 3600.0
"""Seconds between two rounds of removing what is past its time."""
BESIDE = (
    "Another Soundings server runs on this state folder: it carries changes into the index and removes what is past "
    "its time. Should it stop, start this command again too, or nobody does."
)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises Refused when the address is taken or not ours."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise Refused(
            f"Port {port} on {host} cannot be used ({error.strerror}). Something else may be listening there: "
            "stop it, or choose another port with PORT or --port."
        ) from error
    made.listen(512)
    return made


def work_once(parts: "Soundings") -> int:
    """Carry what changed into the index; gives how many rows were carried. Never raises."""
    try:
        return parts.projection.step()
    except SoundingsError as error:
        log.warning("The index could not be brought up to date and will be tried again: %s", error)
    except Exception:
        log.exception("The index could not be brought up to date and will be tried again")
    return 0


def erase(parts: "Soundings") -> int:
    """Wipe what withdrawn proposals leave in files; gives how many are gone for good. Never raises."""
    try:
        return parts.eraser.finish()
    except SoundingsError as error:
        log.warning("Withdrawn proposals could not be wiped from the files and will be tried again: %s", error)
    except Exception:
        log.exception("Withdrawn proposals could not be wiped from the files and will be tried again")
    return 0


def erase_after_command(parts: "Soundings") -> bool:
    """The same for a command that withdrew something; False when it is left to the server that runs beside it."""
    waiting = parts.eraser_for(None).waiting
    if not waiting():
        return True
    try:
        with parts.owning_index():
            parts.eraser_for(parts.index).finish()
            while parts.projection.step():
                pass
    except Unavailable:
        return False
    return not waiting()


def tidy(parts: "Soundings") -> None:
    """Remove what is past its time. Never raises."""
    from knowledge.proposals.retention import forget_old

    kept = parts.settings
    try:
        parts.conversations.forget_old(
            turns=timedelta(days=kept.keep_turns), states=timedelta(days=kept.keep_conversations)
        )
        forget_old(parts.database, parts.retention, datetime.now(UTC))
    except Exception:
        log.exception("Tidying failed and will be tried again")


def work(parts: "Soundings", stop: threading.Event, every: float = 1.0) -> None:
    """Work until told to stop: the index and what was withdrawn every second, tidying every hour."""
    since_tidy = TIDY_EVERY
    while not stop.is_set():
        while (work_once(parts) or erase(parts)) and not stop.is_set():
            pass
        if since_tidy >= TIDY_EVERY:
            tidy(parts)
            since_tidy = 0.0
        stop.wait(every)
        since_tidy += every


@contextmanager
def working(parts: "Soundings") -> Iterator[None]:
    """Work beside, until the end of the block."""
    stop = threading.Event()
    duties = [work, suggest] if parts.suggester else [work]
    threads = [threading.Thread(target=duty, args=(parts, stop), name=duty.__name__, daemon=True) for duty in duties]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


@contextmanager
def working_unless_another_does(parts: "Soundings") -> Iterator[None]:
    """Own the index and work beside; neither where another process owns this folder. Raises Unavailable."""
    with ExitStack() as stack:
        try:
            stack.enter_context(parts.owning_index())
        except OwnedElsewhere:
            log.warning(BESIDE)
        else:
            stack.enter_context(working(parts))
        yield


def suggest(parts: "Soundings", stop: threading.Event, every: float = 5.0) -> None:
    """Until told to stop, ask the language model for wordings of documents that were added. Never raises.

    Apart from the other work: a model that is slow must not hold up the index.
    """
    while not stop.is_set():
        while suggest_once(parts) and not stop.is_set():
            pass
        stop.wait(every)


def suggest_once(parts: "Soundings") -> bool:
    """Ask about a portion of a document; False when there is none to ask about, or it failed. Never raises."""
    try:
        return parts.suggester is not None and parts.suggester.step()
    except SoundingsError as error:
        log.warning("The language model could not be asked for wordings and will be later: %s", error)
    except Exception:
        log.exception("The language model could not be asked for wordings and will be later")
    return False


def work_forever(parts: "Soundings") -> None:
    """Work until the process is stopped."""
    if not parts.settings.chroma_url:
        raise Unavailable("A worker beside the server needs CHROMA_URL: `soundings serve` alone does its own work.")
    stop = threading.Event()
    if parts.suggester is not None:
        threading.Thread(target=suggest, args=(parts, stop), name="suggest", daemon=True).start()
    work(parts, stop)
