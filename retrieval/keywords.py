"""Keyword search in the database: SQLite's FTS5, PostgreSQL's tsvector.

A recall step: it finds candidates, others rank them.

Whatever a person types is safe here: only letters and digits of a word reach the database, as parameters.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection, TextClause, text

from retrieval.exact import Hit
from retrieval.rarity import rarity

MOST_WORDS = 48
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below between both
    but by can can't cannot could did didn't do does doesn't doing don't down during each few for from further
    get gets getting give go goes going got had has hasn't have haven't having he her here hers him his how i
    i'd i'll i'm i've if in into is isn't it it's its itself just let like may me might more most much must my
    no nor not now of off on once only or other our ours out over own please really same she should shouldn't so
    some such tell than that that's the their theirs them then there there's these they they're this those
    through to too under until up us very want was wasn't we we're were weren't what what's when where which
    while who who's whom whose why will with won't would wouldn't yes you you're your yours
    """.split()  # noqa: SIM905 - a list of 200 literals reads worse
)


def words(text: str) -> list[str]:
    """The words of a text that carry meaning: lower case, each once, in their order, no stop words."""
    found = (word.replace("’", "'") for word in _WORD.findall(text.lower()))
    return list(dict.fromkeys(word for word in found if word not in STOP_WORDS))


class KeywordIndex:
    """Words of rows, in a table of its own; `id` is the row's id elsewhere. Works inside the caller's transaction."""

    def __init__(self, table: str) -> None:
        self.table = table

    def create(self, connection: Connection) -> None:
        """Make the table; for migrations."""
        if _is_sqlite(connection):
            tokenizer = "porter unicode61 remove_diacritics 2"
            self._run(connection, f"CREATE VIRTUAL TABLE {self.table} USING fts5(words, tokenize='{tokenizer}')")
            return
        self._run(connection, f"CREATE TABLE {self.table} (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        self._run(connection, f"CREATE INDEX {self.table}_words ON {self.table} USING gin (words)")

    def put(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Keep the words of rows, over what was there."""
        given = [{"id": row, "words": _storable(said)} for row, said in rows]
        if not given:
            return
        connection.execute(self._delete(connection), given)
        into = "(rowid, words) VALUES (:id, :words)"
        if not _is_sqlite(connection):
            into = "(id, words) VALUES (:id, to_tsvector('english', :words))"
        connection.execute(text(f"INSERT INTO {self.table} {into}"), given)

    def remove(self, connection: Connection, ids: Sequence[int]) -> None:
        """Forget rows; ids that are not there do no harm."""
        if not ids:
            return
        connection.execute(self._delete(connection), [{"id": row} for row in ids])

    def purge(self, connection: Connection) -> None:
        """Leave no trace of removed words in the files; FTS5 keeps some until its pages are merged."""
        if _is_sqlite(connection):
            self._run(connection, f"INSERT INTO {self.table}({self.table}) VALUES ('optimize')")  # noqa: S608

    def search(self, connection: Connection, words: Sequence[str], limit: int) -> list[Hit]:
        """Rows that hold any of the words, those with more and rarer ones first. Scores rank within one search only."""
        safe = list(islice(dict.fromkeys(_pieces(words)), MOST_WORDS))
        if not safe or limit < 1:
            return []
        if _is_sqlite(connection):
            return self._search_sqlite(connection, safe, limit)
        return self._search_postgresql(connection, safe, limit)

    def _search_sqlite(self, connection: Connection, words: list[str], limit: int) -> list[Hit]:
        wanted = " OR ".join(f'"{word}"' for word in words)
        statement = text(
            f"SELECT rowid, -bm25({self.table}) FROM {self.table} "  # noqa: S608
            f"WHERE {self.table} MATCH :wanted ORDER BY 2 DESC, 1 LIMIT :limit"
        )
        return _hits(connection, statement, {"wanted": wanted, "limit": limit})

    def _search_postgresql(self, connection: Connection, words: list[str], limit: int) -> list[Hit]:
        # PostgreSQL's own ranking does not know that a rare word says more than a common one.
        queries = [f"plainto_tsquery('english', :w{place})" for place in range(len(words))]
        score = " + ".join(
            f"CASE WHEN words @@ {query} THEN CAST(:r{place} AS FLOAT) ELSE 0 END"
            for place, query in enumerate(queries)
        )
        statement = text(
            f"SELECT id, {score} AS score FROM {self.table} "  # noqa: S608
            f"WHERE words @@ ({' || '.join(queries)}) ORDER BY score DESC, id LIMIT :limit"
        )
        values: dict[str, object] = {f"w{place}": word for place, word in enumerate(words)}
        values |= {f"r{place}": rarity(word) for place, word in enumerate(words)}
        return _hits(connection, statement, {**values, "limit": limit})

    def _delete(self, connection: Connection) -> TextClause:
        key = "rowid" if _is_sqlite(connection) else "id"
        return text(f"DELETE FROM {self.table} WHERE {key} = :id")  # noqa: S608 - the table's name is ours

    @staticmethod
    def _run(connection: Connection, statement: str) -> None:
        connection.execute(text(statement))


PASSAGES = KeywordIndex("passage_keywords")
PROPOSALS = KeywordIndex("proposal_keywords")


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _storable(words: str) -> str:
    return _UNSTORABLE.sub(" ", words)


def _pieces(words: Sequence[str]) -> Iterable[str]:
    for word in words:
        for piece in _WORD.findall(_storable(word.lower())[:1_000]):
            yield piece.replace("’", "'")[:100]


def _hits(connection: Connection, statement: TextClause, values: dict[str, object]) -> list[Hit]:
    return [Hit(int(row), float(score)) for row, score in connection.execute(statement, values)]
