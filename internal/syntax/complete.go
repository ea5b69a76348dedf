package syntax

import "strings"

// Status is what R's parser would say of a text.
type Status int

// The values of [Status].
const (
	StatusComplete   Status = iota // R can run it
	StatusIncomplete               // more text can make it complete
	StatusInvalid                  // no more text can
)

func (s Status) String() string {
	return [...]string{"complete", "incomplete", "invalid"}[s]
}

// Complete tells what R's parser would say of code, and for incomplete code the white
// space that the next line should begin with. It takes no longer than 5 ms for a
// thousand lines. Any goroutine may call it.
func Complete(code string) (status Status, indent string) {
	p := newParser(strings.ReplaceAll(code, "\r\n", "\n"))
	p.program()
	if p.status == StatusIncomplete {
		indent = p.indent()
	}
	return p.status, indent
}
