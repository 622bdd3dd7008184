"""From a question to a marked word on the page's picture, and on: by mouse, by key, without scripts."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import Opening

QUERY = "договор поставки"


def press(page: Page, key: str, code: str, *, shift: bool = False) -> None:
    """Send a key as a keyboard layout would: the character it writes, and the place it has."""
    page.wait_for_load_state()
    page.evaluate(
        """([key, code, shiftKey]) => (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent('keydown', {key, code, shiftKey, bubbles: true, cancelable: true}))""",
        [key, code, shift],
    )


def ask(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Words to search for").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")


def test_by_mouse(open_page: Opening) -> None:
    """Ask, narrow, leave out, take back, open a hit, step to the next hit, page and result, go back."""
    page = open_page()
    ask(page, QUERY)
    expect(page.locator(".sum strong")).to_have_text("30 items")
    page.locator(".facet").filter(has_text="Accession").get_by_role(
        "link", name=re.compile("A0001 Irkutsk")
    ).first.click()
    expect(page.locator(".sum strong")).to_have_text("2 items")
    expect(page.locator(".chip")).to_contain_text(["Accession: A0001 Irkutsk, disk B"])
    page.locator(".chip").first.click()
    expect(page.locator(".sum strong")).to_have_text("30 items")
    page.locator(".facet").filter(has_text="Accession").get_by_role(
        "link", name=re.compile("without A0003")
    ).click()
    expect(page.locator(".sum strong")).to_have_text("4 items")
    expect(page.locator("mark").first).to_be_visible()
    page.locator("a.p").first.click()
    expect(page.locator(".desk .box.now")).to_have_count(1)
    expect(page.locator("#hitnow")).to_have_text("1")
    picture = page.locator(".desk .page .sharp")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_role("link", name="Next hit").click()
    expect(page.locator("#hitnow")).to_have_text("2")
    expect(page.locator(".desk .box.now")).to_have_attribute("data-mark", "2")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#reader")).to_have_attribute("data-page", "2")
    page.get_by_title("Next result").click()
    page.wait_for_url("**/items/A0001-000002/**")
    page.get_by_role("link", name="results").click()
    page.wait_for_url("**/search?*#A0001-000002")
    expect(page.locator(".sum strong")).to_have_text("4 items")


def test_boxes_lie_on_the_words(open_page: Opening) -> None:
    """A hit's box covers the ink of its word: the picture is darker inside it than beside it."""
    page = open_page(f"/items/A0001-000001/pages/1?q={QUERY}")
    dark = page.evaluate(
        """async () => {
            const image = document.querySelector('.desk .page .sharp'); await image.decode();
            const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
            const pen = canvas.getContext('2d', {willReadFrequently: true}); pen.drawImage(image, 0, 0);
            const view = document.querySelector('.desk .ov').viewBox.baseVal;
            const scale = image.naturalWidth / view.width;
            return [...document.querySelectorAll('.desk .box')].map(box => {
                const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(n => box[n].baseVal.value * scale);
                const data = pen.getImageData(x, y, Math.max(1, w), Math.max(1, h)).data;
                let ink = 0; for (let i = 0; i < data.length; i += 4) if (data[i] < 120) ink++;
                return ink / (data.length / 4);
            });
        }"""
    )
    assert len(dark) == 5
    assert min(dark) > 0.05


def test_text_over_the_picture_can_be_copied(open_page: Opening) -> None:
    """What is selected over the picture is the page's text, line by line."""
    page = open_page("/items/A0001-000001/pages/1")
    text = page.evaluate(
        """() => {
            getSelection().selectAllChildren(document.querySelector('.desk .ocr'));
            return String(getSelection());
        }"""
    )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert "О задолженности по договору поставки" in lines
    assert any(line.startswith("В соответствии с постановлением") for line in lines)


