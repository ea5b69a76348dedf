package conformance

import (
	"bytes"
	numbers "encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/syntax"
)

// samples bounds the time of the comparison; all cuts are about a million.
var samples = flag.Int("corpus", 100_000, "texts to compare with R's parser; 0: cut the code of R's packages at every token")

// writeCorpus is R code that writes what R code the installed packages have as text: .R
// files and the examples of their help pages.
const writeCorpus = `local({
	add <- function(name, text) {
		text <- paste(text, collapse = "\n")
		if (!validUTF8(text)) text <- iconv(text, "latin1", "UTF-8")
		file <- file.path(%[1]q, paste0(gsub("[^[:alnum:].-]", "_", name), ".R"))
		if (nzchar(text)) writeLines(text, file, useBytes = TRUE)
	}
	for (file in list.files(c(.libPaths(), "/usr/share/R"), "[.][Rr]$", recursive = TRUE, full.names = TRUE))
		add(file, readLines(file, warn = FALSE))
	for (package in list.files(.libPaths(), full.names = TRUE)) {
		if (!file.exists(file.path(package, "help", paste0(basename(package), ".rdx")))) next
		pages <- tools:::fetchRdDB(file.path(package, "help", basename(package)))
		for (topic in names(pages)) for (section in pages[[topic]])
			if (identical(attr(section, "Rd_tag"), "\\examples"))
				add(paste(basename(package), topic), paste(unlist(section), collapse = ""))
	}
})`

// judge is R code that writes what R's parser says of each text: its ParseStatus.
const judge = `local({
	setwd(%[1]q)
	texts <- readBin("texts", "raw", file.size("texts"))
	ends <- readBin("ends", "integer", file.size("ends") / 4)
	starts <- c(0L, ends)
	status <- integer(length(ends))
	suppressWarnings(for (i in seq_along(ends)) {
		text <- rawToChar(texts[seq_len(ends[i] - starts[i]) + starts[i]])
		Encoding(text) <- "UTF-8"
		status[i] <- tryCatch(.Call("gk_parse_status", text, PACKAGE = "(embedding)"), error = function(e) 3L)
	})
	writeBin(as.raw(status), "statuses")
})`

// The parser in Go says what R says, of unfinished code and of broken code.
func TestSyntax_agrees_with_R(t *testing.T) {
	g := newGroup(t)
	dir := t.TempDir()
	var pieces []piece
	g.run("corpus_is_found", func(t *testing.T, c client) {
		c.Limit = 2 * time.Minute
		c.Execute(fmt.Sprintf(writeCorpus, dir)).OK()
		pieces = readPieces(t, dir)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
	})
	g.run("cut_at_tokens", func(t *testing.T, c client) {
		compare(t, c, dir, first(pieces, *samples), func(cut piece, _ *rand.Rand) string { return cut.text[:cut.end] })
	})
	g.run("broken", func(t *testing.T, c client) { compare(t, c, dir, first(pieces, *samples/2), breakText) })
	g.run("tokens_at_random", func(t *testing.T, c client) {
		compare(t, c, dir, first(pieces, *samples/2), func(_ piece, random *rand.Rand) string { return soup(random) })
	})
}

// What is a letter the C library says, by the Unicode version that it knows.
func TestSyntax_agrees_with_R_on_letters(t *testing.T) {
	newGroup(t).run("letters_of_all_scripts", func(t *testing.T, c client) {
		var codes []string
		for r := rune(0x80); r < 0x10000; r++ {
			if utf8.ValidRune(r) {
				codes = append(codes, string(r), "x"+string(r))
			}
		}
		differ := 0
		for i, want := range statusesInR(t, c, t.TempDir(), codes) {
			if got, _ := syntax.Complete(codes[i]); got != want {
				differ++
				t.Logf("%s, but R says %s: %+q", got, want, codes[i])
			}
		}
		if differ > 400 {
			t.Errorf("%d of %d differ", differ, len(codes))
		}
	})
}

func first(pieces []piece, n int) []piece {
	if n == 0 {
		return pieces
	}
	return pieces[:min(n, len(pieces))]
}

// agreement is the least share of texts of which R and Go say the same.
const agreement = 0.9999

// compare has both parsers judge what text makes of each piece.
func compare(t *testing.T, c client, dir string, pieces []piece, text func(piece, *rand.Rand) string) {
	random := rand.New(rand.NewPCG(3, 4))
	counts := map[syntax.Status]int{}
	differ := 0
	for batch := range slices.Chunk(pieces, 50_000) {
		var codes []string
		for _, piece := range batch {
			codes = append(codes, text(piece, random))
		}
		for i, want := range statusesInR(t, c, dir, codes) {
			counts[want]++
			if got, _ := syntax.Complete(codes[i]); got != want {
				if differ++; differ <= 10 {
					t.Logf("%s, but R says %s: %q", got, want, codes[i])
				}
			}
		}
	}
	share := 1 - float64(differ)/float64(len(pieces))
	t.Logf("%d texts (%d complete, %d incomplete, %d invalid): %d differ, agreement %.4f %%", len(pieces),
		counts[syntax.StatusComplete], counts[syntax.StatusIncomplete], counts[syntax.StatusInvalid], differ, 100*share)
	if share < agreement || len(pieces) < 1000 {
		t.Errorf("agreement with R is %.4f %%, want %.2f %%", 100*share, 100*agreement)
	}
}

