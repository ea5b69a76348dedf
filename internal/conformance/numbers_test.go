package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// required are the assertions that this package must cover, as inclusive ranges.
var required = [][2]int{{1, 86}, {94, 99}, {108, 130}, {133, 141}, {154, 154}, {176, 183}, {186, 190}}

func TestNumbers_every_required_assertion_has_one_test(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\.run\("(\d{3})_[a-z0-9_]+"`)
	found := map[int]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range name.FindAllSubmatch(text, -1) {
			n, _ := strconv.Atoi(string(match[1]))
			found[n]++
		}
	}
	for _, r := range required {
		for n := r[0]; n <= r[1]; n++ {
			if found[n] != 1 {
				t.Errorf("assertion %03d has %d tests, expected 1", n, found[n])
			}
		}
	}
}
