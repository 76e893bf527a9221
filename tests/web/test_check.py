"""`POST /v1/check` and the second tab of the verify page."""

import re

import pytest

from in_process import InProcess
from tellmark.rules.library import shipped
from tellmark.rules.model import Operation, Role
from tellmark.rules.obligations import Label, Mark
from tellmark.surface.limits import Limits
from tellmark.verify.check_form import OFFERED, TERRITORIES
from tellmark.verify.check_phrases import FEATURES, ROLES

NOT_ADVICE = "It is no legal advice."


def chosen(data: bytes) -> dict[str, tuple[str, bytes]]:
    return {"file": ("holiday.jpg", data)}


def test_checking_needs_no_account(client: InProcess, jpeg: bytes) -> None:
    """US-CA-3: whoever wants to know is asked for nothing."""
    answer = client.post("/v1/check", files=chosen(jpeg), data={"for": "CN,EU"})
    assert answer.status_code == 200
    report = answer.json()
    assert report["schema"] == "tellmark.check/1"
    assert report["outcome"] == "fail"
    by_rule = {one["rule"]: one for one in report["checked"]}
    assert by_rule["EU-50-2"]["outcome"] == "pass"
    missing = by_rule["CN-GB-61"]
    assert (missing["outcome"], missing["grade"]) == ("fail", "P")
    assert missing["words"]["measured"] == "no AIGC label was found"
    assert missing["words"]["mends"].startswith("tellmark mark FILE")
    assert "holiday" not in answer.text, "an answer never holds the file's name"


def test_the_question_reaches_the_checker(client: InProcess, jpeg: bytes, house: object) -> None:
    data = {"for": "us-ca, in", "on": "2027-01-05", "operation": "lip_sync", "features": "advert, minor"}
    client.post("/v1/check", files=chosen(jpeg), data=data)
    (question,) = house.checks.asked  # type: ignore[attr-defined]  # the fixture's own class
    assert question.audiences == ("US-CA", "IN")
    assert question.at.date().isoformat() == "2027-01-05"
    assert question.operation is Operation.LIP_SYNC
    assert question.features == {"advert", "minor"}


def test_without_a_question_the_service_asks_its_own(client: InProcess, jpeg: bytes) -> None:
    answer = client.post("/v1/check", content=jpeg, headers={"Content-Type": "image/jpeg"})
    assert answer.json()["audiences"] == ["CN", "EU"]


def test_an_unreadable_file_is_an_answer(client: InProcess) -> None:
    answer = client.post("/v1/check", files=chosen(b"nothing"))
    assert answer.status_code == 200
    assert (answer.json()["outcome"], answer.json()["checked"]) == (None, [])


@pytest.mark.parametrize(
    "data",
    [
        {"features": "advrt"},
        {"on": "tomorrow"},
        {"operation": "sculpting"},
        {"for": "<b>"},
        {"for": "A" * 40},
        {"on": "2026-13-01"},
    ],
)
def test_a_question_that_cannot_be_read_is_a_problem_with_a_remedy(
    client: InProcess, jpeg: bytes, data: dict[str, str]
) -> None:
    answer = client.post("/v1/check", files=chosen(jpeg), data=data)
    assert answer.status_code == 422
    assert answer.json()["code"] == "verify.bad_question"
    assert answer.json()["remedy"]


def test_checks_are_counted_like_verifications(house: object, jpeg: bytes) -> None:
    client = house.client(Limits(per_minute=1))  # type: ignore[attr-defined]  # the fixture's own class
    assert client.post("/v1/verify", files=chosen(jpeg)).status_code == 200
    assert client.post("/v1/check", files=chosen(jpeg)).status_code == 429


def test_the_answer_is_described(client: InProcess) -> None:
    document = client.get("/openapi.json").json()
    assert "/v1/check" in document["paths"]
    assert "Checked" in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("language", "question", "fails"),
    [
        ("en", "Would its labels be recognised?", "no AIGC label was found"),
        ("zh-Hans", "它的标识能被识别吗？", "未发现 AIGC 标识"),
    ],
)
def test_the_second_tab_asks_and_answers_in_both_languages(
    client: InProcess, jpeg: bytes, language: str, question: str, fails: str
) -> None:
    first = client.get(f"/?lang={language}").text
    assert question in first
    assert question in client.get(f"/check?lang={language}").text
    page = client.post(f"/check?lang={language}", files=chosen(jpeg), data={"for.CN": "on"})
    assert page.status_code == 200
    assert fails in page.text
    assert "EU-50-2" not in page.text, "only what was ticked is answered"
    assert {"en": "GB 45438-2025 §6.1", "zh-Hans": "GB 45438-2025 第 6.1 条"}[language] in page.text
    assert "holiday" not in page.text


def test_the_page_never_says_that_a_file_is_real_or_in_order(client: InProcess, jpeg: bytes) -> None:
    page = client.post("/check?lang=en", files=chosen(jpeg), data={"for.EU": "on"}).text
    assert NOT_ADVICE in page
    assert "authentic" not in page


