"""Automated form assembly: equal forms from a pool of items, one small integer program after another.

`sequence.assemble` is the way in. Pure: no file and no clock; numpy and, when it can be loaded, HiGHS.
Whether a finished form keeps the rules is judged by `psychometrics.form_check`, which shares no code with this.
"""
