"""The report on a page: one painter for the screen, the printer and the PDF, and writing files without loss."""
