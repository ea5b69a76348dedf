package kernelspec

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"slices"
	"testing"
)

func TestKernelJSON_startsFromPath(t *testing.T) {
	var spec struct {
		Argv          []string
		DisplayName   string `json:"display_name"`
		Language      string
		InterruptMode string `json:"interrupt_mode"`
	}
	if err := json.Unmarshal(KernelJSON, &spec); err != nil {
		t.Fatal(err)
	}
	if want := []string{"gokernel", "start", "-f", "{connection_file}"}; !slices.Equal(spec.Argv, want) {
		t.Errorf("argv %q, want %q", spec.Argv, want)
	}
	if spec.DisplayName != "R (gokernel)" || spec.Language != "R" || spec.InterruptMode != "message" {
		t.Errorf("unexpected fields: %+v", spec)
	}
}

func TestLogos_haveTheSizesOfTheirNames(t *testing.T) {
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		data, err := Logos.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		image, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || image.Width != size || image.Height != size {
			t.Errorf("%s: %d x %d, %v", name, image.Width, image.Height, err)
		}
	}
	data, err := Logos.ReadFile("logo-svg.svg")
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
