package library

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/rdata"
)

// maxText bounds the text of a default, in bytes.
const maxText = 160

const dots = "..."

// Deparse writes a small expression, such as the default of an argument, as R would.
// What is long ends in "...".
func Deparse(v rdata.Value) string {
	var d deparser
	d.write(v, 0)
	text := d.String()
	if len(text) <= maxText+len(dots) {
		return text
	}
	end := maxText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + dots
}

type deparser struct{ strings.Builder }

func (d *deparser) write(v rdata.Value, depth int) {
	if d.Len() > maxText || depth > 8 {
		d.WriteString(dots)
		return
	}
	switch v.Type {
	case rdata.Null:
		d.WriteString("NULL")
	case rdata.Symbol:
		d.WriteString(quoted(v.Text))
	case rdata.Call:
		d.call(v, depth+1)
	default:
		d.WriteString(constant(v))
	}
}

var syntactic = regexp.MustCompile(`^(?:[\pL.][\pL\pN._]*)?$`)

func quoted(name string) string {
	if syntactic.MatchString(name) {
		return name
	}
	return "`" + name + "`"
}

var (
	tight = []string{"$", "@", "::", ":::", "^", ":"}
	wide  = []string{"+", "-", "*", "/", "==", "!=", "<", ">", "<=", ">=", "&", "&&", "|", "||", "~", "<-"}
	unary = []string{"-", "!", "~", "+"}
)

func (d *deparser) call(v rdata.Value, depth int) {
	f, n := v.Items[0].Text, len(v.Items)-1
	switch {
	case n == 2 && slices.Contains(tight, f):
		d.infix(v, f, depth)
	case n == 2 && (slices.Contains(wide, f) || strings.HasPrefix(f, "%")):
		d.infix(v, " "+f+" ", depth)
	case n == 1 && slices.Contains(unary, f):
		d.WriteString(f)
		d.write(v.Items[1], depth)
	case f == "(":
		d.arguments(v, 1, depth)
	case n >= 2 && f == "[[":
		d.write(v.Items[1], depth)
		d.WriteString("[")
		d.brackets(v, 2, depth)
		d.WriteString("]")
	case n >= 2 && f == "[":
		d.write(v.Items[1], depth)
		d.brackets(v, 2, depth)
	case f == "{":
		d.WriteString("{...}")
	case f == "function":
		d.WriteString("function(...)")
	case f == "if":
		d.WriteString("if (...)")
	default:
		d.write(v.Items[0], depth)
		d.arguments(v, 1, depth)
	}
}

func (d *deparser) infix(v rdata.Value, operator string, depth int) {
	d.write(v.Items[1], depth)
	d.WriteString(operator)
	d.write(v.Items[2], depth)
}

func (d *deparser) arguments(v rdata.Value, from, depth int) {
	d.WriteString("(")
	d.list(v, from, depth)
	d.WriteString(")")
}

func (d *deparser) brackets(v rdata.Value, from, depth int) {
	d.WriteString("[")
	d.list(v, from, depth)
	d.WriteString("]")
}

func (d *deparser) list(v rdata.Value, from, depth int) {
	for i := from; i < len(v.Items) && d.Len() <= maxText; i++ {
		if i > from {
			d.WriteString(", ")
		}
		if i < len(v.Tags) && v.Tags[i] != "" {
			d.WriteString(quoted(v.Tags[i]) + " = ")
		}
		if v.Items[i].Type != rdata.Missing {
			d.write(v.Items[i], depth)
		}
	}
}

func constant(v rdata.Value) string {
	switch {
	case v.Type == rdata.Character && v.Length == 0:
		return "character()"
	case v.Length != 1:
	case len(v.Strings) == 1 && v.Strings[0] == rdata.NA:
		return "NA"
	case len(v.Strings) == 1:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(v.Strings[0]) + `"`
	case v.Type == rdata.Logical && len(v.Ints) == 1:
		return map[int32]string{0: "FALSE", 1: "TRUE"}[v.Ints[0]] + map[bool]string{true: "NA"}[v.Ints[0] == rdata.NAInteger]
	case v.Type == rdata.Integer && len(v.Ints) == 1 && v.Ints[0] == rdata.NAInteger:
		return "NA_integer_"
	case v.Type == rdata.Integer && len(v.Ints) == 1:
		return strconv.Itoa(int(v.Ints[0])) + "L"
	case len(v.Doubles) == 1 && math.IsNaN(v.Doubles[0]):
		return "NA_real_"
	case len(v.Doubles) == 1 && math.IsInf(v.Doubles[0], 0):
		return strings.TrimPrefix(strings.ReplaceAll(strconv.FormatFloat(v.Doubles[0], 'g', -1, 64), "+", ""), "+")
	case len(v.Doubles) == 1:
		return number(v.Doubles[0])
	}
	return dots
}

// number writes a number with up to 15 digits, as R does.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'g', 15, 64)
	if !strings.ContainsAny(text, "e.") {
		return text
	}
	mantissa, exponent, _ := strings.Cut(text, "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	if exponent != "" {
		return mantissa + "e" + exponent
	}
	return mantissa
}
