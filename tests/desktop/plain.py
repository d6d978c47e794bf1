"""Presenters without Qt: tasks that run at once, texts without an application, a view that remembers."""

import datetime as dt

from desktop.entry.presenter import EntryPresenter
from desktop.opening import translator

NOW = dt.datetime(2026, 11, 3, 10, 32, tzinfo=dt.timezone(dt.timedelta(hours=8)))


class PlainTexts:
    def __init__(self, language="zh"):
        self.translator = translator(language)

    def text(self, english, /, **params):
        return self.translator.text(english, **params)

    def counted(self, one, many, count, /, **params):
        return self.translator.counted(one, many, count, **params)

    def pick(self, chinese, english):
        return self.translator.pick(chinese, english)


class Watch:
    def step(self, done, total, text=""):
        pass


class NowTasks:
    """Does everything at once."""

    def query(self, operation, done, failed=None, lane=None):
        self.change(operation, done, failed)

    def change(self, operation, done, failed=None):
        try:
            value = operation(Watch())
        except Exception as error:
            if failed is None:
                raise
            failed(error)
        else:
            done(value)


class LaterTasks(NowTasks):
    """Does everything when told, in order."""

    def __init__(self):
        self.waiting = []

    def change(self, operation, done, failed=None):
        self.waiting.append((operation, done, failed))

    def run_one(self):
        super().change(*self.waiting.pop(0))


class RememberingView:
    def __init__(self):
        self.states, self.revealed, self.said = [], [], []

    def show_state(self, state):
        self.states.append(state)

    def reveal(self, key):
        self.revealed.append(key)

    def tell(self, sentence):
        self.said.append(sentence)


def open_presenter(office, form="SC-02", tasks=None, troubles=None, told=None, language="zh"):
    presenter = EntryPresenter(
        office,
        tasks or NowTasks(),
        PlainTexts(language),
        lambda: NOW,
        (lambda f, p: told.append((f, p))) if told is not None else lambda f, p: None,
        (troubles if troubles is not None else []).append,
    )
    presenter.attach(RememberingView())
    presenter.open("2026-10", form)
    return presenter
