"""Sentences that a lower floor wrote in English, said again in the reader's language.

Reasons, page notes and errors are sentences with values in them, some of them stored in the catalogue
for ever. Each kind that a page may show stands here once, with ``%(name)s`` where its values are. A
sentence is held against these patterns; the values are taken out, said again where they are sentences
themselves, and put into the translation. What fits no pattern is shown as it was written. A test holds
the patterns against every reason and error of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import get_locale
from flask_babel import gettext as _

_DEEPEST = 3
_PLACE = re.compile(r"%\((\w+)\)s")


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a sentence for translation."""
    return message


_REASONS = (
    N_("A Kartoteka archive inside the delivery; skipped."),
    N_("A pipe, socket or device, not a file."),
    N_("A symbolic link: it was not followed."),
    N_("It could be read later: %(label)s."),
    N_("Its bytes are stored already, and damaged there: %(why)s."),
    N_("Left behind by an operating system; skipped by its name."),
    N_("No page could be read. %(first)s"),
    N_("The document behaves like a trap: %(what)s."),
    N_("The file could not be read: %(why)s."),
    N_("The file has %(size)s bytes; files beyond %(limit)s are stored and not read."),
    N_("The file has no bytes."),
    N_("The file has no pages."),
    N_("The file is damaged and could not be opened (%(complaint)s)."),
    N_("The file is damaged: its structure was rebuilt to read it, and pages may be missing."),
    N_("The file is damaged: no page of it could be read."),
    N_("The file is locked with a password."),
    N_("The file is not of a type that can be read (it does not begin as a PDF does)."),
    N_("The PDF has %(size)s bytes; its reader opens up to %(limit)s."),
    N_("The file says it has %(pages)s pages; %(limit)s is the limit."),
    N_("The folder contains itself; it was not entered again."),
    N_("The folder could not be read: %(why)s."),
    N_("The same bytes were received before; they are stored and read once."),
    N_("%(bad)s of %(count)s pages could not be read: %(which)s."),
)

_REMEDIES = (
    N_("Have a technician split a copy, and import the parts."),
    N_("Ask the source for another copy."),
    N_("Ask the source for another copy; a technician may recover more from the stored bytes."),
    N_("Ask the source for the file again."),
    N_("Ask the source for the file again; a technician can try to repair a copy."),
    N_("Ask the source for the password, or for the file without one."),
    N_("Compare with another copy, if there is one."),
    N_("Deliver the file it points to, if it is missed."),
    N_("Do not open it elsewhere; show it to somebody who knows hostile files."),
    N_("Give yourself the right to read it and run the same import again."),
    N_("Look at the pages; ask the source for another copy if they matter."),
    N_("Raise largest_file_bytes in kartoteka.toml and run the same import again."),
    N_("Raise the setting largest_document_pages if this is true of the file."),
    N_("Run “kartoteka verify”, move the damaged original out of the archive, and import again."),
    N_("The bytes are kept; a technician can look at what it is."),
)

