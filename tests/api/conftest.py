"""What tests of the JSON API share."""

import pytest

from medcircuit.kernel.access import Role
from medcircuit.stock import service as stock
from tests.desk import Desk


@pytest.fixture
def desk(house, catalogued, signed_in):
    """A nurse's stock page, whose ledger agrees at the end."""
    made = Desk(house, signed_in(Role.NURSE))
    yield made
    with house.database.read() as connection:
        assert list(stock.verify(connection, house.establishment_id)) == []
