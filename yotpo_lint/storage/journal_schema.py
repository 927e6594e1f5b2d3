"""The tables of a journal, and what an older journal lacks."""

from __future__ import annotations

from typing import Final

# SQLite's own number for the kind of a database, so that no other database is taken for a journal: "YLpj".
APPLICATION: Final = 0x594C706A
VERSION: Final = 2

SCHEMA: Final = """
CREATE TABLE uploads (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL, base_url TEXT NOT NULL, store_id TEXT NOT NULL, endpoint TEXT NOT NULL,
  name TEXT NOT NULL,
  lines INTEGER NOT NULL,
  profile TEXT, method TEXT,
  UNIQUE (sha256, base_url, store_id, endpoint)
);
CREATE TABLE requests (
  upload INTEGER NOT NULL REFERENCES uploads, line INTEGER NOT NULL,
  state INTEGER NOT NULL, attempts INTEGER NOT NULL,
  status INTEGER, body TEXT, reason TEXT, noted_at REAL NOT NULL,
  PRIMARY KEY (upload, line)
) WITHOUT ROWID;
CREATE INDEX dead ON requests (upload, line) WHERE state = 2;
CREATE TABLE plans (key TEXT PRIMARY KEY);
CREATE TABLE promoted (plan TEXT NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (plan, file, line)) WITHOUT ROWID;
CREATE TABLE written (name TEXT PRIMARY KEY, upload INTEGER NOT NULL, sha256 TEXT NOT NULL);
"""


# To version 2, from a journal that does not say how its lines were judged and sent.
MIGRATION: Final = "ALTER TABLE uploads ADD COLUMN profile TEXT; ALTER TABLE uploads ADD COLUMN method TEXT;"
