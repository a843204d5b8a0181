"""Study between rehearsals: practice sets, causes of misses, spaced review toward a date, the plan, where one stands.

Pure: values and functions. No clock, no disk, no Qt; days and instants come in from outside.
"""
