"""The screens, one folder or module each. A screen knows no other screen."""
