"""The day before and after the exam: one frame, and a screen for each kind of step a venue can have."""
