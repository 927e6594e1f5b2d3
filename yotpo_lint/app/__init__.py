"""The local page: drop a table on it, answer questions in plain words, repair cells, download the outputs.

It is a client of the library as any other program is: it calls `yotpo_lint.lint` and reads its `Result`. It listens on
the loopback address alone, and keeps everything in one folder that goes when it ends.
"""
