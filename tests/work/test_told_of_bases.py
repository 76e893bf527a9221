"""What the person is told of a legal basis, by letter; and what a restore takes away again of one."""

from datetime import timedelta

import pytest

from basis_steps import NEWS, THIRD, WORDS, Weighing
from consent_steps import OFFICER, Studio, answering
from mail_catcher import Catcher
from store_places import Place
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.events import BasisEnded, BasisObjected, BasisObjectionDecided
from tellmark.consent.model import Uncovered
from tellmark.consent.replaying import ReplaysConsents
from tellmark.store.database import Database
from tellmark.store.events import Event
from tellmark.store.outbox import deliver
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailSubscriber, SendMail
from tellmark_vaults import Strongroom


@pytest.fixture
def weighing(place: Place, database: Database, strongroom: Strongroom) -> Weighing:
    return Weighing(Studio(place, database, strongroom.open()))


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


@pytest.mark.parametrize("told", [
    [(BasisEnded, {})], [(BasisObjected, {})], [(BasisObjected, {}), (BasisObjectionDecided, {"upheld": False})],
    [(BasisObjected, {}), (BasisObjectionDecided, {"upheld": True})], [(BasisObjectionDecided, {"upheld": True})],
])  # fmt: skip
def test_what_had_ended_or_was_objected_to_counts_no_more_after_a_restore(
    weighing: Weighing, told: list[tuple[type[Event], dict[str, bool]]]
) -> None:
    """An objection waits for an officer once more, or binds as it was upheld: nothing is entered beside it."""
    studio, subject = weighing.studio, weighing.somebody()
    basis = weighing.stands(subject)
    for _again in range(2):
        for event, facts in told:
            assert event.name in ReplaysConsents.wants
            with studio.unit(OFFICER) as unit:
                did = ReplaysConsents().again(unit, event.name, {"basis": basis.id, **facts})
            assert did is (_again == 0 and facts.get("upheld", True))
    assert isinstance(weighing.check(subject, use=NEWS), Uncovered)
    kept, (last, facts) = weighing.basis(basis), told[-1]
    assert kept.contested is (last is not BasisEnded and not facts.get("upheld", False))
    assert kept.binds is (last is not BasisEnded)
