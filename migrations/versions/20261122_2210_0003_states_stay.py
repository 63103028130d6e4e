"""The state of a dose that was answered is not removed: without it the dose would look as if nobody had given it."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSED = "a dose that was answered keeps its state"
_SQLITE = f"""
CREATE TRIGGER dose_state_stays BEFORE DELETE ON dose_state WHEN OLD.event_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
"""
_POSTGRESQL = f"""
CREATE FUNCTION dose_state_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$;
CREATE TRIGGER dose_state_stays BEFORE DELETE ON dose_state
  FOR EACH ROW WHEN (OLD.event_id IS NOT NULL) EXECUTE FUNCTION dose_state_stays();
CREATE TRIGGER dose_states_stay BEFORE TRUNCATE ON dose_state EXECUTE FUNCTION dose_state_stays()
"""


def upgrade() -> None:
    op.execute(_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION dose_state_stays CASCADE")
    else:
        op.execute("DROP TRIGGER dose_state_stays")
