"""How alembic meets our database: on a connection given to it, within the caller's transaction."""

from alembic import context

import medcircuit.structure.models  # noqa: F401 - the tables enter the metadata when they are imported
from medcircuit.kernel.db import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
context.run_migrations()