@pytest.mark.parametrize("letters", ["latin", "cyrillic"])
def test_by_keyboard(open_page: Opening, letters: str) -> None:
    """The whole way by keys, in a Latin and in a Russian layout (which sends «т» with code KeyN)."""
    russian = letters == "cyrillic"

    def key(latin: str, cyrillic: str, code: str, *, shift: bool = False) -> None:
        press(page, cyrillic if russian else latin, code, shift=shift)

    page = open_page("/accessions")
    page.goto(page.url.replace("/accessions", "/search"))
    page.get_by_role("searchbox").blur()
    key("/", ".", "Slash")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(QUERY)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    key("j", "о", "KeyJ")
    expect(page.locator("#A0001-000001 h2 a")).to_be_focused()
    key("j", "о", "KeyJ")
    expect(page.locator("#A0001-000002")).to_have_class(re.compile("cur"))
    expect(page.locator("#preview dl")).to_contain_text("A0001-000002")
    key("k", "л", "KeyK")
    expect(page.locator("#preview dl")).to_contain_text("A0001-000001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/A0001-000001/pages/1?*")
    key("n", "т", "KeyN")
    expect(page.locator("#hitnow")).to_have_text("2")
    key("N", "Т", "KeyN", shift=True)
    expect(page.locator("#hitnow")).to_have_text("1")
    for _ in range(5):
        key("n", "т", "KeyN")
    expect(page.locator("#reader")).to_have_attribute("data-page", "2")
    expect(page.locator("#hitnow")).to_have_text("6")
    key("N", "Т", "KeyN", shift=True)
    expect(page.locator("#reader")).to_have_attribute("data-page", "1")
    expect(page.locator("#hitnow")).to_have_text("5")
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator("#reader")).to_have_attribute("data-page", "2")
    press(page, "ArrowLeft", "ArrowLeft")
    expect(page.locator("#reader")).to_have_attribute("data-page", "1")
    key("v", "м", "KeyV")
    expect(page.locator("#reader")).to_have_class(re.compile("view-text"))
    key("v", "м", "KeyV")
    expect(page.locator("#reader")).to_have_class(re.compile("view-image"))
    key("+", "+", "Equal", shift=True)
    expect(page.locator("#reader")).to_have_class(re.compile("zoom-150"))
    key("w", "ц", "KeyW")
    expect(page.locator("#reader")).to_have_class(re.compile("zoom-100"))
    key("c", "с", "KeyC")
    expect(page.locator("#said")).to_have_text("Citation copied")
    cited = page.evaluate("navigator.clipboard.readText()")
    assert cited.startswith("A0001-000001, p. 1 of 3; докладная_0114.pdf; SHA-256 ")
    assert cited.endswith("/items/A0001-000001/pages/1")
    key("]", "ъ", "BracketRight")
    page.wait_for_url("**/items/A0001-000002/**")
    key("[", "х", "BracketLeft")
    page.wait_for_url("**/items/A0001-000001/**")
    key("f", "а", "KeyF")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    key("g", "п", "KeyG")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/3?*")
    page.keyboard.press("Escape")
    page.wait_for_url("**/search?*")
    key("?", ",", "Slash", shift=True)
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("next, previous hit")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_url("**/search?*")
    page.locator("a.p").first.click()
    key("i", "ш", "KeyI")
    page.wait_for_url("**/items/A0001-000001")


def test_the_list_of_keys(open_page: Opening) -> None:
    """Over any page, as a dialog that keeps the focus; its keys do nothing below; with a modifier, a page."""
    page = open_page(f"/items/A0001-000001/pages/1?q={QUERY}")
    opener = page.get_by_role("link", name="Keys")
    opener.click()
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog, body:has(dialog[open])') !== null")
        assert page.evaluate("!document.activeElement.closest('main')")
    press(page, "n", "KeyN")
    press(page, "ArrowRight", "ArrowRight")
    dialog.get_by_role("button", name="Close").click()
    expect(opener).to_be_focused()
    expect(page.locator("#hitnow")).to_have_text("1")
    expect(page.locator("#reader")).to_have_attribute("data-page", "1")
    with page.context.expect_page() as other:
        opener.click(modifiers=["ControlOrMeta"])
    expect(other.value.locator("h1")).to_have_text("Keys")


def test_finding_in_the_document(open_page: Opening) -> None:
    """Other words are found from this page on, and the list one came from is kept."""
    page = open_page("/items/A0003-000026/pages/3?q=поставка&result=1")
    page.get_by_role("searchbox").fill("задолженность")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/A0003-000026/pages/7?*")
    expect(page.locator("#hitnow")).to_have_text("1")
    expect(page.locator(".hitcount")).to_contain_text("of 10")
    page.locator(".hitcount").click()
    page.wait_for_url("**/find?*")
    expect(page.locator(".onpage")).to_have_count(5)
    page.go_back()
    page.get_by_role("link", name="results").click()
    assert "q=%D0%BF%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B0" in page.url


def test_words_that_are_not_there(open_page: Opening) -> None:
    """The page stays, and says so."""
    page = open_page("/items/A0001-000001/pages/2")
    page.get_by_role("searchbox").fill("небывальщина")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/2?q=*")
    expect(page.locator(".bar")).to_contain_text("not in this document")


def test_without_scripts(open_page: Opening) -> None:
    """The same way with JavaScript off: every step is a link or a form."""
    page = open_page(scripts=False)
    page.get_by_role("searchbox").fill(QUERY)
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".sum strong")).to_have_text("30 items")
    expect(page.locator("#preview .box").first).to_be_visible()
    page.locator("#A0001-000002 .thumb").click()
    expect(page.locator("#A0001-000002")).to_have_class(re.compile("cur"))
    expect(page.locator("#preview dl")).to_contain_text("A0001-000002")
    page.locator("#A0001-000001 a.p").first.click()
    expect(page.locator(".desk .box.now")).to_have_attribute("data-mark", "1")
    page.get_by_role("link", name="Next hit").click()
    expect(page.locator(".desk .box.now")).to_have_attribute("data-mark", "2")
    expect(page.locator("#hitnow")).to_have_text("2")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#reader")).to_have_attribute("data-page", "2")
    page.get_by_role("link", name="View: text").click()
    expect(page.locator("#reader")).to_have_class(re.compile("view-text"))
    expect(page.locator(".desk")).not_to_be_visible()
    expect(page.get_by_role("button", name="Cite")).not_to_be_visible()
    expect(page.locator("#citation")).to_contain_text("A0001-000001, p. 2 of 3")
    page.get_by_role("link", name="results").click()
    page.get_by_role("link", name="Imports").click()
    page.get_by_role("link", name=re.compile("A0002")).first.click()
    page.get_by_role("link", name="Refresh by itself").click()
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    page.get_by_role("link", name="Stop refreshing").click()
    assert page.locator("meta[http-equiv=refresh]").count() == 0
    page.get_by_role("button", name="RU").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.get_by_role("button", name="Выйти").click()
    expect(page.locator("h1")).to_have_text("Вы вышли")


