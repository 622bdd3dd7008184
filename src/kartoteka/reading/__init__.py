"""The child's program: pages, text layers and pixels of one range of pages, as frames.

``program`` runs in the child and composes formats, ocr and analysis; ``frames`` is the checker on
our own side of the wall and imports none of them.
"""
