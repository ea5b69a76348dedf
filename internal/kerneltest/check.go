package kerneltest

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
)

// headerFields are those that every message from a kernel carries, all strings.
var headerFields = []string{"msg_id", "session", "username", "date", "msg_type", "version"}

// datePattern allows at most six fractional digits because clients parse no more.
var datePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$`)

func checkHeader(raw []byte) error {
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for _, name := range headerFields {
		if s, ok := fields[name].(string); !ok || s == "" {
			return fmt.Errorf("header.%s: expected a string that is not empty, got %v", name, fields[name])
		}
	}
	if date := fields["date"].(string); !datePattern.MatchString(date) {
		return fmt.Errorf("header.date %q does not match %v", date, datePattern)
	}
	if v := fields["version"].(string); v != "5.5" {
		return fmt.Errorf("header.version is %q, expected \"5.5\"", v)
	}
	return nil
}

// registry is what all clients of one kernel process know together.
type registry struct {
	session string
	sent    map[string]any // msg_id of a request → its header, decoded
}

func (r *registry) init() { r.sent = map[string]any{} }

// recordSent remembers the header of a request, if the frames are a message at all.
func (k *Kernel) recordSent(frames [][]byte) {
	at := slices.IndexFunc(frames, func(f []byte) bool { return string(f) == string(delimiter) })
	if at < 0 || len(frames) < at+3 {
		return
	}
	var header map[string]any
	if json.Unmarshal(frames[at+2], &header) != nil {
		return
	}
	if id, ok := header["msg_id"].(string); ok {
		k.mu.Lock()
		k.registry.sent[id] = header
		k.mu.Unlock()
	}
}

// conversation is what one client has seen so far; wire.run alone uses it.
type conversation struct {
	kernel   *Kernel
	msgIDs   map[string]bool
	signed   map[string]bool
	iopub    int // messages seen on IOPub
	starting int
	busySeen bool
	lastIdle string // parent of the last IOPub message if that was an Idle
	welcomed map[string]bool
}

func newConversation(k *Kernel) *conversation {
	return &conversation{kernel: k, msgIDs: map[string]bool{}, signed: map[string]bool{}, welcomed: map[string]bool{}}
}

// firstWelcome reports whether a welcome is the first for one of the client's own
// topics; everyone gets those of other subscribers too.
func (c *conversation) firstWelcome(m *Message, topics []string) bool {
	var content struct {
		Subscription string `json:"subscription"`
	}
	if json.Unmarshal(m.Content, &content) != nil || c.welcomed[content.Subscription] {
		return false
	}
	c.welcomed[content.Subscription] = true
	return slices.Contains(topics, content.Subscription)
}

// check returns what is wrong with a message in the light of those before it.
func (c *conversation) check(m *Message) []string {
	var wrong []string
	fail := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if c.msgIDs[m.Header.MsgID] {
		fail("msg_id %s was used before", m.Header.MsgID)
	}
	c.msgIDs[m.Header.MsgID] = true
	if m.signature != "" && c.signed[m.signature] {
		fail("two messages have the same signature; clients drop the second")
	}
	c.signed[m.signature] = true
	if err := c.kernel.checkOrigin(m); err != nil {
		fail("%v", err)
	}
	if err := checkContent(m); err != nil {
		fail("%v", err)
	}
	if m.Channel == protocol.IOPub {
		if err := c.checkIOPub(m); err != nil {
			fail("%v", err)
		}
	} else if m.ParentID == "" {
		fail("a message on %s must have a parent", m.Channel)
	}
	return wrong
}

// checkOrigin checks session and parent against what the kernel's clients know.
func (k *Kernel) checkOrigin(m *Message) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.registry.session == "" {
		k.registry.session = m.Header.Session
	}
	if m.Header.Session != k.registry.session {
		return fmt.Errorf("session is %q, was %q before", m.Header.Session, k.registry.session)
	}
	var parent map[string]any
	if err := json.Unmarshal(m.Parent, &parent); err != nil {
		return err
	}
	if len(parent) == 0 {
		return nil
	}
	sent, ok := k.registry.sent[m.ParentID]
	if !ok {
		return fmt.Errorf("parent %s was never sent by a client", m.Parent)
	}
	if !reflect.DeepEqual(sent, any(parent)) {
		return fmt.Errorf("parent_header differs from the request header:\n got %v\nwant %v", parent, sent)
	}
	return nil
}

func (c *conversation) checkIOPub(m *Message) error {
	c.iopub++
	idleBefore := c.lastIdle
	c.lastIdle = ""
	state := m.State()
	switch {
	case m.Type() == protocol.MsgIOPubWelcome:
		if m.ParentID != "" {
			return fmt.Errorf("iopub_welcome must have an empty parent, got %s", m.Parent)
		}
	case c.iopub == 1:
		return fmt.Errorf("the first message of a subscriber must be iopub_welcome, got %s", m)
	case state == protocol.Starting:
		c.starting++
		if c.starting > 1 || c.busySeen || m.ParentID != "" {
			return fmt.Errorf("starting must come once, before any busy, with an empty parent; number %d, busy seen %v, parent %s",
				c.starting, c.busySeen, m.Parent)
		}
	case state == protocol.Busy:
		c.busySeen = true
		m.afterForeignIdle = idleBefore != "" && idleBefore != m.ParentID
	case state == protocol.Idle:
		c.lastIdle = m.ParentID
	}
	if (state == protocol.Busy || state == protocol.Idle) && m.ParentID == "" {
		return fmt.Errorf("%s must have a parent", state)
	}
	return nil
}

// sortedKeys is for stable messages.
func sortedKeys[V any](m map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
