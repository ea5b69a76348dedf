package document

import (
	"strings"
	"testing"
)

// nasty is text that means something in HTML and Markdown.
const nasty = "<b>*x*</b> & `y` | $z$ [a](b) _c_ \\ ~d~"

func TestWriters_escape(t *testing.T) {
	blocks := []Block{
		Paragraph{Plain(nasty)},
		Paragraph{Text{{Text: "a`b", Style: Code}, {Text: " c ", Style: Emphasis | Strong}, {Text: "d", URL: "javascript:alert(1)"}, {Text: "e", URL: "https://x.org/?a=\"b\"&c=<d>"}}},
		Source{Text: "```\n<&>\n", Language: "r"},
		Table{Caption: nasty, Head: []string{"<h>", "n"}, Types: []string{"chr", "num"}, Numbers: []bool{false, true}, Rows: [][]Text{{Text{{Text: "a|b", Style: Code}}, Plain("1|2")}}},
	}
	html := HTML(blocks)
	for _, want := range []string{"<p>&lt;b&gt;*x*&lt;/b&gt; &amp; `y`", "<code>a`b</code>", "<strong><em> c </em></strong>d<a href=\"https://x.org/?a=&#34;b&#34;&amp;c=&lt;d&gt;\"",
		"<pre><code class=\"language-r\">```\n&lt;&amp;&gt;</code></pre>", "<caption>&lt;b&gt;", "<td style=\"text-align: right\"><em>num</em></td>"} {
		if !strings.Contains(html, want) {
			t.Errorf("HTML lacks %q:\n%s", want, html)
		}
	}
	if strings.Contains(html, "javascript") {
		t.Error("a link runs code")
	}
	markdown := Markdown(blocks)
	for _, want := range []string{"&lt;b&gt;\\*x\\*&lt;/b&gt; &amp; \\`y\\` \\| \\$z\\$ \\[a\\](b) \\_c\\_ \\\\ \\~d\\~", "`` a`b ``", " ***c*** ", "````r\n```\n<&>\n````",
		"| &lt;h&gt; *chr* | n *num* |\n| --- | ---: |\n| `a\\|b` | 1\\|2 |"} {
		if !strings.Contains(markdown, want) {
			t.Errorf("Markdown lacks %q:\n%s", want, markdown)
		}
	}
}

func TestMarkdown_escapesWhatBeginsALine(t *testing.T) {
	for text, want := range map[string]string{"# x": `\# x`, "- x": `\- x`, "1. x": `1\. x`, "12) x": `12\) x`, "x - y": "x - y", "1.5": `1\.5`} {
		if got := Markdown([]Block{Paragraph{Plain(text)}}); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestPlainText(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for _, c := range []struct {
		blocks []Block
		want   string
	}{
		{[]Block{Heading{1, Plain("Title")}, Heading{2, Plain("Part")}, Paragraph{Plain("  a\n b ")}}, "Title\n\nPart:\n\na\nb"},
		{[]Block{Items{{Plain("x"), []Block{Paragraph{Plain("one")}}}, {Plain("y"), nil}}}, "  x: one\n  y:"},
		{[]Block{List{false, [][]Block{{Paragraph{Plain("a")}, Source{Text: "b\n c"}}}}}, "  • a\n\n    b\n     c"},
		{[]Block{Paragraph{Text{{Text: "f", Style: Code}, {Text: "g", URL: "https://x.org"}}}}, "‘f’g (https://x.org)"},
		{[]Block{Table{Head: []string{"a", "bb"}, Numbers: []bool{true, false}, Rows: [][]Text{{Plain("100"), Plain("x")}}}}, "  a  bb\n100  x"},
		{nil, ""},
	} {
		if got := PlainText(c.blocks); got != c.want {
			t.Errorf("%v:\ngot  %q\nwant %q", c.blocks, got, c.want)
		}
	}
	wide := Table{Head: strings.Fields(long), Rows: [][]Text{texts(strings.Fields(long))}}
	for _, block := range []Block{Paragraph{Plain(long)}, Items{{Plain("label"), []Block{Paragraph{Plain(long)}}}}, wide} {
		for _, line := range strings.Split(PlainText([]Block{block}), "\n") {
			if len([]rune(line)) > Width && !strings.HasPrefix(line, "…") {
				t.Errorf("%T: a line of %d characters", block, len([]rune(line)))
			}
		}
	}
}
