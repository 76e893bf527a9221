"""Sizes and long ids are told in few characters."""

from tellmark.surface.amounts import shortened, size_words
from tellmark.values.languages import Language


def test_a_size_has_a_decimal_unit_and_a_long_id_both_of_its_ends() -> None:
    assert size_words(999, Language.EN) == "999 bytes"
    assert size_words(18_449_000, Language.EN) == "18.4\N{NO-BREAK SPACE}MB"
    assert size_words(999_960, Language.EN) == "1\N{NO-BREAK SPACE}MB"
    assert shortened("9c41e07f25d8b3a16e94") == "9c41e0…a16e94"
    assert shortened("9c41e07f") == "9c41e07f"
