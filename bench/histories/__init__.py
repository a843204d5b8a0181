"""Simulated learners who use the program's real windows, for `bench.study_histories`."""
