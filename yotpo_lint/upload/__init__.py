"""From the file to Yotpo: `push` and `verify`, the only part of the package that opens a connection.

The client is httpx2: httpx has had no stable release since December 2024, and httpx2 is its continuation under
Pydantic with the same interface, to which Starlette and the SDKs of OpenAI and MCP moved in 2026. stamina does the
retries (back-off with jitter, a hook that may name the wait), aiolimiter the leaky bucket, jsonschema-rs the judging
of every line; all are kept, and `yotpo-lint[push]` installs them.
"""
