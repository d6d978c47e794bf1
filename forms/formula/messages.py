"""Sentences for what can be wrong with a rule; same shape as `forms.messages.SENTENCES`."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "E-PACK-SYNTAX": Sentence(
        text="The formula “{text}” cannot be read at character {at}: found “{found}”, expected one of: {expected}",
        advice="Correct the formula there. Comparisons do not chain; put “and” between them. Put spaces around a minus that follows a name.",
    ),
    "E-PACK-REF": Sentence(
        text="“{text}” names a {what} that does not exist or cannot stand here: {name}",
        advice="Did you mean: {near}?",
    ),
    "E-PACK-TYPE": Sentence(
        text="“{text}” has the wrong type: {found} where {expected} is needed",
        advice="Compare and calculate like with like: figures with figures, texts with texts, dates with dates.",
    ),
    "E-PACK-NEVER": Sentence(
        text="The rule can never find anything or is always the same: “{text}” ({detail})",
        advice="Check which cells are asked together, and whether the text is one of the list.",
    ),
}
