"""What the person is told of a legal basis, by letter; and what a restore takes away again of one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from basis_steps import NEWS, THIRD, WORDS, Weighing
from consent_steps import OFFICER, Studio, answering
from mail_catcher import Catcher, catcher
from store_places import Place
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.events import BasisEnded, BasisObjected
from tellmark.consent.model import Uncovered
from tellmark.consent.replaying import ReplaysConsents
from tellmark.store.database import Database
from tellmark.store.outbox import deliver
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailSubscriber, SendMail
from tellmark_vaults import Strongroom


@pytest.fixture
def weighing(place: Place, database: Database, strongroom: Strongroom) -> Weighing:
    return Weighing(Studio(place, database, strongroom.open()))


@pytest.fixture
def caught() -> Iterator[Catcher]:
    with catcher() as kept:
        yield kept


def posted(studio: Studio, caught: Catcher) -> list[str]:
    """Send every letter that is due, and return the texts of all so far."""
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    while deliver(studio.database, [MailSubscriber(studio.database, studio.vault)]).spread:
        pass
    sends = SendMail(studio.database, studio.vault, server, timedelta(days=30))
    while sends.round():
        pass
    return [letter.get_content() for letter in caught.letters]


def test_its_person_gets_a_letter_when_it_counts_and_when_it_is_decided(weighing: Weighing, caught: Catcher) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    entered = weighing.entered(subject)
    before = len(posted(studio, caught))
    weighing.confirmed(entered)
    (letter,) = posted(studio, caught)[before:]
    assert "Without my agreement" in letter and "object" in letter
    assert WORDS not in letter and "News" not in letter  # whoever reads along learns nothing of it
    with studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, entered.id)
    with studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, entered.id, CaseReason.USES, upheld=False)
    with studio.unit(OFFICER) as unit:
        lawful.end(unit, entered.id)
    assert [("There is news" in one) for one in posted(studio, caught)[before + 1 :]] == [True, True]


@pytest.mark.parametrize("event", [BasisEnded.name, BasisObjected.name])
def test_what_had_ended_or_was_objected_to_ends_again_after_a_restore(weighing: Weighing, event: str) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    basis = weighing.stands(subject)
    assert event in ReplaysConsents.wants
    for changed in (True, False):
        with studio.unit(OFFICER) as unit:
            assert ReplaysConsents().again(unit, event, {"basis": basis.id}) is changed
    assert isinstance(weighing.check(subject, use=NEWS), Uncovered)
