"""What tests of helpers share: an authorisation as a nurse gives it, and the person who then may help."""

from dataclasses import replace
from datetime import date

from medcircuit.delegations.rules.regimes import Kind
from medcircuit.delegations.service.authorising import Authorising, assess_autonomy, authorise
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def assessed(ward, first_name, *, dependent=True):
    with ward.working() as work:
        assess_autonomy(work, ward.people[first_name], dependent=dependent, assessed_on=FIRST)


def asking(ward, first_name, *lines, role=Role.EDUCATOR, **changes):
    """An authorisation to help one person with these lines."""
    asked = Authorising(
        id=new_id(),
        kind=Kind.ASSISTED,
        user_id=ward.house.people[role],
        resident_ids=(ward.people[first_name],),
        first_day=FIRST,
        last_day=LAST,
        trained_on=FIRST,
        line_ids=lines,
        care_protocol="Protocole de soins du matin",
    )
    return replace(asked, **changes)


def authorised(ward, first_name, *lines, **changes):
    """The id of an authorisation that a nurse gave; the person was assessed before."""
    assessed(ward, first_name)
    with ward.working() as work:
        return authorise(work, asking(ward, first_name, *lines, **changes))