_NOTES = (
    N_("a person asked"),
    N_("no letters found"),
    N_("only the first %(n)s words of the page are kept"),
    N_("chosen by %(name)s on %(day)s"),
    N_("it waits for its first reading"),
    N_("it was read from its picture already"),
    N_("read again as French"),
    N_("read again; the earlier reading stays, the new one is no better (%(versus)s)"),
    N_("read again; the new reading is shown because that was asked for (force)"),
    N_("read again; the new reading is the better one (%(versus)s)"),
    N_("read again; the picture reads better than the file’s own text"),
    N_("read again; the picture reads no better than the file’s own text"),
    N_("read again; there was no text before"),
    N_("%(mine)s characters to rely on against %(other)s"),
    N_("the file’s own text is sound"),
    N_("read again without success: %(why)s"),
    N_("read again; no letters were found in the picture"),
    N_("read again; the new reading is word for word the one that is shown"),
    N_("read from the picture because %(why)s"),
    N_("turned by %(angle)s°"),
    N_("straightened by %(angle)s°"),
    N_("the file has little text here"),
    N_("the file has little text over a picture"),
    N_("the file has no text here"),
    N_("the file’s own text, although %(why)s: its picture reads no better"),
    N_("the file’s own text; its picture holds no letters"),
    N_("the file’s text is doubtful (%(why)s)"),
    N_("the file’s text is not sound (%(why)s)"),
    N_("the page could not be read (%(why)s)"),
    N_("The page could not be read: %(why)s."),
    N_("chosen by %(name)s on %(date)s"),
    N_("read again; the earlier reading stays, the new one is no better (%(why)s)"),
    N_("read again; the new reading is the better one (%(why)s)"),
    N_("confidence %(new)s against %(old)s"),
    N_("it could not be opened: %(why)s"),
    N_("it reads better"),
    N_("it took too long"),
    N_("it wanted more memory than a reader may use"),
    N_("its reader broke down"),
    N_("its reader ended without a word"),
    N_("its reader passed over pages"),
    N_("its reader refused it"),
    N_("its reader sent what no document gives (%(what)s)"),
    N_("its reader was stopped by the system"),
    N_("the reader gave no outcome"),
    N_("the text lies invisibly over a picture"),
    N_("a sample of it stands in the picture"),
    N_("it looks like another language"),
    N_("its words look like no language"),
    N_("its words stand in the picture in another order"),
    N_("read from the picture because the file’s text says otherwise: %(why)s"),
    N_("the file’s own text, decoded: %(why)s"),
    N_("the file’s own text: its picture reads no better"),
    N_("the file’s text lies unseen over a picture"),
    N_("%(found)s of its %(n)s numbers stand in the picture"),
    N_("%(found)s of its %(n)s words stand in the picture"),
    N_("%(found)s of %(n)s words were %(meant)s shown as %(shown)s and are decoded"),
    N_("%(n)s characters"),
    N_("%(n)s words in a row look like no language"),
    N_("%(share)s %% of its characters are none"),
    N_("%(share)s %% of its words exist"),
    N_("%(share)s %% of its words mix two alphabets"),
)

_ERRORS = (
    N_("Another process writes to the index in %(folder)s."),
    N_("The index in %(folder)s cannot be read: %(why)s"),
    N_("The index in %(folder)s cannot be written."),
    N_("The index in %(folder)s could not be written: %(why)s"),
    N_("The index in %(folder)s was made by another version of Kartoteka."),
    N_("There is no import %(label)s."),
    N_("There is no index in %(folder)s."),
    N_("There is no room left for the index in %(folder)s."),
    N_("another process is writing to the catalogue and did not finish in time"),
    N_("cannot %(do)s: %(why)s"),
    N_("item %(label)s names a delivery that is not in the catalogue"),
    N_("page %(number)s of %(label)s has no reading %(layer)s"),
    N_("that is no way to read a page again"),
    N_("the archive is open for reading only, or its disk cannot be written to"),
    N_("the catalogue cannot be reached: %(why)s"),
    N_("the catalogue is damaged: %(why)s"),
    N_("the database does not let its user do this: %(why)s"),
    N_("the disk that holds the catalogue is full; nothing half-written was kept"),
    N_("the original %(digest)s is not in the archive"),
    N_("the packed words of a text layer are damaged: %(why)s"),
    N_("the page could not be drawn (%(why)s)"),
    N_("the page’s drawer sent what no page gives"),
    N_("the reading child broke off within a frame"),
    N_("the reading child sent something it must not: %(what)s"),
    N_("the reading parent could not prepare itself: %(why)s"),
    N_("the reading parent did not start: %(why)s"),
    N_("the sandbox is closed"),
    N_("there is no accession %(label)s"),
    N_("there is no item %(label)s"),
    N_("there is no state %(state)s"),
    N_("%(item)s has no page %(number)s"),
    N_("%(item)s has no page %(number)s to draw"),
    N_("%(path)s cannot be opened: %(why)s"),
    N_("%(path)s cannot be read: %(why)s"),
)

