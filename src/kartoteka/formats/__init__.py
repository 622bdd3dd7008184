"""The shelf of file types: a contract, an explicit list, one entry per type.

To add a type: copy ``pdf.py``, keep its shape, and add one line to ``listing.FORMATS``.
"""
