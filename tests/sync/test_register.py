"""Register versions: what each step may change, and which histories a reader follows."""

import base64
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from forms import canonical
from forms.errors import YuebaoError
from sync import register, register_chain
from sync.keys import SoftwareEd25519, fingerprint
from sync.manifest import PackRef
from sync.register import DeviceKey, Position, Register, RegisterUnit, Role, Root
from sync.register_chain import SignedRegister
from sync.trust import TrustState

TOP, PREF, ZONE = "54", "5402", "5419"
UNITS = tuple(
    RegisterUnit(code=u, name=u, kind="k", collector=c) for u, c in ((TOP, None), (PREF, TOP), (ZONE, TOP))
)
SIGNERS = [SoftwareEd25519.from_seed(bytes([n]) * 32) for n in range(12)]
ROLES = (Role.COLLECT, Role.ROOT, Role.SUBMIT)


def entry(n: int, unit: str = PREF, roles: tuple[Role, ...] = (Role.SUBMIT,)) -> DeviceKey:
    signer = SIGNERS[n]
    spki = base64.b64encode(signer.public_spki_der).decode()
    return DeviceKey(
        keyid=signer.keyid, unit=unit, alg="ed25519", spki=spki, roles=roles, origins=(f"o{n}",), added=0
    )


def first(*roots: int, threshold: int = 1) -> Register:
    keys = [entry(n, TOP, ROLES) for n in roots]
    begun = register.first(region="54-aa", unit=TOP, superior=None, keys=keys, units=UNITS)
    return msgspec.structs.replace(begun, root=Root(keyids=begun.root.keyids, threshold=threshold))


def signed(value: Register, *who: int) -> SignedRegister:
    return register_chain.parse(register_chain.seal(value, [SIGNERS[n] for n in who]))


def pinned(start: SignedRegister) -> TrustState:
    mark = register_chain.root_fingerprint(start.signed)
    nothing = TrustState(me=PREF, region="", top="", root_fingerprint=mark)
    return register_chain.pinned(nothing, (start,))


def code(call) -> str:
    with pytest.raises(YuebaoError) as caught:
        call()
    return caught.value.code


# --- steps -----------------------------------------------------------------------------------------------


def test_admission_adds_one_key_and_one_version():
    one = first(0)
    two = register.admit(one, entry(1), recipients=("age1x",))
    assert (two.version, two.previous) == (2, canonical.digest(one))
    assert [k.keyid for k in two.keys_of(PREF)] == [SIGNERS[1].keyid]
    assert two.key(SIGNERS[1].keyid).added == 2
    assert two.age_recipients == {PREF: ("age1x",)}
    assert register.admit(two, entry(1)) is two
    assert register.admit(two, entry(1, roles=(Role.HEAD,))).key(SIGNERS[1].keyid).roles == (
        Role.HEAD,
        Role.SUBMIT,
    )


def test_a_key_never_moves_to_another_unit_nor_comes_back():
    two = register.admit(first(0), entry(1))
    assert code(lambda: register.admit(two, entry(1, ZONE))) == "E-UNIT"
    three = register.revoke(two, SIGNERS[1].keyid, (), "lost")
    assert code(lambda: register.admit(three, entry(1))) == "E-REVOKED-KEY"
    assert three.key(SIGNERS[1].keyid) is not None
    assert not three.is_good(SIGNERS[1].keyid)


def test_revocation_is_by_position_and_only_draws_nearer():
    keyid = SIGNERS[1].keyid
    at = [Position(origin="o1", sequence=n, hash=f"{n}" * 64) for n in range(10)]
    two = register.revoke(register.admit(first(0), entry(1)), keyid, (at[5],), "lost")
    assert [(e.origin, e.last_good_sequence) for e in two.ends(keyid)] == [("o1", 5)]
    nearer = register.revoke(two, keyid, (at[3],), "since then")
    assert nearer.ends(keyid)[0].last_good_sequence == 3
    assert nearer.ends(keyid)[0].reason == "since then"
    farther = register.revoke(nearer, keyid, (at[7],), "no")
    assert farther.ends(keyid)[0].last_good_sequence == 3
    other = register.revoke(two, keyid, (Position(origin="o9", sequence=4, hash="4" * 64),), "another copy")
    assert {e.origin: e.last_good_sequence for e in other.ends(keyid)} == {"o1": 0, "o9": 0}


