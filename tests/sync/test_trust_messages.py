"""Every reason of trust is said in both languages."""

import pytest

from forms.errors import Problem
from forms.messages import Translator
from resources.i18n.__main__ import merged
from sync import trust_messages

TEXTS = [
    *trust_messages.DETAILS,
    *(text for s in trust_messages.SENTENCES.values() for text in (s.text, s.advice)),
]


@pytest.mark.parametrize("english", TEXTS)
def test_every_text_has_its_chinese(english):
    message = merged().get(english)
    assert message is not None
    assert any("一" <= character <= "鿿" for character in message.string)


def test_a_workspace_that_exists_is_said_with_its_folder():
    problem = Problem(code="E-WORKSPACE", params={"path": "/x"})
    assert "/x" in Translator("en", trust_messages.SENTENCES).word(problem).message
