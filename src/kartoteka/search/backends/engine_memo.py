"""What one state of the index was asked before, kept until the next commit.

Which pages hold a frequent word is asked again and again, and a state never changes. A spread says how
many pages of each item hold something, so that pages of any items are added up without naming those to the
engine. Whose items may be known of is part of every key, so that nothing that was
counted for one person is told to another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # taken in late: an import counts nothing, and starts sooner without
    import numpy as np
    import numpy.typing as npt

_MOST_NUMBERS = 2_000_000
"""Items in all spreads that are kept, at 16 bytes: 32 MB."""
_MOST_KEYS = 16_384
"""Keys that are remembered as asked for, and as counted."""
_OFTEN = 4
"""Times after which a spread is made; making one costs as much as two answers without."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many pages of each item hold something."""

    numbers: npt.NDArray[np.int64]
    """Number keys of the items that have any such page, ascending; shape (n,)."""
    pages: npt.NDArray[np.int64]
    """Pages of each; shape (n,)."""

    @classmethod
    def of(cls, buckets: Sequence[Mapping[str, Any]]) -> Spread:
        """Make one of the engine's buckets, ``key`` and ``doc_count``, in any order, each item once."""
        import numpy as np

        numbers = np.fromiter((each["key"] for each in buckets), np.int64, len(buckets))
        pages = np.fromiter((each["doc_count"] for each in buckets), np.int64, len(buckets))
        order = np.argsort(numbers)
        return cls(numbers[order], pages[order])

    def over(self, items: npt.NDArray[np.int64]) -> int:
        """Add up the pages of some items, given by number keys, all of which have any."""
        import numpy as np

        return int(self.pages[np.searchsorted(self.numbers, items)].sum())


class Memo:
    """What is kept of one state; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spreads: OrderedDict[Hashable, Spread] = OrderedDict()
        self._numbers = 0
        self._wishes: OrderedDict[Hashable, int] = OrderedDict()
        self._counts: OrderedDict[Hashable, int] = OrderedDict()
        self._open: dict[frozenset[str], bool] = {}

    def spread(self, key: Hashable) -> Spread | None:
        """Return what is kept under a key, as the last used."""
        with self._lock:
            if key in self._spreads:
                self._spreads.move_to_end(key)
            return self._spreads.get(key)

    def wished(self, key: Hashable) -> bool:
        """Remember that a key was asked for, and say whether that was often enough to make what it names."""
        with self._lock:
            times = self._wishes[key] = self._wishes.pop(key, 0) + 1
            if len(self._wishes) > _MOST_KEYS:
                self._wishes.popitem(last=False)
            return times >= _OFTEN

    def counted(self, key: Hashable, count: Callable[[], int]) -> int:
        """Return how many pages hold what a key names, counted once."""
        with self._lock:
            known = self._counts.get(key)
        if known is None:
            known = count()
            with self._lock:
                self._counts[key] = known
                if len(self._counts) > _MOST_KEYS:
                    self._counts.popitem(last=False)
        return known

    def keep(self, key: Hashable, spread: Spread) -> None:
        """Keep a spread; those longest unused make room."""
        with self._lock:
            if key in self._spreads or len(spread.numbers) > _MOST_NUMBERS:
                return
            self._spreads[key] = spread
            self._numbers += len(spread.numbers)
            while self._numbers > _MOST_NUMBERS:
                self._numbers -= len(self._spreads.popitem(last=False)[1].numbers)

    def is_open(self, compartments: frozenset[str], find_out: Callable[[], bool]) -> bool:
        """Say whether the whole state lies in some compartments; found out once."""
        if compartments not in self._open:
            self._open[compartments] = find_out()
        return self._open[compartments]
