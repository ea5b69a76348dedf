package protocol

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kernel-1.json")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const fullFile = `{"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 0,
 "ip": "127.0.0.1", "key": "sEcReT-key", "transport": "tcp", "signature_scheme": "hmac-sha512",
 "kernel_name": "gokernel", "jupyter_session": "a.ipynb", "future": {"a": [1, null]},
 "curve_publickey": "pub-part", "curve_secretkey": "sEcReT-curve"}`

func TestReadConnectionFile(t *testing.T) {
	c, err := ReadConnectionFile(writeFile(t, fullFile))
	if err != nil {
		t.Fatal(err)
	}
	got := [...]any{c.Transport, c.IP, c.Key, c.SignatureScheme, c.KernelName, c.ShellPort, c.IOPubPort, c.StdinPort,
		c.ControlPort, c.HBPort, c.CurvePublickey, c.CurveSecretkey, c.HasCurve()}
	want := [...]any{"tcp", "127.0.0.1", "sEcReT-key", "hmac-sha512", "gokernel", 1, 2, 3, 4, 0, "pub-part", "sEcReT-curve", true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, v := range []any{c, *c} {
			if s := fmt.Sprintf(format, v); strings.Contains(s, "sEcReT") || !strings.Contains(s, "shell=1") {
				t.Errorf("%s: %s", format, s)
			}
		}
	}
}

func TestReadConnectionFile_errorsNameFileAndField(t *testing.T) {
	ports := `"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5`
	tests := []struct{ name, content, want string }{
		{"no hb_port", `{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4}`, "hb_port"},
		{"no iopub_port", `{"shell_port":1}`, "iopub_port"},
		{"port text", `{"shell_port":"secret","iopub_port":2}`, "shell_port"},
		{"port too big", `{"shell_port":65536}`, "shell_port"},
		{"port negative", `{"shell_port":-1}`, "shell_port"},
		{"transport", `{"transport":"udp",` + ports + `}`, "transport"},
		{"ip number", `{"ip":4,` + ports + `}`, "ip"},
		{"scheme", `{"signature_scheme":"hmac-none",` + ports + `}`, "signature_scheme"},
		{"ipc without ip", `{"transport":"ipc",` + ports + `}`, "ip"},
		{"not JSON", `{"key":"secret`, "JSON"},
		{"null", `null`, "JSON"},
		{"array", `["secret"]`, "JSON"},
		{"empty", ``, "JSON"},
		{"registration", `{"registration_port":5,"key":"secret"}`, "handshake"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := writeFile(t, tt.content)
			_, err := ReadConnectionFile(path)
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("content of the file in the error: %v", err)
			}
			if got := errors.Is(err, ErrRegistrationFile); got != (tt.name == "registration") {
				t.Errorf("ErrRegistrationFile: %t", got)
			}
		})
	}
	if _, err := ReadConnectionFile(filepath.Join(t.TempDir(), "none.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestConnection_Write_keepsUnknownKeys(t *testing.T) {
	path := writeFile(t, fullFile)
	c, err := ReadConnectionFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c.SetPort(Heartbeat, 5555)
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := c.Write(link); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := parseJSON(t, []byte(strings.Replace(fullFile, `"hb_port": 0`, `"hb_port": 5555`, 1)))
	if diff := cmp.Diff(want, parseJSON(t, b)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestConnection_Write_newFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.json")
	c := NewConnection("gokernel")
	for i, ch := range Channels {
		c.SetPort(ch, 100+i)
	}
	if err := c.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := ReadConnectionFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.Key != c.Key || got.Key == "" || got.String() != c.String() || got.KernelName != "gokernel" {
		t.Errorf("got %v, want %v", got, c)
	}
	if err := c.Write(filepath.Join(path, "below-a-file.json")); err == nil {
		t.Error("expected an error")
	}
}

func TestConnection_Address(t *testing.T) {
	for _, tt := range []struct {
		transport, ip string
		port          int
		want          string
	}{
		{"tcp", "127.0.0.1", 5, "tcp://127.0.0.1:5"},
		{"tcp", "", 0, "tcp://127.0.0.1:*"},
		{"tcp", "localhost", 5, "tcp://127.0.0.1:5"},
		{"tcp", "*", 5, "tcp://*:5"},
		{"tcp", "0.0.0.0", 5, "tcp://0.0.0.0:5"},
		{"tcp", "::1", 5, "tcp://[::1]:5"},
		{"tcp", "[::1]", 5, "tcp://[::1]:5"},
		{"ipc", "kernel-ipc", 5, "ipc://kernel-ipc-5"},
		{"ipc", "/run/a:b", 0, "ipc:///run/a:b-*"},
	} {
		c := &Connection{Transport: tt.transport, IP: tt.ip, ControlPort: tt.port}
		if got := c.Address(Control); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestChannel_String(t *testing.T) {
	var names []string
	for _, ch := range append(Channels[:], 9) {
		names = append(names, ch.String())
	}
	if got := strings.Join(names, " "); got != "shell control stdin iopub heartbeat channel(9)" {
		t.Error(got)
	}
}
