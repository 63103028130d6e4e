"""The chain of a device: what never arrived is seen."""

from medcircuit.administration.rules.chains import Chain, Link, chain


def links(*numbers):
    return [Link(seq, f"h{seq}", f"h{seq - 1}" if seq > 1 else None) for seq in numbers]


def test_a_chain_holds_in_whatever_order_its_acts_came():
    assert chain("t", links(1, 2, 3)).holds
    assert chain("t", links(3, 1, 2, 2)) == Chain("t")
    assert chain("t", []).holds


def test_what_never_arrived_is_named_from_the_first_act_on():
    assert chain("t", links(3, 5)).missing == (1, 2, 4)
    assert len(chain("t", links(10**9)).missing) == 20


def test_two_acts_of_one_number_are_a_fork():
    found = chain("t", [*links(1, 2), Link(2, "other", "h1")])
    assert (found.forks, found.broken, found.holds) == ((2,), (), False)


def test_an_act_that_names_another_before_it_is_out_of_its_chain():
    assert chain("t", [*links(1), Link(2, "h2", "erased")]).broken == (2,)
    assert chain("t", [*links(1), Link(2, "h2", None)]).holds
    assert chain("t", [*links(1), Link(3, "h3", "erased")]).broken == ()
