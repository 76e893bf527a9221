"""How each piece is marked: the person reads it once, in one wording, whichever version their notice has."""

import json
from dataclasses import asdict

import pytest

from consent_house import REQUESTER, House
from person_steps import link_of
from tellmark.consent.notices import marking, promise
from tellmark.consent.store import Requests
from tellmark.consent.wording import said_in
from tellmark.subjects.service import key_of
from tellmark.values.languages import Language, wording


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", [2, 3])
def test_how_it_is_marked_stands_there_once_whichever_version_the_notice_has(
    house: House, language: Language, template: int
) -> None:
    request, invitation = house.ask()
    if template == 2:  # as words were sealed before their version was kept
        with house.database.write(house.as_(REQUESTER)) as unit:
            told = asdict(said_in(unit, house.vault, request))
            del told["template"]
            key = key_of(unit, house.vault, request.subject)
            Requests(unit).seal(request.id, key, words=json.dumps(told))
    page = house.reader(language).get(link_of(invitation))
    assert page.html.count(f"<dt>{wording(language)('How it is marked')}</dt>") == 1
    assert page.text.count(marking(language)) == 1
    assert (promise(language) in page.text) == (template == 3)
