"""Packs with one thing wrong, as a table: what | file | instead of | stands | code | where it is told.

Each is the golden minimal pack with one edit; the table holds every problem that must be told, and no other.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from forms.errors import PackError
from forms.loader import load_pack
from forms.messages import Translator
from forms.packs.messages import SENTENCES

MINIMAL = Path(__file__).parents[2] / "golden" / "packs" / "minimal"
NAMES = {
    "P": "pack.yaml",
    "L": "lists.yaml",
    "U": "units.csv",
    "T": "targets.csv",
    "F1": "forms/MY-01.yaml",
    "F2": "forms/MY-02.yaml",
    "F3": "forms/MY-03.yaml",
}
P, L, U, T, F1, F2, F3 = NAMES.values()

# what is wrong ¦ file ¦ instead of ¦ stands ¦ what is told and where
BROKEN = r"""
tab indentation ¦ F1 ¦   - {id: m, ¦ \t- {id: m, ¦ YAML@F1:9
bracket not closed ¦ F1 ¦ respondents: [township, pasture] ¦ respondents: [township ¦ YAML@F1:7
alias ¦ P ¦ authority: 青稞县农牧局 ¦ authority: *x ¦ YAML@P:5
anchor ¦ P ¦ authority: 青稞县农牧局 ¦ authority: &x 局 ¦ YAML@P:5
tag ¦ P ¦ approval: null ¦ approval: !!python/name:os.system x ¦ YAML@P:8
two documents ¦ L ¦ weather: ¦ ---\nweather: ¦ YAML@L:2
same key twice ¦ F3 ¦ kind: table ¦ kind: table\nkind: table ¦ DUPLICATE@F3:4
same key twice in a row ¦ F3 ¦ measure: 亩} ¦ measure: 亩, measure: 亩} ¦ DUPLICATE@F3:7
key is a list ¦ P ¦ approval: null ¦ [a]: null ¦ YAML@P:8
nested without end ¦ P ¦ approval: null ¦ approval: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] ¦ YAML@P:8
a control character ¦ P ¦ 青稞县农牧局 ¦ "a\\u0007b" ¦ VALUE@P:5
quote in CSV ¦ U ¦ 河谷乡 ¦ "河"谷乡 ¦ CSV@U:3
too many fields ¦ U ¦ C1,,no,,,\nT2 ¦ C1,,no,,,,x\nT2 ¦ CSV@U:3
column head twice ¦ T ¦ clause,note ¦ clause,clause ¦ DUPLICATE@T:1
unknown key of the pack ¦ P ¦ approval: null ¦ aproval: null ¦ KEY@P:8
unknown key of a form ¦ F1 ¦ notes: [存栏为月末数。] ¦ note: x ¦ KEY@F1:7
unknown key of a row ¦ F1 ¦ nature: flow, decimals: 0, min: 0, applies ¦ nature: flow, decimal: 0, min: 0, applies ¦ KEY@F1:17
unknown key of a column ¦ F1 ¦ title_en: this month ¦ title_cn: 本月 ¦ KEY@F1:9
unknown key of a field ¦ F2 ¦ required: true ¦ require: true ¦ KEY@F2:7
unknown key of a check ¦ F1 ¦ missing: skip-any ¦ mising: skip-any ¦ KEY@F1:24
unknown key of a calculation ¦ F1 ¦ target: "[03, m]" ¦ id: x, target: "[03, m]" ¦ KEY@F1:21
unknown key of a node check ¦ P ¦ children: inside ¦ child_: inside ¦ KEY@P:18
unknown key of a choice ¦ L ¦ title_en: normal ¦ titel: normal ¦ KEY@L:3
unknown column of units ¦ U ¦ short_name ¦ shortname ¦ KEY@U:1
no title ¦ P ¦ title: 青稞县牧业生产月报\n ¦  ¦ MISSING@P:1
title with nothing ¦ F3 ¦ title: 草场情况 ¦ title: ¦ MISSING@F3:1
row without title ¦ F1 ¦ title: 出栏,  ¦  ¦ MISSING@F1:17
check without message ¦ F3 ¦ , message: 草场全部退化，请核实 ¦  ¦ MISSING@F3:16
unit without kind ¦ U ¦ 河谷,township ¦ 河谷, ¦ MISSING@U:3
target without document ¦ T ¦ 农牧发〔2025〕3号,第九条 ¦ ,第九条 ¦ MISSING@T:4
no due date for the form's frequency ¦ P ¦ quarter: 10,  ¦  ¦ MISSING@P:10
no forms ¦ P ¦ forms: [MY-01, MY-02, MY-03] ¦ forms: [] ¦ UNLISTED@F1 UNLISTED@F2 UNLISTED@F3 REF@P:15 REF@T:2 REF@T:3
frequency unknown ¦ F1 ¦ frequency: month ¦ frequency: week ¦ VALUE@F1:5
type unknown ¦ F2 ¦ type: uscc ¦ type: usc ¦ VALUE@F2:8
nature unknown ¦ F1 ¦ nature: flow, decimals: 0 ¦ nature: flux, decimals: 0 ¦ VALUE@F1:17
level unknown ¦ F1 ¦ level: error ¦ level: fatal ¦ VALUE@F1:23
derive unknown ¦ F1 ¦ derive: target ¦ derive: goal ¦ VALUE@F1:12
neither yes nor no ¦ F2 ¦ required: true ¦ required: maybe ¦ VALUE@F2:7
decimals no number ¦ F1 ¦ decimals: 2 ¦ decimals: two ¦ VALUE@F1:18
decimals too many ¦ F1 ¦ decimals: 2 ¦ decimals: 7 ¦ VALUE@F1:18
decimals negative ¦ F1 ¦ decimals: 2 ¦ decimals: -1 ¦ VALUE@F1:18
limit in scientific notation ¦ F2 ¦ measure: 头, min: 0}\n  - {id: sold ¦ measure: 头, min: 1e3}\n  - {id: sold ¦ VALUE@F2:10
min above max ¦ F2 ¦ min: 0}\n  - {id: since ¦ min: 5, max: 4}\n  - {id: since ¦ VALUE@F2:11
limit on a text ¦ F2 ¦ title: 户名, type: text ¦ title: 户名, type: text, max: 3 ¦ VALUE@F2:7
decimals of an integer ¦ F2 ¦ title: 存栏, type: integer ¦ title: 存栏, type: integer, decimals: 1 ¦ VALUE@F2:10
id with a space ¦ F3 ¦ id: "1", title ¦ id: "1 a", title ¦ VALUE@F3:10 REF@F3:11 REF@F3:13 REF@F3:13 REF@F3:14 REF@F3:16
id of another form ¦ F3 ¦ id: MY-03\n ¦ id: MY-04\n ¦ VALUE@F3:1
a map where a text belongs ¦ P ¦ authority: 青稞县农牧局 ¦ authority: {a: b} ¦ VALUE@P:5
a text where a map belongs ¦ F1 ¦   - {target: "[03, m]", formula: "[01, m] - [02, m]"} ¦   - 合计 ¦ VALUE@F1:21
first period is no month ¦ P ¦ first_period: 2025-01 ¦ first_period: 2025Q1 ¦ VALUE@P:9
month thirteen ¦ P ¦ first_period: 2025-01 ¦ first_period: 2025-13 ¦ VALUE@P:9
due of an unknown frequency ¦ P ¦ month: 5 ¦ week: 5, month: 5 ¦ VALUE@P:10
due after a year ¦ P ¦ year: 31 ¦ year: 400 ¦ VALUE@P:10
unit valid from no month ¦ U ¦ no,2026-01 ¦ no,2026-1 ¦ VALUE@U:6
unit ends before it begins ¦ U ¦ no,,2025-12,T4 ¦ no,2026-01,2025-12,T4 ¦ VALUE@U:4
inside of nobody ¦ U ¦ 县,,county,,,, ¦ 县,,county,,,yes, ¦ VALUE@U:2
target no figure ¦ T ¦ 52000 ¦ 5.2万 ¦ VALUE@T:2
target year no year ¦ T ¦ 2027,,农 ¦ 近年,,农 ¦ VALUE@T:4
carry of something else ¦ F2 ¦ carry: previous-period ¦ carry: last ¦ VALUE@F2:14
children unknown ¦ P ¦ children: inside ¦ children: within ¦ VALUE@P:18
id of an automatic rule ¦ F1 ¦ id: MY-01-1 ¦ id: MY-01-auto-1 ¦ VALUE@F1:23
a table with fields ¦ F3 ¦ calculations: ¦ fields: [{id: a, title: b}]\ncalculations: ¦ KEY@F3:12
a roster with rows ¦ F2 ¦ key: [uscc] ¦ rows: [{id: "1", title: b}]\nkey: [uscc] ¦ KEY@F2:13
a choice without a list ¦ F2 ¦ type: choice, list: species ¦ type: choice ¦ MISSING@F2:9
a choice row without a list ¦ F1 ¦ type: choice, list: weather ¦ type: choice ¦ MISSING@F1:19
a list without a choice ¦ F2 ¦ title: 户名, type: text ¦ title: 户名, type: text, list: species ¦ VALUE@F2:7
carried lines without a key ¦ F2 ¦ key: [uscc]\n ¦  ¦ MISSING@F2:1
nobody reports the form ¦ F3 ¦ respondents: [township] ¦ respondents: [] ¦ MISSING@F3:5 NEVER@F3:16
empty list ¦ L ¦ species: [牦牛, 绵羊, 山羊] ¦ species: [] ¦ MISSING@L:1
of without derive ¦ F1 ¦ title_en: this month ¦ of: ytd ¦ VALUE@F1:9
derived of a derived one ¦ F1 ¦ derive: same-period-last-year, of: m ¦ derive: same-period-last-year, of: goal ¦ VALUE@F1:11
document of a year-to-date ¦ F1 ¦ derive: year-to-date, of: m ¦ derive: year-to-date, of: m, document: 农牧发〔2025〕3号 ¦ VALUE@F1:10
part of a text ¦ F1 ¦ title: 其他牲畜, measure: 头 ¦ title: 其他牲畜, part_of: "06", measure: 头 ¦ VALUE@F1:16
part in another measure ¦ F1 ¦ title: 其中：牦牛, measure: 头 ¦ title: 其中：牦牛, measure: 万头 ¦ VALUE@F1:15
asked oftener than the form ¦ F3 ¦ title: 面积, measure: 亩 ¦ title: 面积, measure: 亩, frequency: month ¦ VALUE@F3:7
form listed twice ¦ P ¦ [MY-01, MY-02, MY-03] ¦ [MY-01, MY-02, MY-03, MY-01] ¦ DUPLICATE@P:11
row twice ¦ F3 ¦ id: "2", title ¦ id: "1", title ¦ DUPLICATE@F3:11 CYCLE@F3:11 REF@F3:14 REF@F3:14 REF@F3:16
column twice ¦ F1 ¦ id: goal, ¦ id: ly, ¦ DUPLICATE@F1:12 REF@F1:15 REF@F1:16 REF@F1:17 REF@F1:18 REF@F1:19
field twice ¦ F2 ¦ id: sold, ¦ id: heads, ¦ DUPLICATE@F2:11 REF@F2:17
rule id twice in the pack ¦ F3 ¦ id: MY-03-1 ¦ id: MY-01-1 ¦ DUPLICATE@F3:16
rule id of a node check ¦ F3 ¦ id: MY-03-1 ¦ id: MY-N-1 ¦ DUPLICATE@P:13
unit twice ¦ U ¦ P2,西牧场 ¦ P1,西牧场 ¦ DUPLICATE@U:8
target twice ¦ T ¦ G-2, ¦ G-1, ¦ DUPLICATE@T:3
choice twice ¦ L ¦ [牦牛, 绵羊, 山羊] ¦ [牦牛, 绵羊, 牦牛] ¦ DUPLICATE@L:1 DUPLICATE@L:1
a title that is another's code ¦ L ¦ code: W3, title: 旱灾 ¦ code: W3, title: W1 ¦ DUPLICATE@L:5
unknown list ¦ F2 ¦ list: species ¦ list: specie ¦ REF@F2:9
unknown whole ¦ F1 ¦ part_of: "01" ¦ part_of: "10" ¦ REF@F1:15
unknown column in applies ¦ F1 ¦ applies: {ytd: no}, basis ¦ applies: {ytdd: no}, basis ¦ REF@F1:14
unknown column in of ¦ F1 ¦ derive: year-to-date, of: m ¦ derive: year-to-date, of: n ¦ REF@F1:10
unknown document ¦ F1 ¦ document: 农牧发〔2025〕3号 ¦ document: 农牧发〔2025〕30号 ¦ REF@F1:12
unknown key field ¦ F2 ¦ key: [uscc] ¦ key: [usc] ¦ REF@F2:13
unknown kind of unit ¦ F3 ¦ respondents: [township] ¦ respondents: [township, village] ¦ REF@F3:5
unknown unit of a row ¦ F1 ¦ units: [T1, T4] ¦ units: [T1, T9] ¦ REF@F1:19
unknown parent ¦ U ¦ 河谷,township,C1 ¦ 河谷,township,C2 ¦ REF@U:3
unknown collector ¦ U ¦ T1,C1,yes ¦ T1,C9,yes ¦ REF@U:7
unknown successor ¦ U ¦ 2025-12,T4 ¦ 2025-12,T5 ¦ REF@U:4
target of an unknown form ¦ T ¦ G-1,年末存栏,MY-01 ¦ G-1,年末存栏,MY-09 ¦ REF@T:2
target of an unknown row ¦ T ¦ MY-01,"01",m,C1,48000,2024,52000 ¦ MY-01,"11",m,C1,48000,2024,52000 ¦ REF@T:2
target of an unknown unit ¦ T ¦ m,C1,48000,2024,52000 ¦ m,C2,48000,2024,52000 ¦ REF@T:2
target of a derived column ¦ T ¦ "01",m,C1,48000,2024,52000 ¦ "01",ly,C1,48000,2024,52000 ¦ VALUE@T:2
target without row ¦ T ¦ MY-01,"01",m,C1,48000,2024,52000 ¦ MY-01,,m,C1,48000,2024,52000 ¦ MISSING@T:2
target of a roster ¦ T ¦ MY-01,"01",m,C1,48000,2024,52000 ¦ MY-02,,,C1,48000,2024,52000 ¦ VALUE@T:2
target of a row without form ¦ T ¦ MY-01,"01",m,C1,48000,2024,52000 ¦ ,"01",,C1,48000,2024,52000 ¦ MISSING@T:2
node check of an unknown form ¦ P ¦     forms: [MY-01] ¦     forms: [MY-11] ¦ REF@P:15
node check of an unknown column ¦ P ¦     parent: m ¦     parent: mm ¦ REF@P:16
node check of a roster ¦ P ¦     forms: [MY-01] ¦     forms: [MY-02] ¦ VALUE@P:15
renamed to nothing ¦ P ¦ notes: ¦ renamed: {"MY-01[1]": "MY-01[100]"}\nnotes: ¦ REF@P:21
row renamed to a column ¦ P ¦ notes: ¦ renamed: {"MY-01[1]": "MY-01[, m]"}\nnotes: ¦ VALUE@P:21
parts of each other ¦ F1 ¦ title: 期末存栏, ¦ title: 期末存栏, part_of: "02", ¦ CYCLE@F1:14
part of itself ¦ F1 ¦ part_of: "01" ¦ part_of: "02" ¦ CYCLE@F1:15
units above each other ¦ U ¦ C1,青稞县,,county,, ¦ C1,青稞县,,county,T1, ¦ CYCLE@U:2
a unit collects from itself ¦ U ¦ T1,河谷乡,河谷,township,C1,, ¦ T1,河谷乡,河谷,township,C1,T1, ¦ CYCLE@U:3
successors of each other ¦ U ¦ no,2026-01,, ¦ no,2026-01,,T2 ¦ CYCLE@U:4
row asked of others ¦ F1 ¦ respondents: [township], applies ¦ respondents: [county], applies ¦ NOBODY@F1:18
row asked of units that do not report ¦ F1 ¦ units: [T1, T4] ¦ units: [C1] ¦ NOBODY@F1:19
row asked of no unit ¦ F1 ¦ units: [T1, T4] ¦ units: [] ¦ NOBODY@F1:19
rule cut off ¦ F1 ¦ "[02] <= [01]" ¦ "[02] <=" ¦ SYNTAX@F1:23
rule of an unknown row ¦ F1 ¦ "[02] <= [01]" ¦ "[02] <= [10]" ¦ REF@F1:23
rule of an unknown form ¦ F1 ¦ "[02] <= [01]" ¦ "[02] <= MY-09[01]" ¦ REF@F1:23
rule of an unknown field ¦ F2 ¦ "sold <= heads" ¦ "sold <= head" ¦ REF@F2:17
rule that compares a figure with a text ¦ F1 ¦ "[02] <= [01]" ¦ "[02] <= “一”" ¦ TYPE@F1:23
rule that is no condition ¦ F1 ¦ "[02] <= [01]" ¦ "[02] + [01]" ¦ TYPE@F1:23
rule without reference ¦ F1 ¦ "[02] <= [01]" ¦ "1 <= 2" ¦ NEVER@F1:23
rule with a choice not in the list ¦ F2 ¦ "sold <= heads" ¦ "species = “马”" ¦ NEVER@F2:17
calculation of an unknown row ¦ F1 ¦ "[03, m]", f ¦ "[30, m]", f ¦ REF@F1:21
calculation fills a derived column ¦ F1 ¦ "[03, m]", f ¦ "[04, ytd]", f ¦ VALUE@F1:21
filled twice ¦ F3 ¦ target: "[2, share]" ¦ target: "[1, share]" ¦ DUPLICATE@F3:14
calculation of itself ¦ F1 ¦ "[01, m] - [02, m]" ¦ "[01, m] - [03, m]" ¦ CYCLE@F1:21
check without formula ¦ F3 ¦ formula: "若 [2, area] > 0 则 [2, area] < [1, area]", ¦  ¦ MISSING@F3:16
calculation without formula ¦ F1 ¦ , formula: "[01, m] - [02, m]" ¦  ¦ MISSING@F1:21
roster field from elsewhere ¦ F2 ¦ checks: ¦ calculations: [{target: heads, formula: "sold + SUM(MY-02.sold)"}]\nchecks: ¦ TYPE@F2:15
roster field from itself ¦ F2 ¦ checks: ¦ calculations: [{target: heads, formula: heads + 1}]\nchecks: ¦ CYCLE@F2:15
roster fields from each other ¦ F2 ¦ checks: ¦ calculations: [{target: heads, formula: sold}, {target: sold, formula: heads}]\nchecks: ¦ CYCLE@F2:15
circle through year-to-date ¦ F1 ¦ {target: "[03, m]", formula: "[01, m] - [02, m]"} ¦ {target: "[04, m]", formula: "[04, ytd]"} ¦ CYCLE@F1:21
circle through a function ¦ F1 ¦ {target: "[03, m]", formula: "[01, m] - [02, m]"} ¦ {target: "[04, m]", formula: "ytd([04, m])"} ¦ CYCLE@F1:21
a form id that is nothing ¦ P ¦ [MY-01, MY-02, MY-03] ¦ [MY-01, MY-02, MY-03, null] ¦ VALUE@P:11
forms a map ¦ P ¦ forms: [MY-01, MY-02, MY-03] ¦ forms: {a: b} ¦ UNLISTED@F1 UNLISTED@F2 UNLISTED@F3 VALUE@P:11 REF@P:15 REF@T:2 REF@T:3
one form alone ¦ P ¦ [MY-01, MY-02, MY-03] ¦ MY-01 ¦ UNLISTED@F2 UNLISTED@F3
choices a map ¦ L ¦ species: [牦牛, 绵羊, 山羊] ¦ species: {牦牛: 1} ¦ REF@F2:9 VALUE@L:1
a choice with title alone ¦ L ¦ code: W1, title: 正常 ¦ code: W1 ¦ MISSING@L:3
nothing in a list ¦ P ¦ notes: [本套报表由各乡镇和牧场填报。] ¦ notes: [null] ¦ VALUE@P:21
nothing in a map ¦ F1 ¦ applies: {ytd: no}, basis ¦ applies: {ytd: }, basis ¦ VALUE@F1:14
unit named that does not exist ¦ P ¦     children: inside ¦     children: inside\n    units: [T8]\n    unit_kinds: [town]\n    child_kinds: [farm] ¦ REF@P:19 REF@P:20 REF@P:21
circle over two forms ¦ F3 ¦ formula: "if([1, area] > 0, 100, 0)" ¦ formula: "[2, share]"}\n  - {target: "[2, area]", formula: "[1, share]" ¦ CYCLE@F3:13
"""


def rows():
    for line in BROKEN.strip().splitlines():
        what, file, old, new, problems = (part.strip(" ") for part in line.split("¦"))
        old, new = (
            part.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\") for part in (old, new)
        )
        expected = [tuple(problem.split("@")) for problem in problems.split(" ")]
        yield pytest.param((NAMES[file], old, new), [place(*pair) for pair in expected], id=what)


def place(code: str, where: str) -> tuple[str, str]:
    name, colon, line = where.partition(":")
    return f"E-PACK-{code}", f"{NAMES[name]}{colon}{line}"


def broken_pack(folder: Path, file: str, old: str, new: str) -> Path:
    shutil.copytree(MINIMAL, folder)
    text = (folder / file).read_text(encoding="utf-8")
    if old not in text:
        pytest.fail(f"{old!r} is not in {file}")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def told(folder: Path) -> list[tuple[str, str | None]]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    for language in ("zh", "en"):
        for problem in caught.value.problems:
            worded = Translator(language, SENTENCES).word(problem)
            assert worded.advice, problem
            template = SENTENCES[problem.code].text
            assert all("{" + name + "}" not in template or name in problem.params for name in PARAMS), problem
    return [(p.code, p.where) for p in caught.value.problems]


PARAMS = ("key", "text", "near", "expected", "first", "limit", "what", "name", "found", "at", "detail")


@pytest.mark.parametrize(("edit", "expected"), list(rows()))
def test_each_problem_is_told_once_at_its_line(tmp_path, edit, expected):
    assert told(broken_pack(tmp_path / "pack", *edit)) == expected


def test_all_problems_come_at_once(tmp_path):
    folder = broken_pack(
        tmp_path / "pack", F1, "nature: stock, decimals: 0, min: 0, required", "decimals: 9, required"
    )
    for file, old, new in ((P, "first_period: 2025-01", "first_period: x"), (U, "T3,草原镇", "T1,草原镇")):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert told(folder) == [
        ("E-PACK-VALUE", f"{F1}:14"),
        ("E-PACK-VALUE", f"{P}:9"),
        ("E-PACK-DUPLICATE", f"{U}:5"),
        ("E-PACK-REF", f"{U}:8"),
    ]


def test_missing_listed_form_is_told_and_references_to_it_are_not(tmp_path):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    (folder / F1).unlink()
    assert told(folder) == [("E-PACK-FILE", f"{P}:11")]


@pytest.mark.parametrize("name", ["list.yaml", "unit.csv", "forms/MY-04.yml", "form", "samples/x.csv"])
def test_files_nobody_reads_are_told(tmp_path, name):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    (folder / name).write_text("", encoding="utf-8")
    assert told(folder) == [("E-PACK-FILE", name)]


def test_unlisted_form_is_told(tmp_path):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    shutil.copy(folder / F3, folder / "forms/MY-04.yaml")
    assert told(folder) == [("E-PACK-UNLISTED", "forms/MY-04.yaml")]


def test_remarks_and_hidden_files_are_left_alone(tmp_path):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    for name in ("README.md", "notes.txt", ".gitignore"):
        (folder / name).write_text("x", encoding="utf-8")
    assert load_pack(folder) == load_pack(MINIMAL)


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_no_pack_at_all(tmp_path, folder):
    assert told(tmp_path / folder) == [("E-PACK-FILE", "pack.yaml")]


@pytest.mark.parametrize(("name", "also"), [(U, ()), (L, ()), (T, ()), (P, ())])
def test_other_encodings_are_told_and_nothing_follows_from_them(tmp_path, name, also):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    (folder / name).write_bytes((folder / name).read_text(encoding="utf-8").encode("gb18030"))
    assert told(folder) == [("E-PACK-ENCODING", name), *also]


def test_byte_order_mark_and_crlf_change_nothing(tmp_path):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        text = path.read_text(encoding="utf-8")
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_pack(folder) == load_pack(MINIMAL)


def test_too_large_a_file_is_not_read(tmp_path):
    folder = shutil.copytree(MINIMAL, tmp_path / "pack")
    (folder / L).write_bytes(b"a: [b]\n" * 600_000)
    assert told(folder) == [("E-PACK-LIMIT", L)]


def test_a_code_with_a_separator_cannot_be_one_of_several_choices(tmp_path):
    folder = broken_pack(tmp_path / "pack", L, "[牦牛, 绵羊, 山羊]", '["牦牛、黄牛", 绵羊]')
    assert load_pack(folder).lists["species"][0].code == "牦牛、黄牛"
    text = (folder / F2).read_text(encoding="utf-8")
    (folder / F2).write_text(text.replace("type: choice,", "type: choices,"), encoding="utf-8")
    assert told(folder) == [("E-PACK-VALUE", f"{L}:1")]
