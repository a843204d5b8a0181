"""The style sheet of the whole program, from a theme. It sets colors and spacing; fonts are set on widgets."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from cehrs_desktop.ui.theme.theme import Theme


def style_sheet(theme: Theme, icons: str) -> str:
    """Qt style sheet text for a theme; `icons` is the folder of the small marks. Lengths are multiples of 4 px."""
    t = theme
    check = f"{icons}/check-{'dark' if t.dark else 'light'}.png"
    down = f"{icons}/down-{'light' if t.dark else 'dark'}.png"
    # The fields of numbers and dates have no small buttons. Unless that is said here too, their text gets no width.
    return f"""
QWidget {{ color: {t.text}; }}
QMainWindow, QDialog, QStackedWidget > QWidget, QScrollArea, QScrollArea > QWidget > QWidget {{
  background: {t.surface};
}}
QFrame[role="bar"] {{ background: {t.panel}; border: 0; }}
QFrame[role="bar"][edge="bottom"] {{ border-bottom: 1px solid {t.line}; }}
QFrame[role="bar"][edge="top"] {{ border-top: 1px solid {t.line}; }}
QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: 6px; }}
QFrame[role="notice"] {{ background: {t.warn_soft}; border: 1px solid {t.warn}; border-radius: 4px; }}
QScrollArea[role="side"] {{ border: 0; border-right: 1px solid {t.line}; }}
QScrollArea[role="page"] {{ border: 3px solid transparent; }}
QScrollArea[role="page"]:focus {{ border: 3px solid {t.focus}; }}
QLabel {{ background: transparent; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="warn"] {{ color: {t.warn}; }}
QPushButton {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: 4px;
  padding: 4px 16px; min-height: 28px;
}}
QPushButton:hover {{ background: {t.soft}; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.soft}; border: 2px solid {t.accent}; padding: 3px 15px; }}
QPushButton:disabled {{ color: {t.muted}; border: 1px dashed {t.line}; background: transparent; }}
QPushButton:focus {{ border: 3px solid {t.focus}; padding: 2px 14px; }}
QPushButton[role="chief"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent}; }}
QPushButton[role="chief"]:disabled {{ background: transparent; color: {t.muted}; border: 1px dashed {t.line}; }}
QPushButton[role="chief"]:focus {{ border: 3px solid {t.focus}; padding: 2px 14px; }}
QPushButton[role="plain"] {{ background: transparent; border: 1px solid transparent; padding: 4px 8px; }}
QPushButton[role="plain"]:hover {{ background: {t.soft}; }}
QPushButton[role="plain"]:checked {{ background: {t.soft}; border: 1px solid {t.accent}; padding: 4px 8px; }}
QPushButton[role="plain"]:focus {{ border: 3px solid {t.focus}; padding: 2px 6px; }}
QLineEdit, QTextEdit, QPlainTextEdit, QTextBrowser, QListView, QTableView, QComboBox, QSpinBox,
QDateTimeEdit {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: 4px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QLineEdit, QComboBox, QSpinBox, QDateTimeEdit {{ padding: 4px 8px; min-height: 28px; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QTextBrowser:focus, QListView:focus, QTableView:focus,
QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus {{ border: 3px solid {t.focus}; }}
QTextEdit[role="stem"] {{ border: 3px solid transparent; background: transparent; }}
QTextEdit[role="stem"]:focus {{ border-left: 3px solid {t.focus}; }}
QLineEdit:disabled, QComboBox:disabled, QDateTimeEdit:disabled {{
  color: {t.muted}; border: 1px dashed {t.line}; background: transparent;
}}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 0px; height: 0px; }}
#qt_spinbox_lineedit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.muted}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border: 2px dashed {t.line}; }}
QComboBox::drop-down {{ border: 0; width: 32px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; color: {t.text}; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; }}
QHeaderView::section {{ background: {t.panel}; color: {t.text}; border: 0; border-bottom: 1px solid {t.control};
  padding: 4px 8px; }}
QTableView {{ gridline-color: {t.line}; }}
QTableView::item {{ padding: 0 8px; }}
QTableView::item:selected {{ background: {t.soft}; color: {t.text}; }}
QCalendarWidget QTableView {{ border: 0; }}
QCalendarWidget QTableView:focus {{ border: 0; }}
QCalendarWidget QTableView::item {{ padding: 0; }}
QCalendarWidget QTableView::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.panel}; }}
QCalendarWidget QToolButton {{ background: {t.panel}; color: {t.text}; border: 1px solid transparent;
  padding: 4px 8px; }}
QCalendarWidget QToolButton:hover {{ background: {t.soft}; }}
QCalendarWidget QToolButton:focus {{ border: 3px solid {t.focus}; padding: 2px 6px; }}
QTabBar::tab {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; padding: 6px 20px;
  min-width: 96px; margin: 6px 0; }}
QTabBar::tab:selected {{ background: {t.soft}; border: 2px solid {t.accent}; }}
QTabBar::tab:focus {{ border: 3px solid {t.focus}; }}
QCheckBox, QRadioButton {{ spacing: 8px; padding: 4px; border: 3px solid transparent; border-radius: 4px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 3px solid {t.focus}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 18px; height: 18px; border: 2px solid {t.control};
  background: {t.surface}; }}
QCheckBox::indicator {{ border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: 11px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {t.accent}; border: 2px solid
  {t.accent}; }}
QCheckBox::indicator:checked {{ image: url("{check}"); }}
QScrollBar:vertical {{ background: {t.panel}; width: 16px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.control}; min-height: 32px; border-radius: 4px; margin: 3px; }}
QScrollBar:horizontal {{ background: {t.panel}; height: 16px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.control}; min-width: 32px; border-radius: 4px; margin: 3px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QProgressBar {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 4px; text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QToolTip {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.control}; padding: 4px; }}
"""


def palette(theme: Theme) -> QPalette:
    """The palette of a theme, for what a style sheet does not reach (links, placeholder text, native parts)."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, color in (
        (role.Window, theme.surface),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.panel),
        (role.Button, theme.panel),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
    ):
        made.setColor(where, QColor(color))
    return made