def test_rotation_is_one_version_and_passes_roles_and_root_on():
    one = first(0)
    two = register.rotate(
        one, SIGNERS[0].keyid, entry(1, TOP), (Position(origin="o0", sequence=3, hash="3" * 64),)
    )
    assert (two.version, two.previous) == (2, canonical.digest(one))
    assert two.root.keyids == (SIGNERS[1].keyid,)
    assert two.key(SIGNERS[1].keyid).roles == ROLES
    assert two.key(SIGNERS[1].keyid).added == 2
    assert two.ends(SIGNERS[0].keyid)[0].version == 2
    assert code(lambda: register.rotate(one, SIGNERS[0].keyid, entry(1, PREF), ())) == "E-UNIT"
    assert code(lambda: register.rotate(one, SIGNERS[5].keyid, entry(1, PREF), ())) == "E-UNKNOWN-KEY"


def test_the_last_root_key_cannot_be_revoked():
    assert code(lambda: register.revoke(first(0), SIGNERS[0].keyid, (), "x")) == "E-ROOT"
    two = register.revoke(first(0, 1), SIGNERS[0].keyid, (), "x")
    assert two.root.keyids == (SIGNERS[1].keyid,)
    assert code(lambda: register.revoke(first(0), SIGNERS[7].keyid, (), "x")) == "E-NO-KEY"


def test_one_pack_version_has_one_content():
    pack = PackRef(id="p", version="1", hash="a" * 64)
    two = register.with_pack(first(0), pack, UNITS)
    assert two.pack == pack
    assert register.with_pack(two, pack, UNITS) is two
    other = PackRef(id="p", version="1", hash="b" * 64)
    assert code(lambda: register.with_pack(two, other, UNITS)) == "E-PACK-HASH"
    forged = msgspec.structs.replace(two, version=3, previous=canonical.digest(two), pack=other)
    assert code(lambda: register.require_growth(two, forged)) == "E-PACK-HASH"


UNSOUND = [
    ("version 0", {"version": 0}, "E-SCHEMA"),
    ("no previous", {"version": 2}, "E-SCHEMA"),
    ("key twice", {"keys": (entry(0, TOP, ROLES), entry(0, TOP, ROLES))}, "E-SCHEMA"),
    ("unit twice", {"units": (*UNITS, *UNITS)}, "E-SCHEMA"),
    ("no algorithm", {"required_algs": ()}, "E-SCHEMA"),
    ("a city with units", {"superior": "99"}, "E-SCHEMA"),
    ("threshold 0", {"root": Root(keyids=(SIGNERS[0].keyid,), threshold=0)}, "E-ROOT"),
    ("threshold 2 of 1", {"root": Root(keyids=(SIGNERS[0].keyid,), threshold=2)}, "E-ROOT"),
    ("one key counted twice", {"root": Root(keyids=(SIGNERS[0].keyid,) * 2, threshold=2)}, "E-ROOT"),
    ("unlisted root", {"root": Root(keyids=(SIGNERS[3].keyid,), threshold=1)}, "E-ROOT"),
    ("another unit's root", {"keys": (entry(0, PREF, ROLES),)}, "E-ROOT"),
    ("root without the role", {"keys": (entry(0, TOP),)}, "E-ROOT"),
    (
        "another key's id",
        {"keys": (msgspec.structs.replace(entry(0, TOP, ROLES), spki=entry(1).spki),)},
        "E-SCHEMA",
    ),
]


@pytest.mark.parametrize(("changes", "wanted"), [c[1:] for c in UNSOUND], ids=[c[0] for c in UNSOUND])
def test_unsound_registers_are_refused_whoever_signed(changes, wanted):
    odd = msgspec.structs.replace(first(0), **changes)
    assert code(lambda: register.require_sound(odd)) == wanted


# --- signatures and sequences --------------------------------------------------------------------------------


def test_a_successor_needs_the_threshold_of_both():
    one = first(0, 1, 2, threshold=2)
    two = msgspec.structs.replace(
        register.with_root(register.admit(one, entry(3, TOP, ROLES)), [SIGNERS[3].keyid], 1),
        version=2,
        previous=canonical.digest(one),
    )
    follow = register_chain.verify_successor
    assert follow(one, signed(two, 0, 1, 3)) == two
    assert follow(one, signed(two, 0, 1, 2, 3)) == two
    assert code(lambda: follow(one, signed(two, 0, 3))) == "E-ROOT"
    assert code(lambda: follow(one, signed(two, 0, 1))) == "E-ROOT"
    assert code(lambda: follow(one, signed(two, 5))) == "E-ROOT"
    assert code(lambda: follow(one, signed(two, 0, 3, 4, 5, 6))) == "E-ROOT"


