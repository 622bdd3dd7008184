"""The list of a delivery's files gives back what was put in, as often as it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.records.item import FileTimes, ItemState, Reason
from kartoteka.workflow.delivery import Offered
from kartoteka.workflow.offered_list import OfferedList, in_chunks

_TIMES = st.builds(FileTimes, st.integers(), st.integers(), st.none() | st.integers())
_REASONS = st.builds(Reason, st.text(), st.text(), st.text())
_OFFERED = st.builds(
    Offered,
    st.binary(min_size=1, max_size=300),
    st.integers(0, 2**60),
    st.none() | _TIMES,
    st.none() | st.tuples(st.sampled_from(ItemState), _REASONS),
)


@given(st.lists(_OFFERED, max_size=20))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, files: list[Offered]) -> None:
    """Any file, in order, twice; its bytes are counted where it is to be stored."""
    offered = OfferedList(tmp_path_factory.getbasetemp())
    for file in files:
        offered.append(file)
    assert list(offered) == files == list(offered)
    assert len(offered) == len(files)
    assert offered.bytes == sum(file.size for file in files if file.verdict is None)


def test_a_long_list_leaves_no_name_and_is_read_side_by_side(tmp_path: Path) -> None:
    """Two walks over one list do not disturb one another, and the folder shows no file."""
    offered = OfferedList(tmp_path)
    for number in range(20_000):
        offered.append(Offered(b"%06d.pdf" % number, number, FileTimes(number, 1), None))
    assert list(tmp_path.iterdir()) == []
    for number, (one, other) in enumerate(zip(offered, offered, strict=True)):
        assert one == other
        assert one.size == number


def test_a_folder_that_may_not_be_written_is_no_hindrance(tmp_path: Path) -> None:
    """Where no file can be made, the list is kept in memory."""
    offered = OfferedList(tmp_path / "not there")
    offered.append(Offered(b"a", 1, None, None))
    assert [file.raw_path for file in offered] == [b"a"]


def test_things_come_a_few_at_a_time() -> None:
    """Chunks are full but for the last, and nothing gives no chunk."""
    assert list(in_chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(in_chunks([], 2)) == []
