"""Kartoteka: a catalogue for leaked documents.

The package is a house of six floors; ARCHITECTURE.md draws it. Importing this module imports
nothing else, so that every room can be read and tested alone.
"""

__version__ = "0.1.0"
