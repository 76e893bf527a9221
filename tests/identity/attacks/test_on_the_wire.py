"""Every attack once more through HTTP: one uniform answer, no 500, no record, and the operator's code in the log."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from in_process import InProcess
from oidc_attacks import ATTACKS as OIDC
from oidc_mint import play_at, told
from proving_house import ProvingHouse, led_to, send
from store_children import ACME
from subject_steps import bodies
from tellmark.identity.assurance.service import known
from tellmark.identity.proving import service
from tellmark.subjects.model import SubjectId
from wallet_attacks import ATTACKS as WALLET
from wallet_mint import Lists, read, shown_for

pytestmark = [pytest.mark.usefixtures("unhurried"), pytest.mark.slow]


@pytest.fixture
def many(proving: ProvingHouse, monkeypatch: pytest.MonkeyPatch) -> ProvingHouse:
    """Let one person begin more tries than a day allows: what is tried is not how often."""
    monkeypatch.setattr(service, "MOST_A_DAY", 10_000)
    return proving


def test_every_attack_on_openid_connect_gets_the_same_answer(many: ProvingHouse) -> None:
    client, answers, whys = many.client(), set(), []
    for attack in OIDC:
        many.forget_provider()
        many.play.__dict__.update(play_at(many.database.now()).__dict__)
        page = send(client, "/prove/way/north-id", "person").text
        told(many.play, led_to(page))
        attack.bend(many.play)
        answer = client.get("/prove/north-id/back", params=many.play.answer, headers={"Accept": "application/json"})
        answers.add(worded(answer, attack.name))
        whys.append(attack.why)
    assert len(answers) == 1, answers
    nothing_came_of_it(many, whys)


def test_every_attack_on_wallets_gets_the_same_answer(many: ProvingHouse) -> None:
    client, wallet, answers, whys = many.client(), many.client(), set(), []
    for attack in WALLET:
        if attack.digest:
            continue  # these pages bind no decision
        many.lists.__dict__.update(Lists(many.database.now()).__dict__)
        request = asked(client, wallet)
        shown = shown_for(request, many.database.now(), many.lists)
        attack.bend(shown)
        answer = wallet.post(urlsplit(request["response_uri"]).path, data=shown.posted())
        answers.add(worded(answer, attack.name))
        whys.append(attack.why)
    assert len(answers) == 1, answers
    nothing_came_of_it(many, whys)


def worded(answer: Any, name: str) -> tuple[str, ...]:
    """Return everything that an answer tells; each is refused, or the attack has got through."""
    assert answer.status_code == 403, (name, answer.status_code)
    return tuple(answer.json()[part] for part in ("type", "title", "code", "detail", "remedy"))


def asked(client: InProcess, wallet: InProcess) -> dict[str, Any]:
    page = send(client, "/prove/way/wallet", "person").text
    place = urlsplit(unquote(page.split("request_uri=")[1].split('"')[0])).path
    return read(wallet.get(place).text)


def nothing_came_of_it(many: ProvingHouse, whys: list[str]) -> None:
    with many.database.read(ACME) as unit:
        assert known(unit, many.vault, SubjectId(many.person)) == []
    leaves = b"\n".join(body for body in bodies(many.database) if b"identity.proof_failed" in body)
    assert [why for why in sorted(set(whys)) if f'"{why}"'.encode() not in leaves] == []


@pytest.mark.parametrize(
    "query",
    [
        "", "state=x", "state=x&state=y", "code=c&state=" + "s" * 9000, "state=%00", "iss=x", "error=access_denied",
        "state=acme." + "h" * 43 + "&code=c",
    ],
)  # fmt: skip
def test_a_way_back_that_nobody_began_gets_the_same_answer_too(many: ProvingHouse, query: str) -> None:
    client = many.client()
    for place in ("north-id", "nobody", "wallet", "phone", "officer"):
        answer = client.get(f"/prove/{place}/back?{query}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (403, "identity.proof_refused")


def test_nobody_is_led_to_another_site(many: ProvingHouse) -> None:
    """No parameter of any page says where to go on: what leads on was kept, sealed, when it began."""
    client = many.client()
    for query in ("next=https://evil.example", "back=//evil.example", "redirect_uri=https://evil.example"):
        page = client.get(f"/prove?{query}", headers={"Authorization": "Bearer person"})
        assert "evil.example" not in page.text
        assert "evil.example" not in send(client, "/prove/way/officer", "person", f"/prove/way/officer?{query}").text


def test_a_form_that_says_something_twice_is_refused(many: ProvingHouse) -> None:
    client, wallet = many.client(), many.client()
    request = asked(client, wallet)
    where = urlsplit(request["response_uri"]).path
    body = "response=a&response=b"
    answer = wallet.post(where, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.proof_refused")
