"""Who may sign what for whom: the truth table of `authorise`, cell by cell."""

import base64
import hashlib
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import register, trust
from sync.manifest import FORMAT, Kind, Manifest
from sync.register import DeviceKey, Position, RegisterUnit, Role, with_algorithms
from sync.trust import EVERYBODY, Authorised, Pending, Refused, Sent, TrustState, authorise

TOP, CITY, COUNTY, PREF, ZONE = "54", "5401", "540102", "5402", "5419"
REGION = "54-aa"
COLLECTOR = {TOP: None, CITY: TOP, COUNTY: CITY, PREF: TOP, ZONE: TOP}
UNITS = tuple(RegisterUnit(code=u, name=u, kind="k", collector=c) for u, c in COLLECTOR.items())


def key(name: str, unit: str, *roles: Role, alg: str = "ed25519") -> DeviceKey:
    spki = name.encode()
    keyid = hashlib.sha256(spki).hexdigest()
    text = base64.b64encode(spki).decode()
    return DeviceKey(keyid=keyid, unit=unit, alg=alg, spki=text, roles=roles, origins=("o1",), added=1)


ROOT = key("root", TOP, Role.COLLECT, Role.ROOT, Role.SUBMIT)
SECOND = key("second", TOP, Role.COLLECT, Role.SUBMIT)
CITY_KEY = key("city", CITY, Role.COLLECT, Role.SUBMIT)
CITY_CLERK = key("clerk", CITY, Role.SUBMIT)
PREF_KEY = key("pref", PREF, Role.SUBMIT)
HEAD = key("head", PREF, Role.HEAD)
COUNTY_KEY = key("county", COUNTY, Role.SUBMIT)
STRANGER = key("stranger", PREF, Role.SUBMIT)
NAMED = {
    "root": ROOT, "second": SECOND, "city": CITY_KEY, "clerk": CITY_CLERK, "pref": PREF_KEY, "head": HEAD,
    "county": COUNTY_KEY, "stranger": STRANGER,
}  # fmt: skip

REGION_REGISTER = register.first(
    region=REGION,
    unit=TOP,
    superior=None,
    keys=(ROOT, SECOND, CITY_KEY, CITY_CLERK, PREF_KEY, HEAD),
    units=UNITS,
)
CITY_ROOT = msgspec.structs.replace(CITY_KEY, roles=(Role.COLLECT, Role.ROOT, Role.SUBMIT))
CITY_REGISTER = register.first(region=REGION, unit=CITY, superior=TOP, keys=(CITY_ROOT, COUNTY_KEY))


def state(me: str, **changes) -> TrustState:
    registers = {TOP: REGION_REGISTER, CITY: CITY_REGISTER}
    whole = TrustState(me=me, region=REGION, top=TOP, root_fingerprint="", registers=registers)
    return replace(whole, **changes)


def manifest(kind: str, unit: str, to: str, *, origin: str = "o1", sequence: int = 5, region: str = REGION):
    return Manifest(
        format=FORMAT,
        kind=Kind(kind),
        region=region,
        unit=unit,
        to=to,
        origin=origin,
        sequence=sequence,
        previous=None,
        register_version=1,
        pack=None,
        have={},
        created_at="",
        app="t/1",
        files={},
    )


def decided(me: str, what: Manifest, *names: str, sent: str = "m5", links=None, **changes):
    where = Sent(manifest_hash=sent, links=links or {})
    return authorise(what, [NAMED[name].keyid for name in names], state(me, **changes), where)


def verdict(decision) -> str:
    match decision:
        case Authorised():
            return "yes"
        case Pending(code=code):
            return f"wait {code}"
        case Refused(code=code):
            return code


