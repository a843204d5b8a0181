"""Reports as files without a window: the same painter, on an offscreen Qt."""

from __future__ import annotations

import os
from pathlib import Path

from cehrs_desktop.presentation.report_view import ReportView


def write_pdf(view: ReportView, file: Path) -> None:
    """Write the one-page report to `file`, on the paper of this computer's region. Raises `OSError`."""
    # Read by Qt when the application is made, so it must come before the imports.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QLocale

    from cehrs_desktop.app.window_program import make_application
    from cehrs_desktop.ui.report.paper import paper_of, report_pdf
    from cehrs_desktop.ui.report.saving import write_whole

    application = make_application(["cehrs"])
    write_whole(file, report_pdf(view, paper_of(QLocale())))
    del application
