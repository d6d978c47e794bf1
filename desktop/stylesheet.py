"""The stylesheet on top of Fusion: generated from colours and text size, so that no number stands twice."""

from __future__ import annotations

import resources
from desktop.colours import Colours
from desktop.fonts import POINTS

USUAL = 110
"""The largest text that leaves room between the pages of a collecting office."""


def stylesheet(c: Colours, percent: int) -> str:
    """The whole sheet for these colours at that text size."""
    return (
        _type(c, percent)
        + _surfaces(c)
        + _buttons(c, percent)
        + _fields(c)
        + _tables(c)
        + _bars(c)
        + _pills(c)
    )


def _points(percent: int, factor: float) -> str:
    return f"{POINTS * factor * percent / 100:.2f}pt"


def _type(c: Colours, percent: int) -> str:
    return f"""
QLabel[role="display"] {{ font-size: {_points(percent, 1.8)}; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {_points(percent, 1.4)}; font-weight: 600; }}
QLabel[role="form-title"] {{ font-size: {_points(percent, 1.5)}; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {_points(percent, 1.1)}; font-weight: 600; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: {_points(percent, 0.9)}; }}
QLabel[role="error"] {{ color: {c.error}; }}
QLabel[role="warning"] {{ color: {c.warning}; }}
QLabel[role="good"] {{ color: {c.good}; }}
QLabel[role="words"] {{ font-size: {_points(percent, 1.3)}; font-weight: 600; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.strong_border}; padding: 6px; }}
"""


def _surfaces(c: Colours) -> str:
    return f"""
QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 8px; }}
QFrame[role="paper"] {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 8px; }}
QFrame[role="panel"] {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 8px; }}
QFrame[role="line"] {{ background: {c.border}; border: none; }}
QFrame[role="drop"] {{ background: {c.accent_soft}; border: 2px dashed {c.accent}; border-radius: 8px; }}
QFrame[role="notice-error"] {{ background: {c.error_soft}; border: 1px solid {c.error}; border-radius: 6px; }}
QFrame[role="notice-warning"] {{ background: {c.warning_soft}; border: 1px solid {c.warning}; border-radius: 6px; }}
QFrame[role="notice-good"] {{ background: {c.good_soft}; border: 1px solid {c.good}; border-radius: 6px; }}
QFrame[role="notice-info"] {{ background: {c.accent_soft}; border: 1px solid {c.accent}; border-radius: 6px; }}
QFrame[role="box"] {{ border: 1px solid {c.strong_border}; border-radius: 2px; background: transparent; }}
QWidget[role="rail"] {{ background: {c.raised}; border-right: 1px solid {c.border}; }}
QScrollArea, QScrollArea > QWidget > QWidget[role="page"] {{ background: transparent; border: none; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {c.border}; }}
"""


def _buttons(c: Colours, percent: int) -> str:
    tight = 3 if percent <= USUAL else 1  # seventeen pages at a collecting office, 720 lines on small screens
    return f"""
QPushButton {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.strong_border}; border-radius: 6px;
  padding: 5px 12px; }}
QPushButton:hover {{ background: {c.accent_soft}; border-color: {c.accent}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 4px 11px; }}
QPushButton:pressed {{ background: {c.selection}; }}
QPushButton:disabled {{ color: {c.strong_border}; border-color: {c.border}; background: transparent; }}
QPushButton[role="primary"] {{ background: {c.accent}; color: {c.accent_text}; border-color: {c.accent}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {c.accent}; border-color: {c.text}; }}
QPushButton[role="primary"]:disabled {{ background: {c.border}; color: {c.muted}; border-color: {c.border}; }}
QPushButton[role="link"] {{ border: none; background: transparent; color: {c.accent}; padding: 2px 4px; text-align: left; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 1px dotted {c.accent}; padding: 1px 3px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 4px 6px; color: {c.text}; background: transparent; }}
QToolButton:hover {{ background: {c.accent_soft}; }}
QToolButton:focus {{ border-color: {c.accent}; }}
QToolButton:checked {{ background: {c.selection}; }}
QToolButton:disabled {{ color: {c.strong_border}; }}
QToolButton[role="nav"] {{ text-align: left; padding: 8px 12px; border-radius: 6px; margin: 0px; }}
QToolButton[role="nav"][tight="true"] {{ padding: {tight}px 12px; }}
QToolButton[role="nav"]:checked {{ background: {c.accent_soft}; color: {c.accent}; font-weight: 600; }}
"""


def _fields(c: Colours) -> str:
    # a stylesheet takes pictures from files only, hence one in each colour
    tick = resources.path("icons", "tick-dark.svg" if c.dark else "tick-light.svg").as_posix()
    arrow = resources.path("icons", "combo-dark.svg" if c.dark else "combo-light.svg").as_posix()
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit {{ background: {c.surface}; color: {c.text};
  border: 1px solid {c.strong_border}; border-radius: 6px; padding: 4px 8px; selection-background-color: {c.selection};
  selection-color: {c.text}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus {{ border: 2px solid {c.accent}; padding: 3px 7px; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {c.muted}; background: {c.raised}; border-color: {c.border}; }}
QLineEdit[role="cell"], QPlainTextEdit[role="cell"] {{ border: 2px solid {c.accent}; border-radius: 0px; padding: 0px 3px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.strong_border};
  selection-background-color: {c.selection}; selection-color: {c.text}; outline: none; }}
QCheckBox, QRadioButton {{ spacing: 6px; background: transparent; padding: 2px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {c.strong_border}; border-radius: 3px; background: {c.surface}; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url("{tick}"); }}
QCheckBox:focus {{ color: {c.accent}; }}
QLabel {{ background: transparent; }}
"""


def _tables(c: Colours) -> str:
    return f"""
QTableView, QListView, QTreeView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.border};
  gridline-color: {c.border}; selection-background-color: {c.selection}; selection-color: {c.text}; outline: none; }}
QTableView[role="sheet"] {{ border: 1px solid {c.strong_border}; }}
QTableView[role="plain"], QListView[role="plain"] {{ border: none; background: transparent; }}
QHeaderView {{ background: {c.header}; }}
QHeaderView::section {{ background: {c.header}; color: {c.muted}; border: none; border-bottom: 1px solid {c.border};
  padding: 5px 8px; text-align: left; }}
QTableCornerButton::section {{ background: {c.header}; border: none; }}
"""


def _bars(c: Colours) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0px; }}
QScrollBar::handle {{ background: {c.strong_border}; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.border}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 4px; }}
QStatusBar {{ background: {c.raised}; border-top: 1px solid {c.border}; color: {c.muted}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {c.muted}; padding: 0px 6px; }}
QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.strong_border}; padding: 4px; }}
QMenu::item {{ padding: 5px 20px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.selection}; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px; }}
"""


def _pills(c: Colours) -> str:
    shades = {
        "neutral": (c.muted, c.derived),
        "accent": (c.accent, c.accent_soft),
        "good": (c.good, c.good_soft),
        "warning": (c.warning, c.warning_soft),
        "error": (c.error, c.error_soft),
    }
    return "".join(
        f'QLabel[role="pill-{name}"] {{ color: {ink}; background: {ground}; border-radius: 9px; padding: 2px 9px; }}\n'
        for name, (ink, ground) in shades.items()
    )
