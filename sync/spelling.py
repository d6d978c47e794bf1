"""A fingerprint read out on the telephone: a word for every letter, in Chinese by place names, in English as pilots do."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Language

_CHINESE: Mapping[str, str] = {
    **dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
    "A": "安徽",
    "B": "北京",
    "C": "成都",
    "D": "大理",
    "E": "峨眉",
    "F": "福州",
    "G": "贵阳",
    "H": "海口",
    "J": "吉林",
    "K": "昆明",
    "M": "绵阳",
    "N": "那曲",
    "P": "普洱",
    "Q": "青岛",
    "R": "日喀则",
    "S": "山南",
    "T": "天津",
    "V": "胜利",
    "W": "武汉",
    "X": "西安",
    "Y": "玉树",
    "Z": "珠海",
}
_ENGLISH: Mapping[str, str] = {
    **dict(
        zip(
            "0123456789",
            ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            strict=True,
        )
    ),
    "A": "Alfa",
    "B": "Bravo",
    "C": "Charlie",
    "D": "Delta",
    "E": "Echo",
    "F": "Foxtrot",
    "G": "Golf",
    "H": "Hotel",
    "J": "Juliett",
    "K": "Kilo",
    "M": "Mike",
    "N": "November",
    "P": "Papa",
    "Q": "Quebec",
    "R": "Romeo",
    "S": "Sierra",
    "T": "Tango",
    "V": "Victor",
    "W": "Whiskey",
    "X": "Xray",
    "Y": "Yankee",
    "Z": "Zulu",
}


def spelled(fingerprint: str, language: Language) -> str:
    """The words of `XXXX-XXXX-XXXX-XXXX-C`, its groups apart; what has no word stays as it is."""
    words = _CHINESE if language == "zh" else _ENGLISH
    groups = fingerprint.upper().split("-")
    return " ｜ ".join(" ".join(words.get(letter, letter) for letter in group) for group in groups)