_ADVICE = (
    N_("Accession numbers look like A0007; the list of accessions shows them."),
    N_("Ask the owner of the archive folder for the right to read it."),
    N_("Choose one of the ways the form offers."),
    N_("Check that the archive’s disk or database server is there, and that you may read it."),
    N_("Check the disk of the archive, and restore what is damaged from a backup."),
    N_("Check the disk of the archive (“dmesg”, “smartctl”) and give the same command again."),
    N_("Free space and run the same command again; it resumes."),
    N_("It has %(n)s pages, counted from 1."),
    N_("It has %(n)s; “kartoteka ocr show %(label)s %(page)s” lists them."),
    N_("It has 1 page, counted from 1."),
    N_("Item numbers look like A0007-000123; search for what you know of it."),
    N_("Make a copy of the archive as it is now, then run “kartoteka verify”."),
    N_("Make room and run the same command again; what was indexed before is still there."),
    N_("Make the archive’s folder writable, or copy it to a disk that is."),
    N_("Make the user the database’s owner: ALTER DATABASE name OWNER TO user; nothing was changed."),
    N_("Read the text instead."),
    N_("Run “kartoteka verify” to see whether others are missing, and restore them from a backup."),
    N_("Run “kartoteka verify”, and restore the catalogue from a backup."),
    N_("Run “kartoteka verify”; the page can be read again from its original."),
    N_("See that the disk has room, then run the same command again. If it fails again: %(advice)s"),
    N_("See that the folder belongs to you and that its disk is mounted for writing."),
    N_("Start again."),
    N_("States are: %(states)s."),
    N_("The document is held: it may be made to harm its reader. Show it to a technician."),
    N_("The document is held; a technician can try another reader."),
    N_("The list of imports names those there are."),
    N_("Wait for it to end, then run the same command again."),
    N_("Wait until the other import ends; searching goes on meanwhile."),
    N_("“kartoteka doctor” says what is missing."),
)

_PLACES = (
    N_("%(n)s objects beyond the first %(limit)s"),
    N_("%(n)s objects that cannot be read"),
    N_("and %(n)s more"),
    N_("object %(n)s"),
)

_SYSTEM = (
    N_("Permission denied"),
    N_("No such file or directory"),
    N_("Input/output error"),
    N_("Stale file handle"),
)


def retold(sentence: str) -> str:
    """Say a sentence of a lower floor in the reader's language; what is not known is kept as it is."""
    return sentence if str(get_locale()) == "en" else _retold(sentence, _DEEPEST)


def fits(sentence: str) -> bool:
    """Say whether there is a pattern for a sentence."""
    plain = _quoted(sentence)
    return plain in _WHOLE or any(pattern.fullmatch(plain) for pattern, _message in _PATTERNS)


def _retold(sentence: str, deepest: int) -> str:
    plain = _quoted(sentence)
    if plain in _WHOLE:
        return str(_(plain))
    steps = plain.split(", ")  # what was done to a page is a list
    if len(steps) > 1 and all(map(fits, steps)):
        return ", ".join(_retold(step, 1) for step in steps)
    for pattern, message in _PATTERNS if deepest else ():
        found = pattern.fullmatch(plain)
        if found is not None:
            values = {name: _retold(value, deepest - 1) for name, value in found.groupdict().items()}
            return str(_(message)) % values
    return sentence


def _quoted(sentence: str) -> str:
    """Write the quotation marks and apostrophes of a lower floor as the pages write them."""
    return re.sub(r"`([^`]*)`", r"“\1”", sentence).replace("'", "’")


def _compiled(message: str) -> re.Pattern[str]:
    pieces = _PLACE.split(message)
    parts = [
        f"(?P<{one}>.+?)" if at % 2 else re.escape(one.replace("%%", "%")) for at, one in enumerate(pieces)
    ]
    return re.compile("".join(parts), re.DOTALL)


def _patterned(messages: Iterable[str]) -> list[tuple[re.Pattern[str], str]]:
    """Return patterns in the order they are tried: a general one must not take a special one's sentence.

    What begins with a word of its own goes before what begins with a value; then, what says most.
    """
    placed = [message for message in messages if _PLACE.search(message)]
    placed.sort(key=lambda one: (one.startswith("%("), -len(_PLACE.sub("", one))))
    return [(_compiled(message), message) for message in placed]


_ALL = (*_REASONS, *_REMEDIES, *_NOTES, *_ERRORS, *_ADVICE, *_PLACES, *_SYSTEM)
_WHOLE = frozenset(message for message in _ALL if not _PLACE.search(message))
_PATTERNS = _patterned(_ALL)
