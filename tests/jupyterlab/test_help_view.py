"""Help pages with links that work, and the table of View()."""

import re

import nbformat


def first_column(table, n):
    """What column n shows, from the top."""
    return [cell.inner_text() for cell in table.locator(f"tbody tr td:nth-of-type({n})").all()]


def test_help_page_and_its_links(open_notebook):
    notebook = open_notebook("?mean", "cat('after\\n')")
    asking, _ = notebook.codes().all()
    notebook.run(asking)
    page = asking.locator(".gokernel-help")
    page.wait_for()
    assert "Arithmetic Mean" in page.inner_text()
    assert page.evaluate("e => e.clientHeight < 700 && e.scrollHeight > e.clientHeight"), "a long page scrolls in its own frame"
    assert page.locator("h1,h2,h3,script,link").count() == 0
    notebook.screenshot("help-mean")

    link = page.get_by_role("link", name="weighted.mean", exact=True)
    assert link.get_attribute("title") == "?stats::weighted.mean"
    link.click()
    opened = notebook.cell("?stats::weighted.mean")
    opened.locator(".gokernel-help", has_text="Weighted Arithmetic Mean").wait_for()
    assert notebook.codes().count() == 3
    assert "?stats::weighted.mean" in notebook.codes().nth(1).locator(".jp-InputArea-editor").inner_text(), "below the page that has the link"
    assert len(notebook.page.context.pages) == 1, "no other tab has opened"
    notebook.screenshot("help-link")


def test_formulas_are_typeset_and_code_is_not(open_notebook):
    notebook = open_notebook("?dbinom", 'f <- tempfile(); writeLines("d$x + d$y < 1 & <b>", f); file.show(f)')
    formulas, code = notebook.codes().all()
    notebook.run(formulas)
    formulas.locator(".gokernel-help mjx-container").first.wait_for()
    notebook.screenshot("help-formula")
    notebook.run(code)
    notebook.wait_text(code, "d$x + d$y < 1 & <b>")
    assert code.locator("mjx-container").count() == 0


def test_lists_and_search(open_notebook):
    notebook = open_notebook("help(package = 'grid')", "demo(package = 'stats')")
    index, demos = notebook.codes().all()
    notebook.run(index)
    index.locator(".gokernel-help", has_text="Grid Graphics").wait_for()
    notebook.screenshot("help-package")
    notebook.run(demos)
    demos.get_by_role("link", name="smooth", exact=True).click()
    demo = notebook.cell('demo("smooth", package = "stats")')
    demo.locator("img").first.wait_for()
    notebook.wait_done()


def test_view_pages_sorts_and_searches(open_notebook):
    notebook = open_notebook("View(mtcars)")
    (cell,) = notebook.codes().all()
    notebook.run(cell)
    table = cell.locator(".gokernel-view.live table")
    table.wait_for()
    assert table.locator("tbody tr").count() == 15
    status = cell.locator(".bar [aria-live]")
    assert status.inner_text() == "1–15 of 32 rows"
    notebook.screenshot("view-mtcars")

    table.locator("th", has_text="mpg").click()
    assert table.locator("tbody tr th").first.inner_text() == "Cadillac Fleetwood"
    values = [float(text) for text in first_column(table, 1)]
    assert values == sorted(values)
    table.locator("th", has_text="mpg").click()
    assert first_column(table, 1)[0] == "33.9"
    notebook.screenshot("view-sorted")

    cell.locator(".bar input").fill("merc")
    assert status.inner_text() == "1–7 of 7 rows that match, of 32"
    assert table.locator("tbody tr").count() == 7
    assert table.locator("tbody tr th").first.inner_text() == "Merc 240D"
    notebook.screenshot("view-search")
    assert notebook.codes().count() == 1, "keys typed into the box are no commands"

    cell.locator(".bar input").fill("")
    table.locator("thead th").first.click()
    cell.get_by_title("Next page").click()
    assert status.inner_text() == "16–30 of 32 rows"
    assert table.locator("tbody tr th").first.inner_text() == "Lincoln Continental"


def test_view_of_a_large_frame_and_odd_text(open_notebook):
    notebook = open_notebook(
        'big <- data.frame(n = c(100000, 2.5, NA, 1e-3, rep(7, 199996)), text = c("<b>&\\"</b>", "中文字", "שלום", NA, rep("$a$ and $b$", 199996)), '
        'f = factor(c("low", "high"), levels = c("low", "high")), day = as.Date("2024-02-28") + 0:3)\nView(big, "A large frame")')
    (cell,) = notebook.codes().all()
    notebook.run(cell)
    table = cell.locator(".gokernel-view.live table")
    table.wait_for()
    assert table.locator("caption").inner_text() == "A large frame: 200000 × 4 (first 10000 rows)"
    assert first_column(table, 2)[:5] == ['<b>&"</b>', "中文字", "שלום", "NA", "$a$ and $b$"]
    table.locator("thead th", has_text="n<").first.click()
    assert [float(x) for x in first_column(table, 1)[:3]] == [0.001, 2.5, 7.0]
    table.locator("thead th", has_text="f<").click()
    assert first_column(table, 3)[0] == "low", "factors sort by their levels"
    assert cell.locator("mjx-container").count() == 0
    notebook.screenshot("view-large")


def test_view_and_help_in_a_reopened_notebook(open_notebook):
    notebook = open_notebook("View(mtcars)", "?mean")
    viewed, helped = notebook.codes().all()
    notebook.run(viewed)
    viewed.locator(".gokernel-view.live").wait_for()
    notebook.run(helped)
    helped.locator(".gokernel-help").wait_for()
    notebook.save()
    notebook.reload()
    viewed.locator(".gokernel-view.live").wait_for()
    viewed.locator(".bar input").fill("fiat")
    assert viewed.locator("table tbody tr").count() == 2
    notebook.screenshot("view-reopened")

    # The same outputs in a file that this person has never run.
    saved = nbformat.read(notebook.lab.notebooks / notebook.name, as_version=4)
    for cell in saved.cells:
        cell.source += " # sent by someone else"
    foreign = open_notebook(*saved.cells)
    viewed, helped = foreign.codes().all()
    viewed.locator("table.dataframe").wait_for()
    assert foreign.panel.locator(".gokernel-view.live").count() == 0, "no script runs"
    assert re.match("mtcars: 32 × 11", viewed.locator("caption").inner_text())
    assert viewed.locator("table tbody tr").count() == 15
    assert "The first 15 of 32 rows" in viewed.inner_text()
    assert "Arithmetic Mean" in helped.inner_text()
    foreign.screenshot("view-untrusted")
