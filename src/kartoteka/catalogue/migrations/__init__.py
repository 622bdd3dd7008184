"""Alembic's folder: ``env.py`` is run by Alembic, and each file of ``versions`` is one revision.

A revision that was released is never changed. To add one: copy the newest, write out the
difference, and put its number into ``schema.HEAD`` and ``schema.KNOWN``. The tests compare what the
revisions make with what ``tables`` declares, on an empty catalogue and on a filled one.
"""
