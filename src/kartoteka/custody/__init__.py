"""Custody: the append-only, hash-chained record of what happened to evidence.

Standard library only (and ``cryptography``, once checkpoints are signed), so that a stranger can
read this room alone and check an archive with it. It stores nothing: the catalogue keeps entries
and payloads, this room makes and checks them.
"""
