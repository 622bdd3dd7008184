"""The nouns of the house: frozen values from the standard library, without input or output.

Words are those of the glossary (docs/glossary.md). Each module holds one noun and what belongs
to it; import from the module, not from here.
"""
