"""The question where a file is to be saved. It opens and never blocks; writing is the caller's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_file(
    parent: QWidget, kinds: str, name: str, suffix: str, chosen: Callable[[Path], object], way: str
) -> QFileDialog:
    """Ask for a place, with `name` proposed among the documents. `kinds` is Qt's filter (``PDF (*.pdf)``); a name
    without an ending gets `suffix` (without its dot) from the dialog, which so asks itself before it replaces a file.
    `way` is the text of the button that led here: the dialog's title says the same.
    """
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, way.replace("&", "").rstrip(" …"), folder, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    # Deleted by hand: Qt's own dialog is still at work when the signal comes.
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
