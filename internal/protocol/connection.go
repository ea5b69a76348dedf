package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/google/uuid"
)

// Transports of a connection file.
const (
	TransportTCP = "tcp"
	TransportIPC = "ipc"
)

// ErrRegistrationFile says that the launcher wants the kernel to choose its ports and to report them.
var ErrRegistrationFile = errors.New("this is a registration file; " +
	"launching by handshake is not supported by this version, start the kernel with a plain connection file")

// Connection is the content of a connection file (protocol, "Connection files"). It must not be logged field by field:
// String hides the secrets.
type Connection struct {
	Transport       string
	IP              string // host, or path prefix of the sockets for ipc
	Key             string `json:"-"`
	SignatureScheme string
	KernelName      string
	ShellPort       int
	IOPubPort       int
	StdinPort       int
	ControlPort     int
	HBPort          int
	CurvePublickey  string
	CurveSecretkey  string `json:"-"`

	raw map[string]json.RawMessage // all keys of the file, known or not
}

// NewConnection describes a kernel on the loopback interface, with a fresh key and with ports that are chosen at bind.
func NewConnection(kernelName string) *Connection {
	return &Connection{
		Transport: TransportTCP, IP: "127.0.0.1", Key: uuid.NewString(), SignatureScheme: DefaultScheme,
		KernelName: kernelName,
	}
}

// ReadConnectionFile reads and checks a connection file. Errors name the file and the field; a missing file gives
// an error that wraps fs.ErrNotExist.
func ReadConnectionFile(path string) (*Connection, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("connection file: %w", err)
	}
	c, err := parseConnection(b)
	if err != nil {
		return nil, fmt.Errorf("connection file %s: %w", path, err)
	}
	return c, nil
}

func parseConnection(b []byte) (*Connection, error) {
	raw := map[string]json.RawMessage{}
	// Some editors put a byte order mark in front.
	if err := json.Unmarshal(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), &raw); err != nil || raw == nil {
		// The text of the JSON error may quote the file, and so the key.
		return nil, errors.New("expected one JSON object; let the client write the file again")
	}
	if raw["shell_port"] == nil && (raw["registration_port"] != nil || raw["registration_ip"] != nil) {
		return nil, ErrRegistrationFile
	}
	c := &Connection{raw: raw}
	for key, field := range c.strings() {
		if err := decodeField(raw, key, field); err != nil {
			return nil, fmt.Errorf("field %s: expected a string", key)
		}
	}
	for _, ch := range Channels {
		if err := c.decodePort(ch); err != nil {
			return nil, err
		}
	}
	return c, c.setDefaults()
}

func (c *Connection) strings() map[string]*string {
	return map[string]*string{
		"transport": &c.Transport, "ip": &c.IP, "key": &c.Key, "signature_scheme": &c.SignatureScheme,
		"kernel_name": &c.KernelName, "curve_publickey": &c.CurvePublickey, "curve_secretkey": &c.CurveSecretkey,
	}
}

// decodeField leaves *into alone if the key is absent or null.
func decodeField(raw map[string]json.RawMessage, key string, into any) error {
	if raw[key] == nil {
		return nil
	}
	return json.Unmarshal(raw[key], into)
}

func (c *Connection) decodePort(ch Channel) error {
	key, port := portKey(ch), c.port(ch)
	if c.raw[key] == nil {
		return fmt.Errorf("field %s is missing; expected the port of %s, or 0 to let the kernel choose", key, ch)
	}
	if err := decodeField(c.raw, key, port); err != nil {
		return fmt.Errorf("field %s: expected an integer", key)
	}
	if *port < 0 || *port > 65535 {
		return fmt.Errorf("field %s: expected 0 to 65535, got %d", key, *port)
	}
	return nil
}

// setDefaults fills in what may be absent and refuses what can not work.
func (c *Connection) setDefaults() error {
	if c.Transport == "" {
		c.Transport = TransportTCP
	}
	if c.SignatureScheme == "" {
		c.SignatureScheme = DefaultScheme
	}
	switch {
	case c.Transport != TransportTCP && c.Transport != TransportIPC:
		return fmt.Errorf("field transport: expected tcp or ipc, got %q", c.Transport)
	case c.IP == "" && c.Transport == TransportTCP:
		c.IP = "127.0.0.1"
	case c.IP == "":
		return errors.New("field ip is missing; with transport ipc it is the path prefix of the sockets")
	}
	if _, err := newHash(c.SignatureScheme); err != nil {
		return fmt.Errorf("field signature_scheme: %w", err)
	}
	return nil
}

func portKey(ch Channel) string {
	if ch == Heartbeat {
		return "hb_port"
	}
	return ch.String() + "_port"
}

func (c *Connection) port(ch Channel) *int {
	switch ch {
	case Shell:
		return &c.ShellPort
	case Control:
		return &c.ControlPort
	case Stdin:
		return &c.StdinPort
	case IOPub:
		return &c.IOPubPort
	case Heartbeat:
		return &c.HBPort
	}
	panic("protocol: no port for " + ch.String()) // there are no other channels
}

// Port returns the port of a channel; 0 means that it is chosen at bind.
func (c *Connection) Port(ch Channel) int { return *c.port(ch) }

// SetPort records the port to which a channel was bound.
func (c *Connection) SetPort(ch Channel, port int) { *c.port(ch) = port }

// Address is the endpoint of a channel in ZeroMQ's notation, to bind; port 0 gives the wildcard "*".
func (c *Connection) Address(ch Channel) string {
	port := "*"
	if p := c.Port(ch); p != 0 {
		port = fmt.Sprint(p)
	}
	if c.Transport == TransportIPC {
		return "ipc://" + c.IP + "-" + port
	}
	return "tcp://" + c.host() + ":" + port
}

// host gives IP in the form that a TCP endpoint wants. ZeroMQ does not resolve names when it binds.
func (c *Connection) host() string {
	switch {
	case c.IP == "" || c.IP == "localhost":
		return "127.0.0.1"
	case c.IPv6() && !strings.HasPrefix(c.IP, "["):
		return "[" + c.IP + "]"
	}
	return c.IP
}

// IPv6 tells whether the sockets need IPv6 turned on.
func (c *Connection) IPv6() bool { return c.Transport != TransportIPC && strings.Contains(c.IP, ":") }

// HasCurve tells whether the client wants an encrypted transport.
func (c *Connection) HasCurve() bool { return c.CurvePublickey != "" || c.CurveSecretkey != "" }

// String describes the connection without its secrets.
func (c Connection) String() string {
	return fmt.Sprintf("transport=%s ip=%s shell=%d iopub=%d stdin=%d control=%d heartbeat=%d scheme=%s signed=%t curve=%t",
		c.Transport, c.IP, c.ShellPort, c.IOPubPort, c.StdinPort, c.ControlPort, c.HBPort, c.SignatureScheme,
		c.Key != "", c.HasCurve())
}

// GoString is String, so that no format verb shows the secrets.
func (c Connection) GoString() string { return c.String() }
