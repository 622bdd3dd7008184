"""How a word is found: what a term is, what was asked, what answers, and where it stands.

``analyzer`` says what a term is, for index, query and highlighting alike. ``query`` reads what was
typed into a tree and says in words what was understood. ``filters`` and ``criteria`` narrow.
``backends`` hold the index and answer requests. ``highlight`` finds the words again in the text.
The room knows no catalogue: it is handed ``IndexEntry`` values and hands back ids.
"""