def test_changed_content_and_foreign_signatures_are_refused():
    good = signed(register.admit(first(0), entry(1)), 0)
    changed = msgspec.structs.replace(
        good.signed, keys=(*good.signed.keys[:1], entry(2)), previous=good.signed.previous
    )
    forged = SignedRegister(signatures=good.signatures, signed=changed)
    assert code(lambda: register_chain.verify_successor(first(0), forged)) == "E-SIGNATURE"


def test_lower_versions_forks_and_takings_back_are_refused():
    one = first(0)
    two = register.admit(one, entry(1))
    other = register.admit(one, entry(2))
    follow = register_chain.verify_successor
    assert follow(two, signed(two, 0)) is two
    assert code(lambda: follow(two, signed(one, 0))) == "E-ROLLBACK"
    assert code(lambda: follow(two, signed(other, 0))) == "E-FORK"
    assert code(lambda: follow(two, signed(register.admit(other, entry(3)), 0))) == "E-FORK"
    dropped = msgspec.structs.replace(two, version=5, keys=two.keys[:1], previous="a" * 64)
    assert code(lambda: follow(two, signed(dropped, 0))) == "E-ROLLBACK"
    three = register.revoke(two, SIGNERS[1].keyid, (Position(origin="o1", sequence=2, hash="2" * 64),), "x")
    pardoned = msgspec.structs.replace(three, version=9, previous="b" * 64, revocations=())
    assert code(lambda: follow(three, signed(pardoned, 0))) == "E-ROLLBACK"
    end = msgspec.structs.replace(three.revocations[0], last_good_sequence=9)
    later = msgspec.structs.replace(three, version=9, previous="b" * 64, revocations=(end,))
    assert code(lambda: follow(three, signed(later, 0))) == "E-ROLLBACK"
    foreign = msgspec.structs.replace(two, region="54-bb")
    assert code(lambda: follow(one, signed(foreign, 0))) == "E-ROOT"


def test_versions_between_may_be_absent_unless_the_root_changed():
    one = first(0)
    two = register.admit(one, entry(1))
    three = register.rotate(two, SIGNERS[0].keyid, entry(2, TOP), ())
    four = register.admit(three, entry(3))
    chain = [signed(one, 0), signed(two, 0), signed(three, 0, 2), signed(four, 2)]
    trust = pinned(chain[0])
    assert register_chain.adopt(trust, chain).root == four
    needed = register_chain.bridge({s.signed.version: s.signed.root for s in chain})
    assert needed == (1, 3, 4)
    assert register_chain.adopt(trust, [s for s in chain if s.signed.version in needed]).root == four
    assert code(lambda: register_chain.adopt(trust, chain[3:])) == "E-ROOT"
    assert code(lambda: register_chain.adopt(trust, [chain[3], chain[1]])) == "E-ROOT"


def test_the_order_of_arrival_is_indifferent_and_what_was_seen_is_remembered():
    one = first(0)
    two = register.admit(one, entry(1))
    three = register.admit(two, entry(2))
    chain = [signed(v, 0) for v in (one, two, three)]
    trust = register_chain.adopt(pinned(chain[0]), chain[::-1])
    assert trust.root == three
    assert {version for _, version in trust.seen} == {1, 2, 3}
    assert register_chain.adopt(trust, chain[:2]) == trust
    assert code(lambda: register_chain.adopt(trust, chain[:2], newest_only=True)) == "E-ROLLBACK"
    fork = signed(register.admit(one, entry(3)), 0)
    assert code(lambda: register_chain.adopt(trust, [fork])) == "E-FORK"
    assert code(lambda: register_chain.adopt(trust, [fork, chain[2]])) == "E-FORK"


def test_fingerprints_pin_the_root_of_any_version_on_the_way():
    one = first(0)
    two = register.rotate(one, SIGNERS[0].keyid, entry(1, TOP), ())
    chain = (signed(one, 0), signed(two, 0, 1))
    nothing = TrustState(me=PREF, region="", top="", root_fingerprint="")
    for n in (0, 1):
        mark = fingerprint(SIGNERS[n].public_spki_der)
        trust = register_chain.pinned(replace(nothing, root_fingerprint=mark), chain)
        assert (trust.root, trust.region, trust.top) == (two, "54-aa", TOP)
    stranger = replace(nothing, root_fingerprint=fingerprint(SIGNERS[5].public_spki_der))
    assert code(lambda: register_chain.pinned(stranger, chain)) == "E-ROOT"
    assert code(lambda: register_chain.pinned(stranger, ())) == "E-ROOT"


def test_several_root_keys_have_one_fingerprint_together():
    both = register_chain.root_fingerprint(first(0, 1))
    assert both not in {fingerprint(SIGNERS[n].public_spki_der) for n in (0, 1)}
    assert both != register_chain.root_fingerprint(first(0, 1, threshold=2))
    assert pinned(signed(first(0, 1), 1)).root == first(0, 1)


