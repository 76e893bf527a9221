"""The frame and the components, without a browser: what is escaped, what is linked, who sees which room."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from jinja2 import DictLoader

from tellmark.store.scope import TenantId
from tellmark.surface.forgery import FIELD, FormTokens
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.principal import Kind, Principal, nobody
from tellmark.surface.rendering import Pages, Room
from tellmark.values.languages import Language

ROOMS = (Room("/", "Verify"), Room("/desk", "Desk", "cases.review"), Room("/me", "My page", "own.read"))
ACME = TenantId("acme")
SOMEBODY = nobody(ACME)
HEAD = '{% import "forms.html" as forms with context %}{% import "records.html" as records with context %}'
NAMED: Callable[[TenantId], str] = {ACME: "Acme <Films>"}.__getitem__


def shown(template: str, visitor: Principal | None = SOMEBODY, language: Language = Language.EN, **values: Any) -> str:
    pages = Pages([], ROOMS, FormTokens(bytes(32)), NAMED)
    loader = DictLoader({"test.html": HEAD + template, "framed.html": '{% extends "frame.html" %}' + template})
    pages._jinja.loader.loaders.append(loader)  # type: ignore[union-attr]  # a ChoiceLoader, as Pages made it
    return pages.text("framed.html" if "block" in template else "test.html", language, "/", visitor, **values)


@pytest.mark.parametrize(
    ("capabilities", "rooms"),
    [((), ["/"]), (("cases.review",), ["/", "/desk"]), (("own.read",), ["/", "/me"])],
)
def test_everybody_sees_the_rooms_that_they_may_enter(capabilities: tuple[str, ...], rooms: list[str]) -> None:
    visitor = Principal("x", ACME, Kind.STAFF, capabilities=frozenset(capabilities))
    page = shown("{% block main %}{% endblock %}", visitor)
    assert [
        room.address for room in ROOMS if f'href="{room.address}?lang' in page.split("</nav>")[0].split("rooms")[1]
    ] == rooms


def test_the_tenant_is_named_and_escaped() -> None:
    assert '<span class="tenant">Acme &lt;Films&gt;</span>' in shown("{% block main %}{% endblock %}")
    assert "tenant" not in shown("{% block main %}{% endblock %}", None)


def test_there_is_a_way_out_where_a_page_wants_one() -> None:
    assert "Leave this page" in shown("{% block main %}{% endblock %}", leave="https://weather.example/")
    assert "Leave this page" not in shown("{% block main %}{% endblock %}")


def test_a_form_bears_its_token_and_the_page_s_language() -> None:
    form = shown(
        '{% call forms.form("/i/x") %}{{ forms.text(form, "a", "A") }}{% endcall %}', form=blank(), language=Language.ZH
    )
    assert 'action="/i/x?lang=zh-Hans"' in form
    assert f'name="{FIELD}"' in form


def test_a_form_for_nobody_in_particular_is_a_mistake_of_ours() -> None:
    with pytest.raises(RuntimeError, match=r"guard\.anyone"):
        shown('{{ form_token("/i/x") }}', None)


HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize("macro", [
    'forms.text(form, "a", "A", "hint")', 'forms.area(form, "a", "A", "hint")', 'forms.day(form, "a", "A")',
    'forms.one_of(form, "a", "A", [(bad, bad)])', 'forms.cards(form, "a", "A", [(bad, bad, bad)])',
    'forms.cards(form, "a", "A", [(bad, bad, bad)], several=true)', "forms.summary(form)",
    'forms.choices("a", [(bad, bad, bad)])', 'forms.ways([(bad, bad, bad)])', 'forms.carried(form, ["a"])',
    'records.changes([(bad, bad, bad)], bad, bad, bad)', 'records.queue([(none, bad, bad, bad, bad)])',
    'records.spoken(bad)', 'records.stock("face", "stock/face.svg", bad)',
    'records.summary([(bad, bad, bad, bad, bad)])', "records.timeline([(bad, bad, bad, bad, bad)])",
    "records.steps([(bad, bad), (bad, bad)], 2)",
    "records.empty(bad, bad, bad, bad)", "records.receipt(bad, bad, [(bad, bad, bad, bad, bad)], bad, bad)",
])  # fmt: skip
def test_no_component_lets_anybody_write_html(macro: str) -> None:
    form = Form({"a": (HOSTILE,)}, (Mistake("a", HOSTILE, HOSTILE),))
    html = shown("{{ " + macro + " }}", form=form, bad=HOSTILE)
    assert "<script" not in html
    assert "&lt;script" in html


@pytest.mark.parametrize("macro", ["text", "area", "day"])
def test_a_mistake_is_tied_to_its_field_and_what_was_typed_stays(macro: str) -> None:
    form = Form({"a": ("typed",)}, (Mistake("a", "That is wrong.", "Do this."),))
    html = shown("{{ forms." + macro + '(form, "a", "A", "A hint") }}', form=form)
    assert 'aria-describedby="a-hint a-error" aria-invalid="true"' in html
    assert 'id="a-error"' in html
    assert "typed" in html
    assert 'id="a-error"' not in shown("{{ forms." + macro + '(form, "a", "A", "A hint") }}', form=blank())


def test_nothing_is_chosen_beforehand() -> None:
    cards = shown('{{ forms.cards(form, "a", "A", [("1", "One", ""), ("2", "Two", "")]) }}', form=blank())
    assert "checked" not in cards
    again = shown('{{ forms.cards(form, "a", "A", [("1", "One", ""), ("2", "Two", "")]) }}', form=blank(a="2"))
    assert again.count(" checked") == 1
    assert 'id="a-2" value="2" checked' in again


def test_each_mistake_leads_to_its_field() -> None:
    form = blank().told([Mistake("a", "First."), Mistake("b", "Second.")])
    html = shown("{{ forms.summary(form) }}", form=form)
    assert html.index('href="#a"') < html.index('href="#b"')
    assert shown("{{ forms.summary(form) }}", form=blank()).strip() == ""


def test_a_form_knows_what_was_sent() -> None:
    form = Form({"a": ("1", "2")}).told([Mistake("a", "Wrong.")])
    assert (form.get("a"), form.all("a"), form.get("b"), form.all("b")) == ("1", ("1", "2"), "", ())
    assert form.mistake("a") == Mistake("a", "Wrong.")
    assert form.mistake("b") is None
    assert form.without("a").get("a") == ""
