"""Sentences for what is wrong with a form pack, rules included; their Chinese is in `packs.po`, `formula.po`."""

from __future__ import annotations

from collections.abc import Mapping

from forms.formula.messages import SENTENCES as RULE_SENTENCES
from forms.messages import Sentence

_KEY_ADVICE = "Correct the name, or remove the entry; the known names are in docs/formats/pack.md."

SENTENCES: Mapping[str, Sentence] = {
    **RULE_SENTENCES,
    "E-PACK-FILE": Sentence(
        text="“{text}” is missing or is no file of a form pack (nearest: {near}).",
        advice="Check the file's name and place in the pack's folder.",
    ),
    "E-PACK-NAME": Sentence(
        text="“{name}” is no form pack: neither a folder, nor a workbook, nor one of those shipped.",
        advice="Give the path of a pack's folder or workbook, or the name of the shipped pack: shuangchuang.",
    ),
    "E-PACK-UNLISTED": Sentence(
        text="“{text}” is there, but pack.yaml does not list this form.",
        advice="Add its id to `forms:` in pack.yaml, or remove the file.",
    ),
    "E-PACK-LIMIT": Sentence(
        text="Too large: {text} (at most {limit}).",
        advice="Split the pack, or check whether this is the right file.",
    ),
    "E-PACK-ENCODING": Sentence(
        text="The file is not in UTF-8 (found byte {text}).",
        advice="Save it again as UTF-8; in Excel choose “CSV UTF-8”.",
    ),
    "E-PACK-YAML": Sentence(
        text="This is not readable here as YAML: {text}",
        advice="Check indentation, quotes and brackets; anchors, aliases and tags are not allowed.",
    ),
    "E-PACK-CSV": Sentence(
        text="This line is not readable as CSV: {text}",
        advice="Check the quotes and the number of fields against the head line.",
    ),
    "E-PACK-KEY": Sentence(text="“{text}” is not known here (nearest: {near}).", advice=_KEY_ADVICE),
    "E-PACK-MISSING": Sentence(
        text="“{key}” is missing.", advice="Add it; docs/formats/pack.md shows an example."
    ),
    "E-PACK-VALUE": Sentence(
        text="{key}: “{text}” cannot stand here; expected: {expected}.",
        advice="Correct the value.",
    ),
    "E-PACK-DUPLICATE": Sentence(
        text="{key}: “{text}” occurs a second time (first: {first}).",
        advice="Give each its own name, or remove one of them.",
    ),
    "E-PACK-CYCLE": Sentence(
        text="{key}: these depend on each other in a circle: {text}",
        advice="Break the circle at one of its places.",
    ),
    "E-SAMPLE-VALUE": Sentence(
        text="Sample {sample}: {cell} should come out as {expected}, but is {found}.",
        advice="Correct the rule or the sample, whichever is wrong.",
    ),
    "E-SAMPLE-MISSING": Sentence(
        text="Sample {sample}: {check} ({level}) should find {cells}, but does not.",
        advice="Correct the rule or the sample, whichever is wrong.",
    ),
    "E-SAMPLE-EXTRA": Sentence(
        text="Sample {sample}: {check} ({level}) finds {cells}, which the sample does not expect: {message}",
        advice="Correct the rule or the sample, whichever is wrong.",
    ),
    "E-PACK-NOBODY": Sentence(
        text="{key}: “{text}” asks nobody who reports this form.",
        advice="Compare it with the respondents of the form, or remove it.",
    ),
}
