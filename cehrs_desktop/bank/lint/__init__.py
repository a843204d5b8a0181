"""What a program can tell about the item bank: structure, cues, needless difficulty, safety, duplicates, figures.

Each module holds the rules of one family; `runner` puts them together. Meaning is for human readers. The rules in
one line each, and how to add an item that passes them: docs/item-writing.md.
"""
