package conformance

import "fmt"

// The R side of the tests: code that makes the kernel send one message of a kind.

const (
	displayData = 0
	updateData  = 2
)

// publish is R code that sends a display with one string per MIME type of bundle, an
// R expression that yields a list.
func publish(kind int, bundle, displayID string) string {
	return fmt.Sprintf(`invisible(.Call("gk_publish", %dL, %s, NULL, %q, PACKAGE = "(embedding)"))`, kind, bundle, displayID)
}

// display is R code that sends display_data with a text.
func display(text string) string {
	return publish(displayData, fmt.Sprintf(`list("text/plain" = %q)`, text), "")
}

// clearOutput is R code that sends clear_output.
func clearOutput(wait string) string { return "clear_output(" + wait + ")" }

// setNextInput is R code that adds a set_next_input payload.
func setNextInput(text string) string {
	return fmt.Sprintf(`invisible(.Call("gk_payload", list(source = "set_next_input", text = %q, replace = FALSE), PACKAGE = "(embedding)"))`, text)
}

// spinInC keeps R in compiled code that looks for no interrupts, for some seconds.
const spinInC = `invisible(solve(matrix(sin(seq_len(1500^2)), 1500) + diag(1500)))`
