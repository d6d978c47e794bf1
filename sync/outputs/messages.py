"""Sentences for what only outputs may refuse."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "E-LIBRARY": Sentence(
        text="{what} needs the library {name}, which is not installed here.",
        advice="Choose another format (.xlsx, .csv), or have whoever installed the program add that library.",
    ),
    "E-EMPTY": Sentence(
        text="Nothing was reported for {period} that could be written.",
        advice="Take in the offices' bundles first, or choose another period.",
    ),
    "E-PRINTER": Sentence(
        text="The printer did not take the pages.",
        advice="Look whether it is switched on and has paper, or save the pages as a PDF file and print that.",
    ),
    "E-TEMPLATE": Sentence(
        text="The template cannot be filled in: {detail}",
        advice="Correct the template where it says so, or remove it to use the one shipped with the program.",
    ),
}
"""By code: what happened and what to do next."""
