"""The journey of a delivery: the only floor that joins the rooms.

One module a verb; ``journey.py`` is the one place where the order of the steps is written. The
doors (``web``, ``cli``) call these verbs and nothing below them.
"""