TABLE = """
me     kind       unit   to        signers        verdict
# upward, to the office that collects
54     submission 5402   54        pref           yes
54     submission 5402   54        pref,head      yes
54     submission 5402   54        head           E-ROLE
54     submission 5402   54        stranger       wait E-UNKNOWN-KEY
54     submission 5402   54        stranger,pref  yes
54     submission 5402   54        city           E-UNIT
54     submission 5402   54        root           E-UNIT
54     submission 5402   54        county         E-UNIT
54     submission 5401   54        city           yes
54     submission 5401   54        clerk          yes
54     submission 54     54        root           yes
54     submission 5402   5401      pref           E-RECIPIENT
54     submission 540102 5401      county         E-RECIPIENT
54     submission 540102 54        county         E-RECIPIENT
54     submission 999    54        pref           E-UNIT
5401   submission 540102 5401      county         yes
5401   submission 540102 5401      city           E-UNIT
5401   submission 540102 5401      pref           E-UNIT
5401   submission 540102 5401      stranger       wait E-UNKNOWN-KEY
5401   submission 5402   54        pref           E-RECIPIENT
5402   submission 5402   54        pref           yes
5419   submission 5402   54        pref           E-RECIPIENT
# relays
54     relay      5401   54        city           yes
54     relay      5401   54        clerk          E-ROLE
54     relay      5402   54        pref           E-ROLE
54     relay      540102 5401      county         E-RECIPIENT
# tasks
5402   task       54     everyone  root           yes
5402   task       54     5402      root           yes
5402   task       54     5401      root           E-RECIPIENT
5402   task       54     everyone  second         E-ROLE
5402   task       54     everyone  pref           E-UNIT
5402   task       54     everyone  stranger       E-UNKNOWN-KEY
5402   task       5401   everyone  city           E-UNIT
540102 task       5401   everyone  city           yes
540102 task       5401   everyone  clerk          E-ROLE
540102 task       5401   everyone  root           E-UNIT
540102 task       54     everyone  root           E-UNIT
54     task       54     54        root           yes
54     task       5401   everyone  city           E-UNIT
# replies
5402   reply      54     5402      root           yes
5402   reply      54     5402      second         yes
5402   reply      54     5402      pref           E-UNIT
5402   reply      54     5401      root           E-RECIPIENT
5402   reply      54     everyone  root           E-RECIPIENT
5402   reply      5401   5402      city           E-UNIT
540102 reply      5401   540102    city           yes
540102 reply      5401   540102    clerk          E-ROLE
540102 reply      54     540102    root           E-UNIT
5401   reply      5401   5401      city           yes
5402   reply      5402   5402      pref           E-ROLE
# requests are never authorised here
54     enrolment  5402   54        pref           E-ROLE
"""
ROWS = [line.split(None, 5) for line in TABLE.strip().splitlines()[1:] if not line.startswith("#")]


@pytest.mark.parametrize(("me", "kind", "unit", "to", "signers", "wanted"), ROWS, ids=lambda v: v)
def test_truth_table(me, kind, unit, to, signers, wanted):
    assert verdict(decided(me, manifest(kind, unit, to), *signers.split(","))) == wanted


def test_a_reply_of_an_unknown_key_is_refused_because_replies_bring_their_register():
    lonely = key("lonely", TOP, Role.COLLECT)
    found = authorise(manifest("reply", TOP, PREF), [lonely.keyid], state(PREF), Sent(manifest_hash="m"))
    assert verdict(found) == "E-UNKNOWN-KEY"


def test_another_region_is_another_world():
    assert verdict(decided(TOP, manifest("submission", PREF, TOP, region="54-bb"), "pref")) == "E-RECIPIENT"


def test_a_leaf_is_judged_as_the_relaying_office_would():
    leaf = manifest("submission", COUNTY, CITY)
    assert verdict(decided(TOP, leaf, "county")) == "E-RECIPIENT"
    sent = Sent(manifest_hash="m")
    assert verdict(authorise(leaf, [COUNTY_KEY.keyid], state(TOP).at(CITY), sent)) == "yes"
    assert verdict(authorise(leaf, [COUNTY_KEY.keyid], state(TOP).at(PREF), sent)) == "E-RECIPIENT"


def test_without_the_citys_register_its_units_wait():
    leaf = manifest("submission", COUNTY, CITY)
    only = {TOP: REGION_REGISTER}
    assert verdict(decided(CITY, leaf, "county", registers=only)) == "wait E-UNKNOWN-KEY"


def test_a_city_cannot_list_itself_as_collector():
    """Its own register says collect, the region's does not: the register above it speaks for a unit."""
    modest = tuple(
        msgspec.structs.replace(k, roles=(Role.SUBMIT,)) if k.unit == CITY else k
        for k in REGION_REGISTER.keys
    )
    above = msgspec.structs.replace(REGION_REGISTER, keys=modest)
    found = decided(TOP, manifest("relay", CITY, TOP), "city", registers={TOP: above, CITY: CITY_REGISTER})
    assert verdict(found) == "E-ROLE"


