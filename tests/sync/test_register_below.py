"""Registers of offices that collect below the top: whose they may be and whom they may list."""

import pytest
from test_register import SIGNERS, code, entry, signed

from forms.errors import YuebaoError
from sync import register, register_chain
from sync.register import RegisterUnit, Role
from sync.trust import TrustState

TOP, CITY, COUNTY, VILLAGE, PREF = "54", "5401", "540102", "54010201", "5402"
ROLES = (Role.COLLECT, Role.ROOT, Role.SUBMIT)
COLLECTS = (Role.COLLECT, Role.SUBMIT)
WAYS = ((TOP, None), (CITY, TOP), (COUNTY, CITY), (VILLAGE, COUNTY), (PREF, TOP))
UNITS = tuple(RegisterUnit(code=u, name=u, kind="k", collector=c) for u, c in WAYS)
REGION = register.first(
    region="54-aa",
    unit=TOP,
    superior=None,
    keys=(entry(0, TOP, ROLES), entry(1, CITY, COLLECTS), entry(2, PREF)),
    units=UNITS,
)


def below(unit=CITY, superior=TOP, n=1, others=()):
    keys = (entry(n, unit, ROLES), *others)
    return register.first(region="54-aa", unit=unit, superior=superior, keys=keys)


@pytest.fixture
def trust():
    mark = register_chain.root_fingerprint(REGION)
    nothing = TrustState(me=TOP, region="", top="", root_fingerprint=mark)
    return register_chain.pinned(nothing, (signed(REGION, 0),))


def adopt(trust, *found):
    return register_chain.adopt(trust, found)


def test_a_citys_register_stands_on_its_key_in_the_regions(trust):
    city = below(others=(entry(5, COUNTY),))
    assert adopt(trust, signed(city, 1)).registers[CITY] == city


@pytest.mark.parametrize(
    ("made", "who", "wanted"),
    [
        (below(n=3), 3, "E-ROLE"),  # nobody admitted that key
        (below(unit=PREF, n=2), 2, "E-ROLE"),  # admitted, but not to collect
        (below(unit=CITY, n=2), 2, "E-ROLE"),  # another unit's key
        (below(superior=PREF), 1, "E-UNIT"),  # the region says who is above
        (below(unit="999", n=3), 3, "E-UNIT"),  # no such unit
        (below(others=(entry(5, PREF),)), 1, "E-UNIT"),  # lists a unit that reports elsewhere
        (below(others=(entry(5, VILLAGE),)), 1, "E-UNIT"),  # or one two steps down
        (below(superior=None), 1, "E-ROOT"),  # a second region
        (below(unit=TOP, superior=CITY, n=0), 0, "E-FORK"),  # the region's number, another content
    ],
)
def test_nobody_speaks_for_others(trust, made, who, wanted):
    assert code(lambda: adopt(trust, signed(made, who))) == wanted
    assert trust.registers == {TOP: REGION}


def test_a_region_that_would_get_a_superior_is_another(trust):
    odd = register.first(region="54-aa", unit=TOP, superior=CITY, keys=(entry(0, TOP, ROLES),))
    later = register.admit(odd, entry(4, TOP))
    assert code(lambda: adopt(trust, signed(later, 0))) == "E-ROOT"


def test_an_office_two_steps_down_is_verified_through_the_city(trust):
    city = below(others=(entry(5, COUNTY, COLLECTS),))
    county = below(unit=COUNTY, superior=CITY, n=5, others=(entry(6, VILLAGE),))
    found = (signed(county, 5), signed(city, 1))
    whole = adopt(trust, *found)
    assert whole.register_for(VILLAGE) == county
    assert whole.way_up(VILLAGE) == (COUNTY, CITY, TOP)
    assert code(lambda: adopt(trust, found[0])) == "E-UNIT"


def test_once_the_region_ends_the_citys_key_its_old_register_stands_and_no_new_one_comes(trust):
    city = below(others=(entry(5, COUNTY),))
    believed = adopt(trust, signed(city, 1))
    ended = register.revoke(REGION, SIGNERS[1].keyid, (), "stolen")
    believed = adopt(believed, signed(ended, 0))
    assert believed.registers[CITY] == city
    grown = register.admit(city, entry(7, COUNTY))
    assert code(lambda: adopt(believed, signed(grown, 1))) == "E-ROLE"
    renewed = register.admit(ended, entry(8, CITY, COLLECTS))
    turned = register.rotate(city, SIGNERS[1].keyid, entry(8, CITY), ())
    whole = adopt(believed, signed(renewed, 0), signed(turned, 1, 8))
    assert whole.registers[CITY].root.keyids == (SIGNERS[8].keyid,)


def test_bundles_of_below_do_not_roll_back(trust):
    city = below()
    later = register.admit(city, entry(5, COUNTY))
    believed = adopt(trust, signed(later, 1))
    assert adopt(believed, signed(city, 1)).registers[CITY] == later
    with pytest.raises(YuebaoError, match="E-ROLLBACK"):
        register_chain.adopt(believed, (signed(city, 1),), newest_only=True)
