"""Files that people hand in and take away, other than the item bank: response tables, item parameters, keys."""
