"""What every place for blobs has to do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tellmark.store.blobs import Blobs, try_out
from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.values.ids import entropy


class BlobsContract:
    """Each place has a subclass with a fixture of its own."""

    def test_a_name_is_written_once(self, blobs: Blobs) -> None:
        blobs.put_new("a", b"1")
        with pytest.raises(AlreadyThere):
            blobs.put_new("a", b"2")
        assert blobs.get("a") == b"1"

    def test_of_many_who_race_one_wins(self, blobs: Blobs) -> None:
        def put(number: int) -> int | None:
            try:
                blobs.put_new("deep/er/a", b"%d" % number)
            except AlreadyThere:
                return None
            return number

        with ThreadPoolExecutor(8) as pool:
            winners = [number for number in pool.map(put, range(40)) if number is not None]
        assert [b"%d" % number for number in winners] == [blobs.get("deep/er/a")]

    def test_a_name_that_is_not_there_is_not_found(self, blobs: Blobs) -> None:
        blobs.put_new("a/b", b"")
        for name in ("b", "a", "a/b/c"):
            with pytest.raises(NotFound):
                blobs.get(name)

    def test_names_are_listed_by_their_beginning(self, blobs: Blobs) -> None:
        for name in ("b/2", "b/1", "a", "b-1"):
            blobs.put_new(name, b"")
        assert list(blobs.names()) == ["a", "b-1", "b/1", "b/2"]
        assert list(blobs.names("b/")) == ["b/1", "b/2"]

    def test_what_is_removed_is_gone_and_its_name_free(self, blobs: Blobs) -> None:
        blobs.put_new("a", b"1")
        assert blobs.remove("a")
        assert not blobs.remove("a")
        blobs.put_new("a", b"2")
        assert blobs.get("a") == b"2"

    @pytest.mark.parametrize(
        "name", ["", "/a", "a/", "a//b", "../a", "a/../../b", ".a", "A", "a b", "a\0", "a/" * 9 + "a"]
    )
    def test_a_name_that_could_lead_elsewhere_is_none(self, blobs: Blobs, name: str) -> None:
        for use in (blobs.get, blobs.remove, lambda name: blobs.put_new(name, b"")):
            with pytest.raises(ValueError, match="no name"):
                use(name)

    def test_a_place_that_answers_is_in_order_with_blobs_and_without(self, blobs: Blobs) -> None:
        blobs.check()
        blobs.put_new("a", b"1")
        blobs.check()

    def test_a_trial_leaves_nothing(self, blobs: Blobs) -> None:
        try_out(blobs, entropy)
        assert list(blobs.names()) == []
