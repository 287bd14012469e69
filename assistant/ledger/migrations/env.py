"""Run by Alembic for each upgrade, in the transaction of assistant.ledger.migrating."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