// parseStatus are the values of R's ParseStatus.
var parseStatus = map[byte]syntax.Status{1: syntax.StatusComplete, 2: syntax.StatusIncomplete, 3: syntax.StatusInvalid}

func statusesInR(t *testing.T, c client, dir string, codes []string) []syntax.Status {
	var texts bytes.Buffer
	var ends []byte
	for _, code := range codes {
		texts.WriteString(code)
		ends = numbers.NativeEndian.AppendUint32(ends, uint32(texts.Len()))
	}
	write(t, filepath.Join(dir, "texts"), texts.Bytes())
	write(t, filepath.Join(dir, "ends"), ends)
	c.Limit = 10 * time.Minute
	c.Execute(fmt.Sprintf(judge, dir)).OK()
	answers, err := os.ReadFile(filepath.Join(dir, "statuses"))
	if err != nil || len(answers) != len(codes) {
		t.Fatalf("%d answers about %d texts: %v", len(answers), len(codes), err)
	}
	var statuses []syntax.Status
	for _, answer := range answers {
		status, ok := parseStatus[answer]
		if !ok {
			t.Fatalf("R's ParseStatus is %d", answer)
		}
		statuses = append(statuses, status)
	}
	return statuses
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// piece is some code and a place in it where a token begins or ends.
type piece struct {
	text string
	end  int
	// token ends there or begins.
	token string
}

// readPieces cuts the files in dir at every token. A piece begins with a statement near
// its end, so that long files take no longer than short ones.
func readPieces(t *testing.T, dir string) []piece {
	files, err := filepath.Glob(filepath.Join(dir, "*.R"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	var pieces []piece
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pieces = appendPieces(pieces, string(text))
	}
	return pieces
}

func appendPieces(pieces []piece, text string) []piece {
	tree := syntax.Parse(text)
	defer tree.Close()
	cursor := tree.Root().Walk()
	defer cursor.Close()
	var statements []int // where they begin
	last := -1
	add := func(end int, token string) {
		if end != last {
			start := statements[max(0, len(statements)-2)]
			pieces = append(pieces, piece{text[start:], end - start, token})
			last = end
		}
	}
	for more := cursor.GotoFirstChild(); more; {
		start, end := cursor.Node().ByteRange()
		if cursor.Depth() == 1 {
			statements = append(statements, int(start))
		}
		if cursor.GotoFirstChild() {
			continue
		}
		add(int(start), text[start:end])
		add(int(end), text[start:end])
		for more = cursor.GotoNextSibling(); !more && cursor.GotoParent(); {
			more = cursor.GotoNextSibling()
		}
	}
	return pieces
}

// breakText leaves out what comes after a place, or puts something there, mostly in the
// statement that is there.
func breakText(cut piece, random *rand.Rand) string {
	strange := []string{
		")", "]", "}", "(", "[", "[[", "{", ",", ";", "\n", "=", "<-", "->", "|>", "+", "==", "!", "~", "?", "$", "@", "::", ":::", "%in%",
		"%", "\\", "\"", "'", "`", "_", "1e", "0x", "1L", "if", "else", "function", "for", "while", "in", "NULL", "\\(x)", "x", "#", "r\"(", "é", "\t",
	}
	rest := cut.text[cut.end:]
	rest = rest[:min(len(rest), random.IntN(200))]
	rest = strings.ToValidUTF8(rest, "")
	switch random.IntN(3) {
	case 0: // without the next token, about
		_, rest, _ = strings.Cut(rest, " ")
	case 1:
		rest = strange[random.IntN(len(strange))] + rest
	default:
		rest = " " + cut.token + rest
	}
	return cut.text[:cut.end] + rest
}

// soup is up to ten tokens in no order.
func soup(random *rand.Rand) string {
	tokens := strings.Split("x y 1 'a' NULL TRUE _ ( ) [ ] [[ ]] { } , ; \n \n = = <- <<- -> := |> |> + - * / ^ ! ~ ? : :: ::: $ @ == < && | %in% "+
		"if else for while in repeat function \\ next f( g( (x) (i\tin\tx) if(a) `if`() # x=_ => ** r\"(a)\" `` \" 1e é", " ")
	var b strings.Builder
	for range 1 + random.IntN(10) {
		b.WriteString(tokens[random.IntN(len(tokens))])
		b.WriteString(" "[:random.IntN(2)])
	}
	return b.String()
}
