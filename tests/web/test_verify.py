"""`POST /v1/verify` and the pages around it."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from in_process import InProcess
from tellmark.surface.limits import Limits
from tellmark.surface.principal import Principal, Shown
from tellmark.verify.saved import read_offline, report_of

NO_MARK = "We found no AI mark. This does not show that the file is real."


def chosen(data: bytes, name: str = "holiday.jpg") -> dict[str, tuple[str, bytes]]:
    return {"file": (name, data)}


def hidden(html: str) -> str:
    found = re.search(r'name="jws" value="([^"]+)"', html)
    assert found
    return found[1]


def test_verifying_needs_no_account(client: InProcess, jpeg: bytes) -> None:
    """US-CA-3: whoever wants to know is asked for nothing."""
    answer = client.post("/v1/verify", files=chosen(jpeg))
    assert answer.status_code == 200
    assert answer.json()["schema"] == "tellmark.report/1"
    assert answer.json()["verdict"] == "ai_attested"


def test_a_bare_body_is_verified_too(client: InProcess, jpeg: bytes) -> None:
    answer = client.post("/v1/verify", content=jpeg, headers={"Content-Type": "image/jpeg"})
    assert answer.json()["file"]["size"] == len(jpeg)


def test_the_answer_is_signed_on_request(client: InProcess, jpeg: bytes) -> None:
    """EU-COP-21b: downloadable in a signed format, with the digest, the tool and the time."""
    answer = client.post("/v1/verify", files=chosen(jpeg), headers={"Accept": "application/jose"})
    assert answer.headers["content-type"] == "application/jose"
    assert answer.text.count(".") == 2


@pytest.mark.parametrize("files", [{}, {"other": ("a.jpg", b"x")}])
def test_a_form_without_a_file_is_a_problem_with_a_remedy(
    client: InProcess, files: dict[str, tuple[str, bytes]]
) -> None:
    answer = client.post("/v1/verify", data={"x": "y"}, files=files or {"x": ("", b"")})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "web.no_file"
    assert problem["remedy"]
    assert problem["instance"] == f"urn:uuid:{answer.headers['request-id']}"


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"--x\r\nnonsense", b"\0" * 100]
)
def test_a_broken_form_is_a_problem_and_no_crash(client: InProcess, body: bytes) -> None:
    answer = client.post("/v1/verify", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 422


def test_a_form_without_a_boundary_is_a_problem(client: InProcess) -> None:
    answer = client.post("/v1/verify", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert answer.json()["code"] == "web.bad_form"


def test_two_files_in_one_form_are_refused(client: InProcess, jpeg: bytes) -> None:
    two = [("file", ("a.jpg", jpeg)), ("file", ("b.jpg", jpeg))]
    assert client.post("/v1/verify", files=two).status_code == 422


def test_a_file_that_is_too_large_is_refused_with_words(client: InProcess) -> None:
    answer = client.post("/v1/verify", files=chosen(b"x" * 1_200_000))
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["detail"]
    assert answer.json()["remedy"]


def test_too_many_requests_are_told_when_to_come_back(house: Any, jpeg: bytes) -> None:
    client = house.client(Limits(per_minute=2))
    assert [client.post("/v1/verify", files=chosen(jpeg)).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.post("/v1/verify", files=chosen(jpeg))
    assert 1 <= int(answer.headers["retry-after"]) <= 30


def test_requests_with_a_key_are_not_counted(house: Any, jpeg: bytes, bearer: dict[str, str]) -> None:
    """EU-COP-21a: regulators, media, fact-checkers and researchers have no limit on the number of requests."""
    client = house.client(Limits(per_minute=1))
    assert {client.post("/v1/verify", files=chosen(jpeg), headers=bearer).status_code for _ in range(5)} == {200}


def test_the_page_answers_first(client: InProcess, jpeg: bytes) -> None:
    html = client.post("/?lang=en", files=chosen(jpeg)).text
    assert html.index("Changed with AI") < html.index("What we read") < html.index("Content Credentials")


def test_no_mark_is_said_in_one_size_and_with_what_to_do_next(client: InProcess) -> None:
    html = client.post("/?lang=en", files=chosen(b"nothing")).text
    assert re.sub("<wbr>", "", html).count(f'<h1 id="verdict">{NO_MARK}</h1>') == 1
    assert "Ask whoever sent it for the original file" in html


def test_the_name_of_the_file_is_shown_nowhere(client: InProcess, jpeg: bytes) -> None:
    answer = client.post("/", files=chosen(jpeg, "geheimnis-4711.jpg"))
    assert "geheimnis" not in answer.text + str(answer.headers)


def test_a_page_without_a_file_says_so_at_the_field(client: InProcess) -> None:
    answer = client.post("/?lang=en", files={"file": ("", b"")}, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'href="#file"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    ("asked", "accepted", "shown"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("", "de-DE,de;q=0.9", "en"),
        ("?lang=zh-Hans", "en", "zh-Hans"),
        ("?lang=en", "zh", "en"),
        ("?lang=../../x", "zh", "zh-Hans"),
    ],
)
def test_the_reader_chooses_the_language(client: InProcess, asked: str, accepted: str, shown: str) -> None:
    answer = client.get(f"/{asked}", headers={"Accept-Language": accepted})
    assert answer.headers["content-language"] == shown
    assert f'<html lang="{shown}">' in answer.text


def test_an_answer_can_be_read_in_the_other_language(client: InProcess, jpeg: bytes) -> None:
    html = client.post("/?lang=en", files=chosen(jpeg)).text
    again = client.post("/answer", data={"jws": hidden(html), "lang": "zh-Hans"})
    assert '<html lang="zh-Hans">' in again.text
    assert "人工智能" in again.text


def test_the_saved_report_holds_the_signed_answer(client: InProcess, jpeg: bytes) -> None:
    jws = hidden(client.post("/?lang=en", files=chosen(jpeg)).text)
    saved = client.post("/report", data={"jws": jws, "lang": "zh-Hans", "as": "html"})
    assert saved.headers["content-disposition"].startswith('attachment; filename="tellmark-report-')
    assert read_offline(saved.content) == jws
    plain = client.post("/report", data={"jws": jws, "as": "json"})
    assert report_of(plain.content).verdict == "ai_attested"


@pytest.mark.parametrize("jws", ["", "x", "a.b.c", "e30.e30.0000"])
@pytest.mark.parametrize("place", ["/report", "/answer"])
def test_only_our_own_answers_are_turned_into_pages(client: InProcess, place: str, jws: str) -> None:
    """Else anyone could have this service show, under its name, what it never said."""
    answer = client.post(place, data={"jws": jws, "lang": "en"})
    assert answer.status_code == 403
    assert client.post(place, data={}).status_code == 422


def test_an_answer_is_given_even_when_it_cannot_be_signed(house: Any, jpeg: bytes) -> None:
    house.seals.locked = True
    client = house.client()
    html = client.post("/?lang=en", files=chosen(jpeg)).text
    assert "Changed with AI" in html
    assert "Save signed report" not in html
    refused = client.post("/v1/verify", files=chosen(jpeg), headers={"Accept": "application/jose"})
    assert refused.status_code == 503


def test_the_first_view_is_light(client: InProcess) -> None:
    """PAGES.md: under 60 kB without script."""
    html = client.get("/").text
    style = client.get(re.search(r'href="(/static/tellmark[^"]+)"', html)[1])  # type: ignore[index]  # it is there, or the test fails
    icon = client.get(re.search(r'href="(/static/icon[^"]+)"', html)[1])  # type: ignore[index]  # as above
    assert len(html.encode()) + len(style.content) + len(icon.content) < 60_000
    assert "max-age" in style.headers["cache-control"]


def test_the_openapi_document_is_whole(client: InProcess) -> None:
    document = client.get("/openapi.json").json()
    refs = set(re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', json.dumps(document)))
    assert {"/v1/verify", "/v1/mark", "/healthz", "/readyz"} <= document["paths"].keys()
    assert [ref for ref in refs if ref[1] not in document["components"][ref[0]]] == []
    assert "Report" in document["components"]["schemas"]


def test_pages_load_nothing_from_elsewhere(client: InProcess, jpeg: bytes) -> None:
    pages = [client.get(path).text for path in ("/", "/about", "/api")]
    pages.append(client.post("/", files=chosen(jpeg)).text)
    for html in pages:
        assert re.findall(r'(?:src|href|action)="(?!/|#)[^"]*"', html) == []
        assert re.findall(r"<style|style=|onclick=|<script>", html) == []


def test_health_and_readiness(house: Any) -> None:
    assert house.client().get("/healthz").json() == {"status": "ok"}
    assert house.client().get("/readyz").status_code == 200
    house.ready = False
    answer = house.client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == [{"name": "signing", "ready": False, "detail": "proof.no_keys"}]


def test_the_style_guide_is_for_development_only(house: Any) -> None:
    assert house.client(development=True).get("/styleguide").status_code == 200
    assert house.client().get("/styleguide").status_code == 404


def test_a_wrong_address_is_a_problem(client: InProcess) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == answer.json()["status"] == 404
    assert answer.json()["code"] == "web.not_here"


@pytest.mark.parametrize(("path", "method", "allowed"), [("/v1/verify", "GET", "POST"), ("/healthz", "DELETE", "GET")])
def test_a_wrong_method_is_a_problem_of_its_own(client: InProcess, path: str, method: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == answer.json()["status"] == 405
    assert answer.json()["code"] == "web.wrong_method"
    assert allowed in answer.headers["allow"]


def test_a_person_at_a_wrong_address_gets_a_page(client: InProcess) -> None:
    answer = client.get("/nowhere?lang=zh-Hans", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "回到首页" in answer.text
    assert Path("nowhere").name not in answer.text


@dataclass
class OffTheLoop:
    """Knows nobody, and remembers of each time it was asked whether all others waited meanwhile."""

    waited: list[bool] = field(default_factory=list)

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        try:
            self.waited.append(asyncio.get_running_loop() is not None)
        except RuntimeError:
            self.waited.append(False)
        return None


@pytest.mark.parametrize("path", ["/v1/verify", "/v1/check", "/", "/check", "/answer", "/report"])
def test_nobody_waits_while_the_store_is_asked_about_a_key_that_a_stranger_made_up(house: Any, path: str) -> None:
    """Eight at work in the database, and it would have been five seconds for everybody."""
    house.knows = OffTheLoop()
    made_up = {"Authorization": "Bearer made-up", "Content-Type": "image/jpeg"}
    house.client().post(path, content=b"x", headers=made_up)
    assert house.knows.waited == [False]
