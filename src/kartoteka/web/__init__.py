"""The door for people with a browser: it parses an address, makes one call of the workflow, renders.

Nothing is decided here about who may see what, nothing is read here from a disk. Every page is
whole without JavaScript; scripts only save reloading. ``app`` is the factory and ``server`` runs
it; nothing else imports either.
"""
