"""What Alembic runs: the migrations, on the connection that it was handed."""

from alembic import context

from ivr.stores.sql.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
