"""The database refuses a move of a narcotic that has no line of the register."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSED = "a narcotic moves by a line of the register"
UNENTERED = """
    EXISTS (
        SELECT 1 FROM account
        WHERE account.id IN (NEW.source, NEW.target) AND account.kind = 'place'
        AND (
            EXISTS (
                SELECT 1 FROM presentation JOIN medicine ON medicine.cis = presentation.cis
                WHERE presentation.cip13 = account.cip13 AND medicine.narcotic
            )
            OR EXISTS (SELECT 1 FROM medicine WHERE medicine.class_id = account.class_id AND medicine.narcotic)
        )
        AND NOT EXISTS (
            SELECT 1 FROM register_entry
            WHERE register_entry.move_id = NEW.id AND register_entry.account_id = account.id
            AND register_entry.change = CASE account.id WHEN NEW.source THEN -NEW.amount ELSE NEW.amount END
        )
    )
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER stock_move_entered BEFORE INSERT ON stock_move WHEN {UNENTERED} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION stock_move_entered() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {UNENTERED} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER stock_move_entered BEFORE INSERT ON stock_move "
        "FOR EACH ROW EXECUTE FUNCTION stock_move_entered()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER stock_move_entered")
        return
    op.execute("DROP TRIGGER stock_move_entered ON stock_move")
    op.execute("DROP FUNCTION stock_move_entered()")
