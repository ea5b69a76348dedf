"""The Jupyter project's own kernel test suite, jupyter_kernel_test, with every sample that it knows."""

import os

import jupyter_kernel_test as jkt

KERNEL = os.environ.get("KERNEL_NAME", "gokernel")


class GokernelTests(jkt.KernelTests):
    kernel_name = KERNEL
    language_name = "R"
    file_extension = ".R"

    code_hello_world = 'cat("hello, world\\n")'
    code_stderr = 'message("to stderr")'
    completion_samples = [
        {"text": "x <- Sys.setFileT", "matches": {"Sys.setFileTime"}},
        {"text": "mtcars$", "matches": {"mpg", "cyl", "disp", "hp", "drat", "wt", "qsec", "vs", "am", "gear", "carb"}},
        {"text": 'mtcars[["c', "matches": {'cyl"', 'carb"'}},
        {"text": "stats::lm.f", "matches": {"lm.fit"}},
        {"text": "library(jsonli", "matches": {"jsonlite"}},
        {"text": "lm(formula = y ~ x, singular", "matches": {"singular.ok = "}},
        {"text": 'cor(x, y, method = "', "matches": {'pearson"', 'kendall"', 'spearman"'}},
        {"text": 'iris$Species == "v', "matches": {'versicolor"', 'virginica"'}},
        {"text": "mtcars |>\n  subset(cyl == 4) |>\n  transform(ratio = hp / wt) |>\n  subset(rati", "matches": {"ratio"}},
        {"text": "first_of_cell <- 1\nfirst_of", "matches": {"first_of_cell"}},
        {"text": "options(scip", "matches": {"scipen = "}},
        {"text": "# mtca", "matches": set()},
        {"text": "no_such_object$", "matches": set()},
    ]
    complete_code_samples = ["1", "x <- 1 + 2", 'print("hello, world")', "f <- function(x) {\n  x * 2\n}", "# only a comment", ""]
    incomplete_code_samples = [
        "f <- function(x) {", "c(1,", "1 +", '"an open string', "if (TRUE)", 'r"(raw', "`open name",
        "mtcars |>", "x$", "if (a) b else", "function(x)", "\\(x)", "a %in%", "x[[1]", "{\n  if (a) b\n", "# first\nf(",
    ]
    invalid_code_samples = ["1 2", "x <- )", "}", "5x", 'f(]', "1 +* 2", "if (TRUE) 1\nelse 2", "mtcars |> head", "'\\q'", "1e", "x %in", "pkg::"]
    code_page_something = 'options(jupyter.pager_classes = "help_files_with_topic")\n?mean'
    code_generate_error = 'stop("an error on purpose")'
    code_execute_result = [
        {"code": "1+2+3", "result": "[1] 6"},
        {"code": 'paste("a", "b")', "result": '[1] "a b"'},
        {"code": "(function() 42L)()", "result": "[1] 42"},
        {"code": "head(mtcars, 2)", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "plot(1:3)", "mime": "image/png"},
        {"code": "1\n2", "mime": "text/plain"},
        {"code": "head(mtcars, 2)\n3", "mime": "text/plain"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1?2?3"
    code_inspect_sample = "mean"
    code_clear_output = "clear_output(wait = FALSE)"

    def test_completion_fits_into_the_text(self):
        """Each match, put in place of the range that the reply names, gives what R completes the text to."""
        self.execute_helper("some_list <- list(alpha = 1, beta = 2)")
        for text, whole in (
            ("some_list$al", "some_list$alpha"),
            ("stats::lm.f", "stats::lm.fit"),
            ("y <- c(some_li", "y <- c(some_list"),
            ("\U0001d41a <- nchar('😀'); Sys.setFileT", "\U0001d41a <- nchar('😀'); Sys.setFileTime"),
        ):
            with self.subTest(text=text):
                self.flush_channels()
                self.kc.complete(text)
                content = self.get_non_kernel_info_reply(timeout=jkt.TIMEOUT)["content"]
                filled = [text[: content["cursor_start"]] + match + text[content["cursor_end"]:] for match in content["matches"]]
                self.assertIn(whole, filled)

    def test_inspection(self):
        """What is meant at the end of each text; the parts are of R's own help or of the object."""
        self.execute_helper("some_frame <- data.frame(id = 1:3)\nsome_function <- function(a, b = 2) {\n  a # a comment\n}")
        for text, detail, part in (
            ("lm(", 0, "Fitting Linear Models"),
            ("lm(y ~ x,\n   data = ", 0, "an optional data frame"),
            ("stats::sd", 1, "sqrt(var("),
            ("x %in%", 0, "Value Matching"),
            ("if", 0, "Control Flow"),
            ("library(stats", 0, "The R Stats Package"),
            ("mtcars$mpg", 0, "Miles/(US) gallon"),
            ("mtcars |> subset(cyl", 0, "Number of cylinders"),
            ("some_frame", 0, "3 rows, 1 column"),
            ("some_function", 1, "# a comment"),
            ("'😀'; some_function", 0, "some_function(a, b = 2)"),
            ("no_such_name", 0, None),
            ("12", 0, None),
            ("", 0, None),
        ):
            with self.subTest(text=text):
                self.flush_channels()
                self.kc.inspect(text, detail_level=detail)
                content = self.get_non_kernel_info_reply(timeout=jkt.TIMEOUT)["content"]
                self.assertEqual((content["status"], content["found"]), ("ok", part is not None))
                if part is None:
                    self.assertEqual(content["data"], {})
                    continue
                self.assertEqual(set(content["data"]), {"text/plain", "text/html", "text/markdown"})
                self.assertIn(part, content["data"]["text/plain"])


class GokernelIopubWelcomeTests(jkt.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True
