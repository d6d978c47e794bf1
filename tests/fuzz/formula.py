"""`python -m tests.fuzz.formula --seconds 3600`: texts for the rule language, until that much processor time is spent.

With `atheris` installed (`--engine atheris`) the search is led by coverage; Hypothesis writes token soup and damaged
rules. Every text must be read or refused with a code, in bounded time; what is read must print and be read again the
same, in both notations; what the pack check lets pass must compile and be decided (`tests.fuzz.oracle`). The first text
for which this does not hold ends the run with the text and a status other than 0.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

WORDS = (
    "[01,m] [02.12] [,m] [01:05,m] SC-02[01,m] SC-03 SC-03.jobs jobs `old-name` 01 02.12 02·1 上期01 上年同期02 本年累计01 "
    '(01+…+05) 1 0 12.5 50% 9999999999 “国家级” "a" true false ( ) （ ） [ ] 【 】 ` , ， : ： + - * / × ÷ = ≠ <> < <= ≤ > >= ≥ '
    "若 则 否则 且 或 非 其中 and or not where if prev last_year ytd total target sum count min max avg abs round blank na "
    'coalesce unique period() year() month() unit_kind() month_of 求和 计数 绝对值 四舍五入 level kind name uscc "2021-01" …'
)
TOKENS = tuple(WORDS.split())


def soup() -> st.SearchStrategy[str]:
    """Words of the language in no order."""
    return st.lists(st.sampled_from(TOKENS), max_size=25).flatmap(
        lambda words: st.sampled_from(["", " "]).map(lambda gap: gap.join(words))
    )


SHAPES = (
    "{0} + {1}", "{0} - {1}", "{0} * {1}", "{0}/{1}", "{0} <= {1}", "{0} ≠ {1}", "{0}={1}", "若 {0} 则 {1}", "若{0}，则{1}，否则{2}",
    "{0} 且 {1}", "{0} 或 {1} 或 {2}", "非 {0}", "-{0}", "({0})", "（{0}）", "sum({0}, {1})", "coalesce({0}, {1}, {2})", "abs({0})",
    "round({0}, 2)", "prev({0})", "last_year({0})", "ytd({0})", 'total({0}, "2021-01")', "blank({0})", "count(SC-03 where {0})",
    "sum(SC-03.jobs 其中 {0} 且 {1})", "if({0}, {1}, {2})", "max({0}, {1})",
)  # fmt: skip


def sentences() -> st.SearchStrategy[str]:
    """Words in the places where the grammar wants one, so that most of them are read."""
    leaves = st.sampled_from([token for token in TOKENS if token[0] in "[0159S`本上“j"])
    return st.recursive(
        leaves,
        lambda inner: st.builds(str.format, st.sampled_from(SHAPES), inner, inner, inner),
        max_leaves=12,
    )


def damaged(rules: list[str]) -> st.SearchStrategy[str]:
    """Real rules with a piece cut out and something put there."""
    put = soup() | st.text(max_size=6) | st.sampled_from(rules)
    cut = st.tuples(st.sampled_from(rules), st.integers(0, 200), st.integers(0, 30), put)
    return cut.map(lambda c: c[0][: c[1]] + c[3] + c[0][c[1] + c[2] :])


def with_hypothesis(seconds: float, number: int) -> int:
    """Rounds of examples with growing seeds."""
    from tests.fuzz.oracle import Oracle, written_rules

    oracle = Oracle()
    texts = sentences() | soup() | damaged(sorted(set(written_rules(oracle.pack)))) | st.text(max_size=80)
    tried = settings(
        max_examples=2_000, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    while time.process_time() < seconds:
        seed(number)(tried(given(texts)(oracle.judge)))()
        number += 1
        tell("hypothesis", oracle)
    return 0


def with_atheris(seconds: float, number: int) -> int:
    """Coverage-guided, from the shipped rules and the language's words."""
    import atheris

    with atheris.instrument_imports(include=["forms"]):
        from tests.fuzz.oracle import Oracle, written_rules
    oracle = Oracle()

    def one(data: bytes) -> None:
        try:
            oracle.judge(data.decode("utf-8", "replace"))
        except BaseException:
            tell("atheris", oracle, failed=data.decode("utf-8", "replace"))
            raise
        if oracle.counts["texts"] % 20_000 == 0:
            tell("atheris", oracle)
        if time.process_time() >= seconds:
            tell("atheris", oracle)
            os._exit(0)

    with tempfile.TemporaryDirectory() as folder:
        corpus, words = Path(folder, "corpus"), Path(folder, "words")
        corpus.mkdir()
        for n, rule in enumerate(sorted(set(written_rules(oracle.pack)))):
            (corpus / str(n)).write_text(rule, "utf-8")
        words.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS), "ascii")
        options = [
            f"-dict={words}",
            "-max_len=1200",
            f"-seed={number}",
            "-timeout=600",
            f"-artifact_prefix={folder}/",
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus)], one)
        atheris.Fuzz()
    return 1


def _escaped(token: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token.encode())


def tell(engine: str, oracle: object, **more: object) -> None:
    """One line of JSON: what was tried and what it came to."""
    spent, text = oracle.slowest
    line = {"engine": engine, "cpu_seconds": round(time.process_time()), **oracle.counts}
    line |= {"slowest": [round(spent, 3), text[:80]], **more}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """The run."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.formula", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="processor time to spend")
    parser.add_argument("--engine", choices=("hypothesis", "atheris"), default="hypothesis")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    run = with_atheris if chosen.engine == "atheris" else with_hypothesis
    return run(chosen.seconds, chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
