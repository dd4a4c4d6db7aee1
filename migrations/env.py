"""Alembic's environment: runs on the connection that `storage.migrate` hands it."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # on SQLite too: its driver begins nothing and commits nothing by itself
)
with context.begin_transaction():
    context.run_migrations()
