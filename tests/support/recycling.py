"""PostgreSQL databases that are emptied and used again: that takes a tenth of the time in which one is made.

One is thrown away in which a test changed more than rows: a trigger of its own takes note of every statement that defines something.
"""

from itertools import count

from tests.support.postgres import Server

NOTES = """
CREATE SCHEMA recycling;
CREATE TABLE recycling.spoilt (by text);
CREATE FUNCTION recycling.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO recycling.spoilt VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER recycling ON ddl_command_end EXECUTE FUNCTION recycling.note();
"""
SPOILT = """
SELECT EXISTS (SELECT FROM recycling.spoilt)
    OR EXISTS (SELECT FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database());
"""
LONELY = """
SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
"""
EMPTY = r"""
SET session_replication_role = replica;
SELECT format('DELETE FROM %I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' \gexec
RESET session_replication_role;
SELECT format('DO $$ BEGIN PERFORM setval(%L, 1, false); END $$', format('%I', sequencename)) FROM pg_sequences WHERE last_value IS NOT NULL \gexec
DELETE FROM pg_statistic USING pg_class c WHERE starelid = c.oid AND relnamespace = 'public'::regnamespace;
SELECT format('VACUUM %I', relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0 \gexec
"""
LOOKS = 20
"""So often it is looked whether all have hung up: a server process ends a little after its connection."""


class Databases:
    """Hands out empty databases that are copies of a template, and takes them back."""

    def __init__(self, server: Server, template: str) -> None:
        """Have the template take note of what is defined in its copies; it must be migrated already."""
        server.ask(*NOTES.strip().splitlines(), database=template)
        server.ask("SELECT;")  # nobody may be connected to what is copied
        self._server, self._template = server, template
        self._names, self._free = count(1), list[str]()

    def lend(self) -> str:
        """Return the name of an empty database."""
        if self._free:
            return self._free.pop()
        name = f"test_{next(self._names)}"
        self._server.create(name, self._template)
        return name

    def take_back(self, name: str) -> None:
        """Empty a database, or drop it where it was spoilt or somebody is still connected to it."""
        if self._is_as_it_was(name):
            self._server.ask(*EMPTY.strip().splitlines(), database=name)
            self._free.append(name)
        else:
            self._server.drop(name)

    def _is_as_it_was(self, name: str) -> bool:
        try:
            (spoilt,) = self._server.ask(SPOILT.strip(), database=name)
        except (RuntimeError, ValueError):  # the test has dropped or broken it
            return False
        return spoilt == "f" and any(
            self._server.ask(LONELY.strip(), database=name) == ["0"] for _ in range(LOOKS)
        )
