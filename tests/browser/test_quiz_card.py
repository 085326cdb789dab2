"""A question above a widget in a real browser: by mouse, by keyboard, without a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, comes_to, rest

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture
def card() -> Iterator[dw.QuizCard]:
    made = dw.quiz(
        dw.view(samples.ct(6, 64)),
        "Go to the fifth slice.",
        expect={"index": 4},
        why="Its number is 4, counted from 0.",
        hints=("Further up.", "The last but one."),
        instead=(({"index": 5}, "That is the sixth."),),
    )
    yield made
    made.widget.close()
    made.close()


def said(page: Page) -> str:
    return page.locator(".dw-quiz-said").text_content() or ""


def ready(page: Page) -> Page:
    page.locator(".dw-quiz-room canvas").first.wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    return page


def test_wrong_hinted_right(live_page: OpenPage, card: dw.QuizCard) -> None:
    page = ready(live_page(card, width=900, height=900))
    check = page.get_by_role("button", name="Check")
    check.click()
    comes_to(page, lambda: said(page), "✗ Not yet. That is not it.")
    viewer = page.get_by_role("group", name="DICOM series")
    viewer.focus()
    page.keyboard.press("End")
    check.focus()
    page.keyboard.press("Enter")
    comes_to(page, lambda: said(page), "✗ Not yet. That is the sixth.")
    assert not page.get_by_text("✓ Solved").is_visible()
    page.get_by_role("button", name="Hint 1 of 2").click()
    page.get_by_text("Further up.").wait_for()
    viewer.focus()
    page.keyboard.press("ArrowLeft")
    check.click()
    comes_to(page, lambda: said(page), "✓ Right. Its number is 4, counted from 0.")
    page.get_by_text("✓ Solved").wait_for()
    comes_to(page, lambda: (card.solved, card.tries, card.hints_seen), (True, 3, 1))
    assert_accessible(page)


def test_the_last_rung_shows_the_answer(live_page: OpenPage, card: dw.QuizCard) -> None:
    page = ready(live_page(card, width=600, height=900, theme="dark"))
    for name in ("Hint 1 of 2", "Hint 2 of 2", "Show me"):
        page.get_by_role("button", name=name).click()
    comes_to(page, lambda: said(page), "So it is. Its number is 4, counted from 0.")
    comes_to(page, lambda: card.widget.index, 4)  # type: ignore[attr-defined]
    page.get_by_role("button", name="Check").click()
    comes_to(page, lambda: said(page), "✓ Right. Its number is 4, counted from 0.")
    comes_to(page, lambda: card.tries, 1)
    assert not card.solved  # who was shown it has not found it
    rest(page, 300)
    assert_accessible(page)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 600


def test_an_element_is_selected(live_page: OpenPage) -> None:
    card = dw.quiz("sort-by")
    page = live_page(card, width=1000, height=900)
    search = page.get_by_role("searchbox").first
    search.fill("InstanceNumber")
    page.get_by_text("Instance Number", exact=True).first.click()
    page.get_by_role("button", name="Check").click()
    comes_to(page, lambda: "a number that somebody gave" in said(page), True)
    search.fill("ImagePosition")
    page.get_by_text("Image Position (Patient)", exact=True).first.click()
    page.get_by_role("button", name="Check").click()
    comes_to(page, lambda: card.solved, True)
    card.close()


def test_it_needs_no_kernel(host_page: OpenPage, card: dw.QuizCard) -> None:
    page = ready(host_page(card, width=900, height=900))
    page.get_by_role("group", name="DICOM series").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Check").click()
    comes_to(page, lambda: said(page), "✓ Right. Its number is 4, counted from 0.")


def test_nothing_is_checked_where_there_is_no_widget(
    live_page: OpenPage, card: dw.QuizCard
) -> None:
    card.widget.close()
    page = live_page(card, width=900, height=600)
    page.get_by_text("can't show a widget").wait_for()
    assert page.get_by_role("button", name="Check").is_disabled()
    for name in ("Hint 1 of 2", "Hint 2 of 2"):
        page.get_by_role("button", name=name).click()
    assert page.get_by_role("button", name="Show me").is_disabled()
