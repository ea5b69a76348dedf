package kerneltest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Connection is the content of a connection file as a frontend writes it.
type Connection struct {
	Transport       string         `json:"transport"`
	IP              string         `json:"ip"`
	Key             string         `json:"key"`
	SignatureScheme string         `json:"signature_scheme"`
	KernelName      string         `json:"kernel_name"`
	ShellPort       int            `json:"shell_port"`
	IOPubPort       int            `json:"iopub_port"`
	StdinPort       int            `json:"stdin_port"`
	ControlPort     int            `json:"control_port"`
	HBPort          int            `json:"hb_port"`
	Extra           map[string]any `json:"-"` // further keys of the file
}

// NewConnection describes tcp on the loopback address with five free ports.
func NewConnection() (Connection, error) {
	c := Connection{
		Transport: "tcp", IP: "127.0.0.1", Key: fmt.Sprintf("%016x-key", rand.Uint64()),
		SignatureScheme: "hmac-sha256", KernelName: "gokernel",
	}
	ports, err := freePorts(5)
	if err != nil {
		return c, err
	}
	c.ShellPort, c.IOPubPort, c.StdinPort, c.ControlPort, c.HBPort = ports[0], ports[1], ports[2], ports[3], ports[4]
	return c, nil
}

// freePorts looks below the range from which the system takes ports for outgoing
// connections, so that nobody gets one of these between the check and the bind.
func freePorts(n int) ([]int, error) {
	var ports []int
	for try := 0; try < 1000 && len(ports) < n; try++ {
		port := 15000 + rand.IntN(17000)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer l.Close()
		ports = append(ports, port)
	}
	if len(ports) < n {
		return nil, fmt.Errorf("expected %d free ports between 15000 and 32000, found %d", n, len(ports))
	}
	return ports, nil
}

// Ports returns the five ports by channel name as connect_reply has them.
func (c Connection) Ports() map[string]int {
	return map[string]int{
		"shell_port": c.ShellPort, "iopub_port": c.IOPubPort, "stdin_port": c.StdinPort,
		"control_port": c.ControlPort, "hb_port": c.HBPort,
	}
}

// Address returns the endpoint of a channel; relative ipc paths are taken from dir,
// the kernel's working directory.
func (c Connection) Address(ch protocol.Channel, dir string) string {
	port := map[protocol.Channel]int{
		protocol.Shell: c.ShellPort, protocol.IOPub: c.IOPubPort, protocol.Stdin: c.StdinPort,
		protocol.Control: c.ControlPort, protocol.Heartbeat: c.HBPort,
	}[ch]
	if c.Transport == "ipc" {
		path := fmt.Sprintf("%s-%d", c.IP, port)
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		return "ipc://" + path
	}
	return "tcp://" + net.JoinHostPort(c.IP, fmt.Sprint(port))
}

// Write writes the connection file with mode 0600.
func (c Connection) Write(path string) error {
	known, err := json.Marshal(c)
	if err != nil {
		return err
	}
	all := map[string]any{}
	if err := json.Unmarshal(known, &all); err != nil {
		return err
	}
	maps.Copy(all, c.Extra)
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// ReadConnection reads a connection file, for instance after the kernel has put
// its real ports into it.
func ReadConnection(path string) (Connection, error) {
	var c Connection
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("connection file %s: %w", path, err)
	}
	return c, json.Unmarshal(text, &c.Extra)
}
