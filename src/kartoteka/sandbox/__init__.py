"""Where hostile bytes are opened: a preloaded parent that forks one limited child per request.

This room knows no parser. It is told by name which program to run in the child and carries what
that program says through a narrow channel. Standard library only.
"""
