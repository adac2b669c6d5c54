from django.db import migrations

WORDS = {
    "sqlite": "CREATE TABLE events_search_word (ending text NOT NULL, word text NOT NULL,"
    " PRIMARY KEY (ending, word)) WITHOUT ROWID",
    "postgresql": 'CREATE TABLE events_search_word (ending text COLLATE "C" NOT NULL,'
    ' word text COLLATE "C" NOT NULL, PRIMARY KEY (ending, word))',
}
CREATE = {
    "sqlite": (
        WORDS["sqlite"],
        "CREATE VIRTUAL TABLE events_search USING fts5"
        "(title, text, tokenize = 'ascii', detail = 'column')",
        "CREATE VIRTUAL TABLE events_search_term USING fts5vocab(events_search, 'row')",
    ),
    "postgresql": (
        WORDS["postgresql"],
        "CREATE TABLE events_search (event_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX events_search_by_word ON events_search USING gin (words)"
        " WITH (fastupdate = off)",
        # The planner thinks it cheap to read long vectors one by one: it must ask the index.
        "CREATE FUNCTION events_search_hits(query tsquery) RETURNS SETOF bigint"
        " LANGUAGE sql STABLE ROWS 10 SET enable_seqscan = off"
        " AS 'SELECT event_id FROM events_search WHERE words @@ query'",
    ),
}
DROP = {
    "sqlite": ("TABLE events_search_term", "TABLE events_search", "TABLE events_search_word"),
    "postgresql": (
        "FUNCTION events_search_hits(tsquery)",
        "TABLE events_search",
        "TABLE events_search_word",
    ),
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for thing in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(f"DROP {thing}", params=None)


class Migration(migrations.Migration):
    """The tables of search/. They are no models: what they hold is all derived from events."""

    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
