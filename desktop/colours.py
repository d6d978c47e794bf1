"""The two sets of colours, calm and with enough contrast to read on a bad screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One set of colours; every pair of text and ground has a contrast of at least 4.5."""

    dark: bool
    window: str
    surface: str
    raised: str
    border: str
    strong_border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    selection: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    computed: str
    derived: str
    not_asked: str
    header: str


LIGHT = Colours(
    dark=False,
    window="#f3f5f7",
    surface="#ffffff",
    raised="#fafbfc",
    border="#dce2e8",
    strong_border="#aab5c0",
    text="#1c2733",
    muted="#586674",
    accent="#1b6a7c",
    accent_text="#ffffff",
    accent_soft="#e1f0f2",
    selection="#d3e8ec",
    error="#b3261e",
    error_soft="#fdecea",
    warning="#8f5600",
    warning_soft="#fff3d9",
    good="#1f6d43",
    good_soft="#e4f3ea",
    computed="#eef4f6",
    derived="#f4f6f8",
    not_asked="#e9edf0",
    header="#edf1f4",
)
DARK = Colours(
    dark=True,
    window="#171b20",
    surface="#1f242b",
    raised="#252b33",
    border="#363f4a",
    strong_border="#5c6876",
    text="#e4e9ee",
    muted="#a0adba",
    accent="#67bccb",
    accent_text="#0d2529",
    accent_soft="#20393f",
    selection="#29505a",
    error="#f5968e",
    error_soft="#452a2b",
    warning="#ecc074",
    warning_soft="#413620",
    good="#84d0a3",
    good_soft="#223b2e",
    computed="#222e35",
    derived="#232a31",
    not_asked="#2b323a",
    header="#272e36",
)
