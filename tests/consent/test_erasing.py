"""Erasing a person: what was agreed has ended, no word of theirs is read, what a rule forces to keep is named."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from consent_steps import EUROPE, OFFICER, SCOPE, USE, WORDS, Studio, answering, person
from every_table import integrate
from store_children import LOG
from tellmark.consent import service
from tellmark.consent.links import Links
from tellmark.consent.model import Authority, Ending, RepresentativeState, RequestState, Role, Uncovered
from tellmark.consent.records import KEEPINGS, Keeping
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.store.log_folder import LogFolder
from tellmark.store.vault.errors import KeyDestroyed
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.service import look_up
from tellmark.subjects.store import KnownErasures
from tellmark.surface.principal import Shown
from tellmark.values.digests import sha256

SECRETS = ("Wang-Xiaoming-4711", "wang.4711@example.org", "a-script-about-4711", "brand-4711", "thanks-4711")


def test_nothing_of_an_erased_person_is_read_and_what_is_kept_is_named_with_rule_and_date(studio: Studio) -> None:
    who = person(name=SECRETS[0], contact=SECRETS[1])
    words = replace(WORDS, content=SECRETS[2], brands=SECRETS[3], message=SECRETS[4])
    fixed = replace(SCOPE, content=sha256(SECRETS[2].encode()))
    open_one = studio.asked(replace(fixed, max_outputs=1), who, words=words)
    granted = studio.granted(fixed, who, words=words)
    subject = open_one.subject
    studio.erased(subject)
    assert studio.request(open_one.id).state is RequestState.RECALLED
    consent = studio.consent(granted.consent)
    assert consent.ending is Ending.ERASED
    assert isinstance(studio.covered(subject, use=USE), Uncovered)
    with studio.look() as look:
        with pytest.raises(SubjectErased):
            service.words_of(look, studio.vault, open_one.id)
        done = KnownErasures(look).done(subject)
    assert [(one.what, one.rule) for one in done.kept] == [("consent_record", "CN-PI-3")]
    assert done.kept[0].until == studio.at.replace(year=studio.at.year + 3)
    if studio.place.server is None:
        _no_byte_of(SECRETS, Path(studio.place.where).parent)


def test_the_log_verifies_after_an_erasure(studio: Studio, tmp_path: Path) -> None:
    granted = studio.granted()
    studio.erased(studio.consent(granted.consent).subject)
    folder = LogFolder(tmp_path / "log")
    integrate(studio.database, folder)
    assert verify_log(folder, Trust((LOG.key,))).state is LogState.INTACT


def test_where_no_rule_holds_nothing_is_kept(studio: Studio) -> None:
    granted = studio.granted(replace(SCOPE, territories=frozenset({"EU"})))
    subject = studio.consent(granted.consent).subject
    studio.erased(subject)
    with studio.look() as look:
        assert KnownErasures(look).done(subject).kept == ()


def test_who_spoke_for_others_speaks_for_nobody_and_their_own_link_is_void(studio: Studio) -> None:
    request, ward = studio.drafted(), studio.drafted()
    link = studio.sent(request.id).secret
    with studio.unit(OFFICER) as unit:
        authority = Authority(Role.AGENT, "a" * 64, studio.at + timedelta(days=9))
        service.represent(unit, ward.subject, request.subject, authority)
    studio.erased(request.subject)
    assert Links(studio.database).who(Shown(link=link), studio.at) is None
    with studio.look() as look:
        assert [one.state for one in service.wards_of(look, request.subject)] == [RepresentativeState.ENDED]


@pytest.mark.parametrize("keeping", KEEPINGS, ids=lambda one: one.rule)
def test_each_rule_that_forces_to_keep_stands_in_its_pack_with_as_many_years(keeping: Keeping) -> None:
    file = files("tellmark.rules").joinpath(f"packs/{keeping.territory.lower()}.toml")
    pack = tomllib.loads(file.read_text("utf-8"))
    rule = next(one for one in pack["rule"] if one["id"] == keeping.rule)
    kept = [one for one in rule["do"] if one["ask"] == "record"]
    assert [(one["keep"], one["calendar"]) for one in kept] == [(keeping.years, "years")]
    assert rule["when"]["features"] == ["biometric"]


def _no_byte_of(secrets: tuple[str, ...], folder: Path) -> None:
    looked = [file for file in folder.rglob("*") if file.is_file()]
    assert looked
    for file in looked:
        data = file.read_bytes()
        assert not any(secret.encode() in data for secret in secrets), file


def adopted(studio: Studio, known: str, **who: str) -> SubjectId:
    """Let a request to another contact turn out to be one to *known*; return the id under which it had been asked."""
    asked = studio.asked(EUROPE, person(**who))
    with studio.unit(answering(asked.subject)) as unit:
        service.adopt(unit, studio.vault, asked.id, SubjectId(known))
    return asked.subject


def test_whoever_was_asked_under_two_contacts_is_erased_under_both(studio: Studio) -> None:
    """What was sealed for the other id lies in old pages and backups still: its key has to go, too."""
    known = studio.consent(studio.granted().consent).subject
    other = adopted(studio, known, contact="wang.4711@example.org")
    with studio.look() as unit:
        key = look_up(unit, other).key
    studio.erased(known)
    with studio.look() as unit:
        assert look_up(unit, other).state is SubjectState.ERASED
    with pytest.raises(KeyDestroyed):
        studio.vault.open(OFFICER.tenant, key)


def test_a_contact_that_somebody_else_has_as_well_is_not_erased_with_one_of_them(studio: Studio) -> None:
    known = studio.consent(studio.granted().consent).subject
    family = "family-4711@example.org"
    theirs = studio.asked(replace(EUROPE, max_outputs=3), person(contact=family, name="Wang Fang"))
    other = adopted(studio, known, contact=family)
    assert other == theirs.subject
    studio.erased(known)
    with studio.look() as unit:
        assert look_up(unit, other).state is SubjectState.ACTIVE
        assert service.words_of(unit, studio.vault, theirs.id) == WORDS
