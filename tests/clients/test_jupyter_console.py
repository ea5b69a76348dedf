"""jupyter-console in a terminal, typed into as a person does."""

import os
import re
import sys

import pytest
from terminal import Terminal

ENTER, UP, TAB, CONTROL_C, CONTROL_D = "\r", "\x1b[A", "\t", "\x03", "\x04"


class Console(Terminal):
    def __init__(self, kernel_name):
        os.environ.update(TERM="xterm-256color", PAGER="cat")
        super().__init__(sys.executable, "-m", "jupyter_console", "--kernel", kernel_name)
        self.prompt(1, seconds=60)

    def prompt(self, number, seconds=20):
        self.wait_last(f"In [{number}]:", seconds)

    def run(self, number, code):
        """Runs one line at prompt number; returns the lines that it showed."""
        self.type(code + ENTER)
        self.prompt(number + 1)
        lines = self.lines()
        begin = max(i for i, line in enumerate(lines) if line.startswith(f"In [{number}]:"))
        return "\n".join(lines[begin + 1:-1])


@pytest.fixture
def console(kernel_name):
    c = Console(kernel_name)
    yield c
    c.close()


def test_banner_names_r_and_the_kernel(console):
    assert re.search(r"R (version )?4\.\d", console.text())
    assert "gokernel" in console.text()


def test_values_text_and_errors(console):
    assert console.run(1, "6 * 7") == "Out[1]: [1] 42"
    assert console.run(2, 'cat("grüße\\n")') == "grüße"
    assert "on purpose" in console.run(3, 'stop("on purpose")')
    assert console.run(4, 'message("to stderr")') == "to stderr"
    assert console.run(5, "x <- 1") == ""
    assert "NAs introduced by coercion" in console.run(6, 'as.integer("x")')
    assert console.run(7, "2 + 2") == "Out[7]: [1] 4"


def test_incomplete_line_gets_a_continuation_prompt(console):
    console.type("double <- function(x) {" + ENTER)
    console.wait_last("   ...:")
    console.type("  x * 2" + ENTER)
    console.type("}")
    console.type(ENTER)
    console.prompt(2)
    assert console.run(2, "double(21)") == "Out[2]: [1] 42"


def test_history_comes_back_with_arrow_up(console):
    console.run(1, "first_command <- 11")
    console.run(2, "second_command <- 22")
    console.type(UP + UP)
    console.wait_last("In [3]: first_command <- 11")
    console.type(ENTER)
    console.prompt(4)
    assert console.run(4, "first_command + second_command") == "Out[4]: [1] 33"


def test_tab_completes(console):
    console.run(1, "a_rather_long_name <- 5")
    console.type("a_rather_l" + TAB)
    console.wait_last("In [2]: a_rather_long_name")
    console.type(ENTER)
    console.prompt(3)
    assert "Out[2]: [1] 5" in console.text()


def test_readline_asks_the_person(console):
    console.type('who <- readline("Who are you? ")' + ENTER)
    console.wait_last("Who are you?")
    console.type("Zoë" + ENTER)
    console.prompt(2)
    assert console.run(2, 'cat("hello", who, "\\n")') == "hello Zoë"


def test_menu_asks_the_person(console):
    console.type('choice <- menu(c("red", "green"))' + ENTER)
    console.wait_last("Selection:")
    console.type("2" + ENTER)
    console.prompt(2)
    assert console.run(2, "choice") == "Out[2]: [1] 2"


def test_browser_can_be_used(console):
    console.type("f <- function(x) { browser(); x + 1 }; f(41)" + ENTER)
    console.wait_last("Browse[1]>")
    console.type("x" + ENTER)
    console.wait_for("[1] 41")
    console.type("c" + ENTER)
    console.prompt(2)
    assert "[1] 42" in console.text()


def test_help_page_is_shown(console):
    console.type("?mean" + ENTER)
    console.prompt(2)
    assert "Arithmetic Mean" in console.text()


def test_interrupt_ends_the_cell_only(console):
    console.type('cat("asleep\\n"); Sys.sleep(100)' + ENTER)
    console.wait(lambda lines: "asleep" in lines, "the line asleep")
    console.type(CONTROL_C)
    console.prompt(2)
    assert console.run(2, "1 + 2") == "Out[2]: [1] 3"


def test_quit_ends_the_console(console):
    console.type("quit()" + ENTER)
    console.wait_end()


def test_control_d_ends_the_console(console):
    console.type(CONTROL_D)
    console.wait_for("Do you really want to exit")
    console.type("y" + ENTER)
    console.wait_end()


def test_history_of_yesterday_comes_back(kernel_name):
    yesterday = Console(kernel_name)
    yesterday.run(1, "typed_yesterday <- 1")
    yesterday.type(CONTROL_D)
    yesterday.wait_for("Do you really want to exit")
    yesterday.type("y" + ENTER)
    yesterday.wait_end()
    today = Console(kernel_name)
    try:
        today.type(UP)
        today.wait_last("In [1]: typed_yesterday <- 1")
    finally:
        today.close()