def test_the_page_names_a_mistake_in_the_question(client: InProcess, jpeg: bytes) -> None:
    page = client.post("/check?lang=en", files=chosen(jpeg), data={"operation": "sculpting"})
    assert page.status_code == 422
    assert "The file was not checked" in page.text


def test_the_page_for_an_unreadable_file_says_why(client: InProcess) -> None:
    page = client.post("/check?lang=en", files=chosen(b"nothing")).text
    assert "We could not read this file" in page
    assert "It is not a kind of file that this version opens" in page


def test_the_chinese_page_says_in_chinese_what_each_rule_asks(client: InProcess, jpeg: bytes) -> None:
    ticked = {"for.CN": "on", "for.EU": "on", "for.US-CA": "on", "for.IN": "on", "for.KR": "on", "for.VN": "on"}
    page = client.post("/check?lang=zh-Hans", files=chosen(jpeg), data=ticked).text
    assert "图片的显式标识文字高度不低于画面最短边长度的 5%" in page
    assert '<p lang="en">' not in page
    english = client.post("/check?lang=en", files=chosen(jpeg), data=ticked).text
    assert "the height of a picture" in english


def test_every_field_of_the_form_reaches_the_checker(client: InProcess, jpeg: bytes, house: object) -> None:
    data = {"for.US-NY": "on", "for": "ke", "on": "2027-01-05", "operation": "avatar", "role": "deployer",
            "with.advert": "on", "with.election": "on"}  # fmt: skip
    page = client.post("/check?lang=en", files=chosen(jpeg), data=data)
    assert page.status_code == 200
    (question,) = house.checks.asked  # type: ignore[attr-defined]  # the fixture's own class
    assert set(question.audiences) == {"US-NY", "KE"}
    assert (question.role, question.features) == (Role.DEPLOYER, {"advert", "election"})
    assert question.at.date().isoformat() == "2027-01-05"


def test_a_program_names_role_and_features(client: InProcess, jpeg: bytes, house: object) -> None:
    data = {"for": "CN", "role": "platform", "features": "published, virtual_scene"}
    assert client.post("/v1/check", files=chosen(jpeg), data=data).status_code == 200
    (question,) = house.checks.asked  # type: ignore[attr-defined]  # the fixture's own class
    assert (question.role, question.features) == (Role.PLATFORM, {"published", "virtual_scene"})


@pytest.mark.parametrize("data", [{"role": "king"}, {"features": "hats"}, {"with.hats": "on"}])
def test_a_role_or_a_feature_that_is_none_is_a_problem(client: InProcess, jpeg: bytes, data: dict[str, str]) -> None:
    answer = client.post("/v1/check", files=chosen(jpeg), data=data)
    assert (answer.status_code, answer.json()["code"]) == (422, "verify.bad_question")


def test_after_a_mistake_everything_that_was_typed_is_still_there(client: InProcess, jpeg: bytes) -> None:
    data = {
        "for.IN": "on",
        "on": "someday",
        "for": "KE",
        "operation": "avatar",
        "role": "deployer",
        "with.advert": "on",
    }
    answer = client.post("/check?lang=zh-Hans", files=chosen(jpeg), data=data)
    assert answer.status_code == 422
    page = answer.text
    assert 'href="#on">这不是日期。</a>' in page and 'value="someday"' in page
    assert re.search(r'id="for-IN"[^>]* checked', page) and not re.search(r'id="for-CN"[^>]* checked', page)
    assert re.search(r'id="with-advert"[^>]* checked', page) and 'value="KE"' in page
    assert '<option value="avatar" selected>' in page and '<option value="deployer" selected>' in page


def test_what_is_typed_into_the_form_is_shown_escaped(client: InProcess, jpeg: bytes) -> None:
    page = client.post("/check", files=chosen(jpeg), data={"for": '"><script>x</script>', "on": '"><b>'}).text
    assert "<script>x" not in page and '"><b>' not in page


def test_the_form_offers_every_territory_with_rules_about_labels_and_every_feature_they_hang_on() -> None:
    rules = [(pack.code, rule) for pack in shipped().packs.values() for rule in pack.rules
             if any(isinstance(one, Label | Mark) for one in rule.do)]  # fmt: skip
    assert set(TERRITORIES) == {code for code, _ in rules}
    files = [rule for _, rule in rules if rule.when.modalities != {"text"} and rule.id != "EU-50-4b"]
    hangs = {one for rule in files for one in rule.when.features | rule.when.any_features | rule.when.without}
    hangs |= {one for rule in files for exemption in rule.exempt for one in exemption.features}
    assert hangs <= set(OFFERED)
    assert set(OFFERED) == set(FEATURES)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_form_and_the_answer_show_no_code_words(client: InProcess, jpeg: bytes, language: str) -> None:
    form = re.sub(r"<[^>]+>", " ", client.get(f"/check?lang={language}").text)
    data = {"for.CN": "on", "for.US-CA": "on", "role": "deployer", "with.advert": "on", "operation": "avatar"}
    answer = client.post(f"/check?lang={language}", files=chosen(jpeg), data=data).text
    shown = form + re.sub(r"<[^>]+>", " ", answer)
    assert [word for word in (*OFFERED, *ROLES) if "_" in word and word in shown] == []
    assert "virtual_scene" not in shown