def test_a_citys_new_key_waits_though_its_own_register_lists_it():
    fresh = key("fresh", CITY, Role.COLLECT, Role.ROOT, Role.SUBMIT)
    below = register.admit(CITY_REGISTER, fresh)
    believes = state(TOP, registers={TOP: REGION_REGISTER, CITY: below})
    sent = Sent(manifest_hash="m")
    for kind in ("submission", "relay"):
        found = authorise(manifest(kind, CITY, TOP), [fresh.keyid], believes, sent)
        assert verdict(found) == "wait E-UNKNOWN-KEY"


def test_a_key_that_lies_here_needs_nobodys_admission_for_our_own_bundles():
    held = {STRANGER.keyid: STRANGER}
    assert verdict(decided(PREF, manifest("submission", PREF, TOP), "stranger", held=held)) == "yes"
    assert verdict(decided(ZONE, manifest("submission", ZONE, TOP), "stranger", held=held)) == "E-UNIT"


# --- algorithms ----------------------------------------------------------------------------------------

SM2 = key("pref-sm2", PREF, Role.SUBMIT, alg="sm2-sm3")
HEAD_SM2 = key("head-sm2", PREF, Role.HEAD, alg="sm2-sm3")


@pytest.mark.parametrize(
    ("policy", "signers", "wanted"),
    [
        (("ed25519",), (PREF_KEY,), "yes"),
        (("ed25519",), (SM2,), "E-ALGORITHM"),
        (("ed25519",), (PREF_KEY, SM2), "yes"),
        (("ed25519", "sm2-sm3"), (PREF_KEY,), "E-ALGORITHM"),
        (("ed25519", "sm2-sm3"), (SM2,), "E-ALGORITHM"),
        (("ed25519", "sm2-sm3"), (PREF_KEY, SM2), "yes"),
        (("sm2-sm3",), (PREF_KEY,), "E-ALGORITHM"),
        (("sm2-sm3",), (SM2,), "yes"),
        (("ed25519", "sm2-sm3"), (PREF_KEY, STRANGER), "E-ALGORITHM"),
    ],
)
def test_the_receivers_register_decides_which_algorithms_must_have_signed(policy, signers, wanted):
    grown = register.admit(register.admit(REGION_REGISTER, SM2), HEAD_SM2)
    now = with_algorithms(grown, policy)
    ids = [signer.keyid for signer in signers]
    believes = state(TOP, registers={TOP: now})
    found = authorise(manifest("submission", PREF, TOP), ids, believes, Sent(manifest_hash="m"))
    assert verdict(found) == wanted


# --- revocation by position ------------------------------------------------------------------------------

CHAIN = {f"m{n}": f"m{n - 1}" for n in range(2, 10)}


def revoked(*positions: Position) -> dict:
    return {"registers": {TOP: register.revoke(REGION_REGISTER, PREF_KEY.keyid, positions, "stolen")}}


UP_TO_5 = Position(origin="o1", sequence=5, hash="m5".rjust(64, "0"))


@pytest.mark.parametrize(
    ("origin", "sequence", "sent", "known", "wanted"),
    [
        ("o1", 5, "m5", range(2, 6), "yes"),
        ("o1", 5, "x5", range(2, 6), "E-REVOKED-KEY"),
        ("o1", 6, "m6", range(2, 7), "E-REVOKED-KEY"),
        ("o1", 3, "m3", range(2, 6), "yes"),
        ("o1", 3, "x3", range(2, 6), "E-REVOKED-KEY"),
        ("o1", 1, "m1", range(2, 6), "yes"),
        ("o1", 3, "m3", (2, 3, 5), "wait E-REVOKED-KEY"),
        ("o1", 5, "m5", (), "yes"),
        ("o1", 4, "m4", (), "wait E-REVOKED-KEY"),
        ("o2", 1, "m1", (), "E-REVOKED-KEY"),
    ],
)
def test_a_revoked_key_counts_up_to_its_position_along_the_chain(origin, sequence, sent, known, wanted):
    pad = {f"m{n}".rjust(64, "0"): f"m{n - 1}".rjust(64, "0") for n in known}
    found = decided(
        TOP,
        manifest("submission", PREF, TOP, origin=origin, sequence=sequence),
        "pref",
        sent=sent.rjust(64, "0"),
        links=pad,
        **revoked(UP_TO_5),
    )
    assert verdict(found) == wanted


