"""A region that goes over to two algorithms: every key gets a second one, then both must have signed."""

from __future__ import annotations

from tests.e2e.county import GOOD, fill, submit


def test_the_region_goes_over_to_both_algorithms(region):
    root = region("key", "add", "--algorithm", "sm2-sm3", workspace="region").result
    assert root["root_fingerprint"]
    asked = region("key", "add", "--algorithm", "sm2-sm3", "--to", "requests", workspace="T1").result
    task = region("issue", "--to", "task2", workspace="region").result["files"]
    region("import", *task, workspace="T1")
    region("enroll", asked["request"], "--fingerprint", region("key", "show", workspace="T1").result["fingerprint"],
           workspace="region")  # fmt: skip
    policy = region("key", "policy", "ed25519", "sm2-sm3", workspace="region").result
    assert policy["required_algs"] == ["ed25519", "sm2-sm3"]
    region("import", *region("issue", "--to", "task3", workspace="region").result["files"], workspace="T1")
    fill(region, "T1", GOOD)
    handed = submit(region, "T1").result["file"]
    assert len(region("verify", handed).result["signers"]) == 2
    assert region("import", handed, workspace="region").result["balance"]["current"] == 1
