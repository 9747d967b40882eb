"""The vector index: the only module that knows Chroma.

Chroma is a projection of the database: ids, vectors and filter fields, never text. Whoever opens a folder owns it: a
second process on the same folder would read stale data and could damage it, so only `serve` and `worker` do.
Several processes share one index by `connect` to a Chroma server.
"""

import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import Unavailable
from retrieval.exact import Hit, from_bytes, to_bytes

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

__all__ = ["COLLECTIONS", "Field", "Hit", "VectorIndex", "from_bytes", "to_bytes"]

Field = str | int | float | bool
COLLECTIONS = ("passages", "proposals")
_LARGEST_BATCH = 1_000
_SEGMENT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class VectorIndex:
    """Nearest vectors by cosine, in named collections. May be used from several threads."""

    def __init__(self, client: "ClientAPI", place: str) -> None:
        self._client = client
        self._place = place
        self._collections: dict[str, Collection] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """The index in a folder of this machine, owned by this process alone. Raises Unavailable."""
        import chromadb

        with _said_plainly(f"The vector index in {folder}"):
            folder.mkdir(parents=True, exist_ok=True)
            return cls(chromadb.PersistentClient(str(folder), settings=_settings()), str(folder))

    @classmethod
    def connect(cls, url: str) -> "VectorIndex":
        """The index of a Chroma server. Raises Unavailable when it does not answer."""
        import chromadb

        parts = urlsplit(url if "//" in url else f"//{url}")
        secure = parts.scheme == "https"
        with _said_plainly(f"The Chroma server at {url}"):
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=_settings(),
            )
            return cls(client, url)

    def upsert(
        self,
        collection: str,
        ids: Sequence[int],
        vectors: NDArray[np.float32],
        metadata: Sequence[Mapping[str, Field]],
    ) -> None:
        """Put rows in, over what was there (`add` would silently keep the old row)."""
        batch = min(self._client.get_max_batch_size(), _LARGEST_BATCH)
        with self._using(collection) as rows:
            for start in range(0, len(ids), batch):
                part = slice(start, start + batch)
                rows.upsert(
                    ids=[str(row) for row in ids[part]],
                    embeddings=np.asarray(vectors[part], np.float32),
                    metadatas=[dict(fields) or None for fields in metadata[part]],
                )

    def delete(self, collection: str, ids: Sequence[int]) -> None:
        """Take rows out; ids that are not there do no harm."""
        with self._using(collection) as rows:
            for start in range(0, len(ids), _LARGEST_BATCH):
                rows.delete(ids=[str(row) for row in ids[start : start + _LARGEST_BATCH]])

    def nearest(
        self,
        collection: str,
        vector: NDArray[np.float32],
        limit: int,
        where: Mapping[str, Any] | None = None,
    ) -> list[Hit]:
        """The rows nearest to a vector, best first. `where` is Chroma's filter, and slow on large collections."""
        if limit < 1:
            return []
        with self._using(collection) as rows:
            found = rows.query(
                query_embeddings=np.asarray([vector], np.float32),
                n_results=limit,
                where=dict(where) if where else None,
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return [Hit(int(row), 1.0 - float(away)) for row, away in zip(found["ids"][0], distances, strict=True)]

    def count(self, collection: str) -> int:
        """How many rows a collection holds."""
        with self._using(collection) as rows:
            return int(rows.count())

    def ids(self, collection: str) -> set[int]:
        """The ids of all rows of a collection."""
        with self._using(collection) as rows:
            return {int(row) for row in rows.get(include=[])["ids"]}

    def reset(self, collection: str) -> None:
        """Empty a collection."""
        from chromadb.errors import NotFoundError

        with _said_plainly(f"The vector index ({self._place})"), self._lock:
            self._collections.pop(collection, None)
            try:
                self._client.delete_collection(collection)
            except NotFoundError:
                return

    def vacuum(self) -> bool:
        """Free what deleted rows and collections leave in the files of a folder; False for a server: that does its own.

        Chroma keeps the bytes of deleted rows in its database until it is vacuumed, and leaves the folder of a deleted
        collection behind. Rows deleted from a collection that stays keep their vectors there: `reset` it first.
        """
        folder = Path(self._place)
        if not (folder / "chroma.sqlite3").is_file():
            return False
        with _said_plainly(f"The vector index ({self._place})"), closing(_open_sqlite(folder)) as connection:
            connection.execute("VACUUM")
            used = {name for (name,) in connection.execute("SELECT id FROM segments")}
        for left in folder.iterdir():
            if left.is_dir() and _SEGMENT.fullmatch(left.name) and left.name not in used:
                shutil.rmtree(left, ignore_errors=True)
        return True

    def heartbeat(self) -> None:
        """Raise Unavailable unless the index answers."""
        with _said_plainly(f"The vector index ({self._place})"):
            self._client.heartbeat()

    def close(self) -> None:
        """Let go of the folder or the connection."""
        self._collections.clear()
        close = getattr(self._client, "close", None)
        if close is not None:
            close()

    @contextmanager
    def _using(self, name: str) -> Iterator["Collection"]:
        from chromadb.errors import NotFoundError

        with _said_plainly(f"The vector index ({self._place})"):
            try:
                yield self._collection(name)
            except NotFoundError:
                # Another process emptied the collection: the next call takes the new one.
                self._collections.pop(name, None)
                raise

    def _collection(self, name: str) -> "Collection":
        with self._lock:
            if name not in self._collections:
                self._collections[name] = self._client.get_or_create_collection(
                    name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
            return self._collections[name]


def _open_sqlite(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "chroma.sqlite3", timeout=30, isolation_level=None)


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


@contextmanager
def _said_plainly(what: str) -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, OSError, sqlite3.Error, httpx.HTTPError) as error:
        raise Unavailable(
            f"{what} does not answer ({type(error).__name__}). Check CHROMA_URL, or stop the server and run "
            "`soundings rebuild-index`; nothing is lost, the records are in the database."
        ) from error