def test_bytes_read_back_are_the_same_and_nothing_else_is_read():
    data = register_chain.seal(register.admit(first(0), entry(1)), [SIGNERS[0]])
    assert canonical.encode(register_chain.parse(data)) == data
    for odd in (b"", b"{}", data + b" ", data.replace(b'"version":2', b'"version":02')):
        assert code(lambda odd=odd: register_chain.parse(odd)) == "E-SCHEMA"


def test_a_register_under_another_name_is_refused():
    data = register_chain.seal(first(0), [SIGNERS[0]])
    assert register_chain.registers_in({"register/1.json": data, "pack/x.json": b""})[0].signed == first(0)
    for name in ("register/2.json", "register/54/1.json", "register/x.json"):
        assert code(lambda name=name: register_chain.registers_in({name: data})) == "E-MANIFEST"


# --- histories against an oracle --------------------------------------------------------------------------------


class Histories(RuleBasedStateMachine):
    """A keeper makes versions; a reader meets them in any order, with forged ones between.

    The oracle is a list: after any deliveries the reader is at the highest version that it could reach.
    """

    @initialize()
    def begin(self):
        self.root = 0
        self.unused = list(range(1, 12))
        self.versions = [signed(first(0), 0)]
        self.trust = pinned(self.versions[0])
        self.reached = 1

    @property
    def now(self) -> Register:
        return self.versions[-1].signed

    @rule()
    def admit(self):
        if self.unused:
            self.versions.append(signed(register.admit(self.now, entry(self.unused.pop())), self.root))

    @rule(data=st.data())
    def revoke(self, data):
        good = [k.keyid for k in self.now.keys_of(PREF) if self.now.is_good(k.keyid)]
        if good:
            at = Position(origin="o", sequence=data.draw(st.integers(0, 9)), hash="c" * 64)
            ended = register.revoke(self.now, data.draw(st.sampled_from(good)), (at,), "x")
            self.versions.append(signed(ended, self.root))

    @rule()
    def rotate(self):
        if self.unused:
            new = self.unused.pop()
            turned = register.rotate(self.now, SIGNERS[self.root].keyid, entry(new, TOP), ())
            self.versions.append(signed(turned, self.root, new))
            self.root = new

    def _can_reach(self, wanted: set[int]) -> int:
        at = self.reached
        for version in sorted(v for v in wanted if v > at):
            roots = {self.versions[v - 1].signed.root for v in range(at, version)}
            if len(roots) > 1:
                return -1
            at = version
        return at

    @rule(data=st.data())
    def deliver(self, data):
        count = len(self.versions)
        chosen = data.draw(st.lists(st.integers(1, count), min_size=1, max_size=count))
        reachable = self._can_reach(set(chosen))
        found = [self.versions[v - 1] for v in chosen]
        if reachable < 0:
            assert code(lambda: register_chain.adopt(self.trust, found)) == "E-ROOT"
        else:
            self.trust = register_chain.adopt(self.trust, found)
            self.reached = reachable

    @rule(n=st.integers(1, 11))
    def forge(self, n):
        """A register by a key that is not the root: refused, or, below what was seen, not even looked at."""
        target = self.trust.root
        if n != self.root and SIGNERS[n].keyid not in target.root.keyids:
            forged = signed(register.with_root(target, target.root.keyids, 1), n)
            assert code(lambda: register_chain.adopt(self.trust, [forged])) in ("E-ROOT", "E-FORK")

    @invariant()
    def the_reader_is_where_the_oracle_is(self):
        assert self.trust.root == self.versions[self.reached - 1].signed


Histories.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestHistories = Histories.TestCase


@given(st.lists(st.sampled_from(["admit", "revoke", "rotate", "units"]), max_size=8))
@settings(max_examples=30, deadline=None)
def test_every_step_is_a_sound_successor(steps):
    now, root, unused = first(0), 0, list(range(1, 12))
    for step in steps:
        before = now
        match step:
            case "admit":
                now = register.admit(now, entry(unused.pop()))
            case "revoke" if now.keys_of(PREF):
                now = register.revoke(now, now.keys_of(PREF)[0].keyid, (), "x")
            case "rotate":
                new = unused.pop()
                now = register.rotate(now, SIGNERS[root].keyid, entry(new, TOP), ())
                root = new
            case _:
                now = register.with_pack(now, PackRef(id="p", version=str(now.version), hash="d" * 64), UNITS)
        if now is not before:
            register.require_growth(before, now)
            assert now.version == before.version + 1
