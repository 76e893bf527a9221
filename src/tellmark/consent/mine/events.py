"""What a person wishes for, beyond any request: a leaf, from which it is read again."""

from typing import ClassVar

from tellmark.store.events import Event


class WishStated(Event, frozen=True):
    """A person says whether anybody may ask to recreate them: *wish* is a code word of `mine/wishes.py`."""

    name: ClassVar = "consent.wish_stated"
    subject: str
    wish: str
