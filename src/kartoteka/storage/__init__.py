"""Storage: bytes on disk, as docs/archive-layout.md promises them.

Originals are written once and never altered; page images can be thrown away at any time; one lock
says who writes. What the bytes mean is known elsewhere.
"""
