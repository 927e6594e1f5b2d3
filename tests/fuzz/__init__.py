"""Fuzzing: what the readers and the kernel must keep for any bytes at all.

`make fuzz SECONDS=600` searches with atheris; `test_corpus.py` runs what it found, and the seeds, in every run of the
tests. An input that fails is copied from `out/fuzz` to `corpus/TARGET`, under a name that says what is wrong with it.
"""
