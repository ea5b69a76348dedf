package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// runOutput shows messages in the order of the queue.
func (t *terminal) runOutput() {
	for {
		select {
		case <-t.wake:
			t.showAll()
		case <-t.flushed:
			t.showAll()
			close(t.ended)
			return
		}
	}
}

// close shows what is still queued.
func (t *terminal) close(timeout time.Duration) {
	close(t.flushed)
	select {
	case <-t.ended:
	case <-time.After(timeout):
	}
}

// shutdownWriter ends the console when nobody reads its output any more. Any
// goroutine may write.
type shutdownWriter struct {
	w        io.Writer
	once     sync.Once
	shutdown func()
}

func (s *shutdownWriter) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		s.once.Do(s.shutdown)
	}
	return n, err
}

func (t *terminal) showAll() {
	for _, m := range t.console.Outbound().Take() {
		if t.trace != nil {
			t.showTrace(m)
		}
		t.show(m)
		t.console.Outbound().Release(m)
	}
}

func (t *terminal) show(m *protocol.Outgoing) {
	switch content := m.Content.(type) {
	case protocol.Stream:
		if content.Name == protocol.Stderr {
			fmt.Fprint(t.err, content.Text)
		} else {
			fmt.Fprint(t.out, content.Text)
		}
	case protocol.ExecuteResult:
		t.showBundle(content.Data)
	case protocol.DisplayData:
		t.showBundle(content.Data)
	case protocol.UpdateDisplayData:
		t.showBundle(content.Data)
	case protocol.Error:
		fmt.Fprintln(t.err, strings.Join(content.Traceback, "\n"))
	case protocol.InputRequest:
		fmt.Fprint(t.out, content.Prompt)
		t.asked <- struct{}{}
	case protocol.Status:
		if content.ExecutionState == protocol.Idle && t.reply != nil {
			t.done <- t.reply
			t.reply = nil
		}
	default:
		if m.Channel == protocol.Shell {
			t.reply = m
		}
	}
}

// showBundle prints the text of a MIME bundle; an image goes to a file.
func (t *terminal) showBundle(data json.RawMessage) {
	var bundle map[string]json.RawMessage
	if json.Unmarshal(data, &bundle) != nil {
		return
	}
	if image, ok := bundle["image/png"]; ok {
		t.showImage(image)
		return
	}
	var text string
	if json.Unmarshal(bundle["text/plain"], &text) == nil {
		fmt.Fprintln(t.out, text)
	}
}

func (t *terminal) showImage(encoded json.RawMessage) {
	var text string
	if json.Unmarshal(encoded, &text) != nil {
		return
	}
	image, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return
	}
	t.plots++
	file, err := os.CreateTemp("", fmt.Sprintf("gokernel-plot-%d-*.png", t.plots))
	if err == nil {
		_, err = file.Write(image)
		err = firstError(err, file.Close())
	}
	if err != nil {
		fmt.Fprintln(t.err, "gokernel: cannot save the plot:", err)
		return
	}
	fmt.Fprintf(t.out, "[plot: %s]\n", file.Name())
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *terminal) showPage(payload json.RawMessage) {
	var page struct {
		Source string
		Data   map[string]string
	}
	if json.Unmarshal(payload, &page) == nil && page.Source == "page" {
		fmt.Fprintln(t.out, page.Data["text/plain"])
	}
}

// showTrace prints a message as it would have been sent.
func (t *terminal) showTrace(m *protocol.Outgoing) {
	var parent protocol.Header
	if len(m.Parent) > 0 && json.Unmarshal(m.Parent, &parent) != nil {
		return
	}
	content, err := protocol.EncodeContent(m.Content)
	if err != nil {
		fmt.Fprintln(t.err, "gokernel: message that cannot be encoded:", err)
		return
	}
	line, err := json.Marshal(struct {
		Channel string          `json:"channel"`
		MsgType string          `json:"msg_type"`
		Parent  string          `json:"parent_msg_id"`
		Content json.RawMessage `json:"content"`
	}{m.Channel.String(), m.MsgType, parent.MsgID, content})
	if err != nil {
		fmt.Fprintln(t.err, "gokernel: message that cannot be encoded:", err)
		return
	}
	fmt.Fprintf(t.trace, "%s\n", line)
}
