"""The example in docs/formats/register.md is what the program writes."""

import json
import re
from pathlib import Path

from test_register import SIGNERS, TOP, UNITS, entry, signed

from forms import canonical
from sync import register, register_chain, trust
from sync.manifest import PackRef
from sync.register import Position, Role

DOC = (Path(__file__).parents[2] / "docs" / "formats" / "register.md").read_text(encoding="utf-8")


def example():
    """Version 3 of a region: founded, one office admitted, its key ended."""
    begun = register.first(
        region="54-1f2e3d4c5b6a7988",
        unit=TOP,
        superior=None,
        keys=(entry(0, TOP, (Role.COLLECT, Role.ROOT, Role.SUBMIT)),),
        units=UNITS,
        pack=PackRef(id="shuangchuang", version="2026.1", hash="ab" * 32),
    )
    grown = register.admit(begun, entry(1))
    end = Position(origin="o1", sequence=7, hash="cd" * 32)
    return signed(register.revoke(grown, SIGNERS[1].keyid, (end,), "laptop lost"), 0)


def test_the_example_is_what_the_program_writes():
    shown = json.loads(re.search(r"```json\n(.*?)```", DOC, re.DOTALL)[1])
    assert canonical.encode(shown) == canonical.encode(example())
    assert register_chain.parse(canonical.encode(shown)) == example()


def test_the_document_names_every_role_and_every_rule_of_trust():
    for role in Role:
        assert f"`{role.value}`" in DOC
    rules = re.findall(r"^ (\d)\. \*([^*]+)\.\*", trust.__doc__, re.MULTILINE)
    assert len(rules) == 8
    for number, name in rules:
        assert f"{number}. **{name}.**" in DOC
