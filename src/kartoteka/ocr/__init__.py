"""The shelf of recognisers: a contract, Tesseract and a null one, and the preparation of pages.

``language_data`` is import-light and serves everybody; the recogniser itself is imported in the
preloaded parent only.
"""
