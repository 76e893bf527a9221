"""Sessions end by time, by their holder and by what happens to them; each proof brings a new secret."""

from datetime import timedelta

import pytest

from store_children import ACME, BIRCH
from store_places import Place
from tellmark.identity.accounts.model import ABSOLUTE, IDLE, Ending, Method, SessionId
from tellmark.identity.accounts.sessions import Opened, end_all, end_session, open_session, renew_session
from tellmark.identity.accounts.store import KnownSessions, Sessions
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.subjects.model import SubjectId
from tellmark.surface.session_secrets import digest_of
from tellmark.values.ids import entropy

MEI = SubjectId("mei")


def opened(database: Database, account: SubjectId = MEI, before: str = "") -> Opened:
    with database.write(ACME) as unit:
        return open_session(unit, account, Method.PASSKEY, entropy(32), before)


def known(database: Database, secret: str) -> bool:
    with database.read(ACME) as unit:
        found = KnownSessions(unit).by_digest(digest_of(secret))
        return found is not None and found.runs(unit.at)


def test_its_secret_opens_it_and_is_not_kept(database: Database) -> None:
    one = opened(database)
    assert known(database, one.secret)
    assert one.secret not in repr(one)
    assert not known(database, opened(database).session.id)


def test_another_tenant_does_not_know_it(database: Database) -> None:
    one = opened(database)
    with database.read(BIRCH) as unit:
        assert KnownSessions(unit).by_digest(digest_of(one.secret)) is None


def test_it_ends_when_nobody_uses_it(database: Database, place: Place) -> None:
    one = opened(database)
    place.at += IDLE - timedelta(seconds=1)
    assert known(database, one.secret)
    place.at += timedelta(seconds=1)
    assert not known(database, one.secret)


def test_it_ends_however_much_it_is_used(database: Database, place: Place) -> None:
    one = opened(database)
    while place.at + timedelta(minutes=30) < one.session.ends_at:
        place.at += timedelta(minutes=30)
        assert known(database, one.secret)
        with database.write(ACME) as unit:
            Sessions(unit).seen(one.session.id, unit.at)
    place.at = one.session.opened_at + ABSOLUTE
    assert not known(database, one.secret)


def test_a_fresh_proof_brings_a_new_secret_and_the_old_one_opens_nothing(database: Database, place: Place) -> None:
    one = opened(database)
    place.at += timedelta(minutes=20)
    with database.write(ACME) as unit:
        again = renew_session(unit, one.session.id, Method.PASSKEY, entropy(32))
    assert not known(database, one.secret)
    assert known(database, again.secret)
    assert (again.session.id, again.session.ends_at) == (one.session.id, one.session.ends_at)
    assert again.session.proved_at == place.at


def test_a_session_that_has_ended_is_not_renewed(database: Database) -> None:
    one = opened(database)
    with database.write(ACME) as unit:
        end_session(unit, one.session.id, Ending.SIGNED_OUT)
    with database.write(ACME) as unit, pytest.raises(NotFound):
        renew_session(unit, one.session.id, Method.PASSKEY, entropy(32))


def test_signing_in_again_ends_the_session_before(database: Database) -> None:
    one = opened(database)
    two = opened(database, before=one.session.id)
    assert (known(database, one.secret), known(database, two.secret)) == (False, True)


def test_nobody_ends_another_s_session(database: Database) -> None:
    one = opened(database)
    with database.write(ACME) as unit:
        assert not end_session(unit, one.session.id, Ending.ENDED_BY_HOLDER, of=SubjectId("jo"))
        assert not end_session(unit, SessionId("no-such"), Ending.ENDED_BY_HOLDER)
    with database.write(BIRCH) as unit:
        assert not end_session(unit, one.session.id, Ending.ENDED_BY_HOLDER)
    assert known(database, one.secret)


def test_all_of_them_end_at_once_but_the_one_that_is_used(database: Database) -> None:
    mine, others = opened(database), [opened(database) for _ in range(3)]
    theirs = opened(database, SubjectId("jo"))
    with database.write(ACME) as unit:
        assert len(Sessions(unit).running(MEI)) == 4
        assert end_all(unit, MEI, Ending.ENDED_BY_HOLDER, but=mine.session.id) == 3
    assert [known(database, one.secret) for one in others] == [False] * 3
    assert known(database, mine.secret)
    assert known(database, theirs.secret)


def test_old_ones_are_forgotten(database: Database, place: Place) -> None:
    opened(database)
    place.at += ABSOLUTE + IDLE + timedelta(minutes=1)
    opened(database)
    with database.read(ACME) as unit:
        assert KnownSessions(unit)._count() == 1
