"""The command line door: parse, one call of the workflow, print.

Data goes to standard output, everything else to standard error. ``--json`` is a contract
(docs/json.md): one object a line, versioned.
"""
