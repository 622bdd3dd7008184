"""The catalogue: what is known of the evidence, and the only room that speaks SQL.

``Catalogue`` opens it; ``write`` gives a ``UnitOfWork`` and ``read`` a ``ReadView``. Both carry one
small object an aggregate (``items``, ``pages``, ``tasks`` …). No row and no statement leaves this
room: what goes in and comes out are records.
"""

from __future__ import annotations

from kartoteka.catalogue.catalogue import Catalogue
from kartoteka.catalogue.view import ReadView, Sequencer, UnitOfWork
from kartoteka.catalogue.watch import UnrecordedChange

__all__ = ["Catalogue", "ReadView", "Sequencer", "UnitOfWork", "UnrecordedChange"]