def test_a_link_takes_one_to_the_same_place(open_page: Opening) -> None:
    """What stands in the address bar opens the same hit in the same view for somebody else."""
    page = open_page(f"/items/A0001-000001/pages/1?q={QUERY}&view=image&zoom=150")
    page.get_by_role("link", name="Next hit").click()
    expect(page.locator("#hitnow")).to_have_text("2")
    other = open_page(page.url.partition("://")[2].partition("/")[2].join(["/", ""]))
    expect(other.locator("#hitnow")).to_have_text("2")
    expect(other.locator("#reader")).to_have_class(re.compile("view-image zoom-150"))


def test_back_and_forward(open_page: Opening) -> None:
    """Each page turned is a step of the browser's history, and going back shows the page before."""
    page = open_page("/items/A0003-000026/pages/1")
    for number in ("2", "3"):
        page.get_by_role("link", name="Next page").click()
        expect(page.locator("#reader")).to_have_attribute("data-page", number)
    page.go_back()
    expect(page.locator("#reader")).to_have_attribute("data-page", "2")
    page.go_forward()
    expect(page.locator("#reader")).to_have_attribute("data-page", "3")


def test_a_step_of_history_before_the_scripts_are_there(open_page: Opening) -> None:
    """Forward while the page of the step back still waits for its scripts: the address and the page agree."""
    page = open_page("/items/A0003-000026/pages/1")
    for number in ("2", "3"):
        page.get_by_role("link", name="Next page").click()
        expect(page.locator("#reader")).to_have_attribute("data-page", number)

    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/htmx-*", late)
    page.evaluate("history.back()")
    expect(page.locator("#reader")).to_have_attribute("data-page", "2")
    page.evaluate("history.forward()")
    expect(page).to_have_url(re.compile("/pages/3"))
    expect(page.locator("#reader")).to_have_attribute("data-page", "3")


def test_single_keys_can_be_switched_off(open_page: Opening) -> None:
    """After that a letter does nothing; the switch turns them on again (WCAG 2.1.4)."""
    page = open_page("/help/keys")
    page.get_by_role("button", name="Switch them off").click()
    page.goto(page.url.replace("/help/keys", f"/items/A0001-000001/pages/1?q={QUERY}"))
    press(page, "n", "KeyN")
    press(page, "ArrowRight", "ArrowRight")
    page.wait_for_timeout(200)
    expect(page.locator("#hitnow")).to_have_text("1")
    expect(page.locator("#reader")).to_have_attribute("data-page", "1")


def test_keys_leave_fields_alone(open_page: Opening) -> None:
    """Letters typed into a field are letters."""
    page = open_page(f"/items/A0001-000001/pages/1?q={QUERY}")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("nnn")
    expect(page.locator("#hitnow")).to_have_text("1")


def test_an_import_refreshes_by_itself(open_page: Opening) -> None:
    """While something waits the page asks again; what is asked comes back as a part of the page."""
    page = open_page("/imports/A0002")
    with page.expect_response(
        lambda response: response.url.endswith("/imports/A0002"), timeout=8000
    ) as answer:
        pass
    assert answer.value.request.headers["hx-request"] == "true"
    expect(page.locator("#progress")).to_contain_text("files settled")
    assert page.locator("header.mast").count() == 1


def test_neighbours_are_fetched_ahead(open_page: Opening) -> None:
    """Once a page is shown, the next page's picture is already there."""
    page = open_page("/items/A0003-000026/pages/5")
    page.wait_for_timeout(500)
    asked = [
        url
        for url in open_page.watch.requests
        if re.search(r"/pages/[46]/image\?width=(800|1200|1600|2400)", url)
    ]
    assert len(asked) == 2
    before = len(open_page.watch.requests)
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#reader")).to_have_attribute("data-page", "6")
    page.wait_for_timeout(300)
    again = [
        url
        for url in open_page.watch.requests[before:]
        if re.search(r"/pages/6/image\?width=(800|1200|1600|2400)", url)
    ]
    assert again == []


def test_signing_in_is_asked_for(open_page: Opening) -> None:
    """Without a cookie there is a page that says how to get in."""
    page = open_page()
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("h1")).to_have_text("You are not signed in")
    expect(page.locator("main")).to_contain_text("kartoteka link")