def test_a_key_revoked_without_a_position_never_counts():
    assert verdict(decided(TOP, manifest("submission", PREF, TOP), "pref", **revoked())) == "E-REVOKED-KEY"


def test_a_second_good_key_of_the_unit_saves_a_bundle():
    other = key("pref2", PREF, Role.SUBMIT)
    now = register.revoke(register.admit(REGION_REGISTER, other), PREF_KEY.keyid, (), "lost")
    believes = state(TOP, registers={TOP: now})
    found = authorise(
        manifest("submission", PREF, TOP), [PREF_KEY.keyid, other.keyid], believes, Sent(manifest_hash="m")
    )
    assert found == Authorised(
        unit=PREF, keyids=(other.keyid,), roles=frozenset({Role.SUBMIT}), keeper=TOP, register_version=3
    )


# --- what a bundle may contain ------------------------------------------------------------------------------


def authorised(unit: str, *roles: Role) -> Authorised:
    return Authorised(unit=unit, keyids=("k" * 64,), roles=frozenset(roles), keeper=TOP, register_version=1)


@pytest.mark.parametrize(
    ("sender", "roles", "about", "resolves", "wanted"),
    [
        (PREF, (Role.SUBMIT,), PREF, False, None),
        (PREF, (Role.SUBMIT,), PREF, True, None),
        (PREF, (Role.HEAD,), PREF, False, "E-ROLE"),
        (PREF, (Role.SUBMIT,), ZONE, False, "E-UNIT"),
        (TOP, (Role.COLLECT, Role.SUBMIT), PREF, False, "E-UNIT"),
        (TOP, (Role.COLLECT,), PREF, True, None),
        (TOP, (Role.SUBMIT,), PREF, True, "E-UNIT"),
        (TOP, (Role.COLLECT,), COUNTY, True, "E-UNIT"),
        (CITY, (Role.COLLECT,), COUNTY, True, None),
    ],
)
def test_only_the_unit_reports_and_its_collecting_office_may_resolve(sender, roles, about, resolves, wanted):
    found = trust.may_report(authorised(sender, *roles), state(TOP), about, resolves=resolves)
    assert (found.code if found else None) == wanted


@pytest.mark.parametrize(
    ("sender", "roles", "about", "wanted"),
    [
        (TOP, (Role.COLLECT,), PREF, None),
        (TOP, (Role.SUBMIT,), PREF, "E-ROLE"),
        (TOP, (Role.COLLECT,), COUNTY, "E-UNIT"),
        (CITY, (Role.COLLECT,), COUNTY, None),
        (CITY, (Role.COLLECT,), PREF, "E-UNIT"),
        (PREF, (Role.SUBMIT,), PREF, "E-UNIT"),
        (TOP, (Role.COLLECT,), TOP, None),
    ],
)
def test_only_the_collecting_office_reviews(sender, roles, about, wanted):
    found = trust.may_review(authorised(sender, *roles), state(TOP), about)
    assert (found.code if found else None) == wanted


def test_a_circle_of_collectors_leads_nowhere():
    a, b = (RegisterUnit(code=c, name=c, kind="k", collector=o) for c, o in (("a", "b"), ("b", "a")))
    odd = msgspec.structs.replace(REGION_REGISTER, units=(a, b))
    assert state(TOP, registers={TOP: odd}).way_up("a") == ()


@given(
    kind=st.sampled_from(list(Kind)),
    me=st.sampled_from(list(COLLECTOR)),
    unit=st.sampled_from(list(COLLECTOR)),
    to=st.sampled_from([*COLLECTOR, EVERYBODY]),
    names=st.sets(st.sampled_from(sorted(NAMED)), min_size=1),
)
def test_whatever_is_authorised_was_signed_by_the_senders_own_listed_key(kind, me, unit, to, names):
    found = decided(me, manifest(kind.value, unit, to), *names)
    if isinstance(found, Authorised):
        keys = [k for k in NAMED.values() if k.keyid in found.keyids]
        assert keys
        assert {k.unit for k in keys} == {unit}
        assert STRANGER not in keys
        assert me in (to, unit) or (to == EVERYBODY and COLLECTOR[me] == unit)
        assert set(found.keyids) <= {NAMED[name].keyid for name in names}
