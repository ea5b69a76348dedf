package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/history"
	"github.com/gokernel/gokernel/internal/inspection"
	"github.com/gokernel/gokernel/internal/interp"
	"github.com/gokernel/gokernel/internal/introspection"
	"github.com/gokernel/gokernel/internal/process"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/gokernel/gokernel/internal/rhome"
	"github.com/gokernel/gokernel/internal/workspace"
	"github.com/rs/zerolog"
)

// session is one kernel: R, the console and whatever frontend is attached to it.
type session struct {
	r       rhome.Installation
	console *console.Console
	history *history.Store
	// closeFrontend sends what is queued, within the time given.
	closeFrontend func(time.Duration)
	flushLog      func()    // writes what is logged so far
	stderr        io.Writer // the process's own: descriptor 2 is captured
	// removeFile is the connection file that this process made, "" if none.
	removeFile string
}

// snapshotEnv set to "off" keeps the kernel from looking at the workspace between
// requests, to measure what that costs.
const snapshotEnv = "GOKERNEL_SNAPSHOT"

// newSession makes a console on the interpreter; runR starts R behind it.
func newSession(r rhome.Installation, ports protocol.ConnectReply, noHistory bool, log logger, stderr io.Writer) *session {
	snapshot := workspace.NewSnapshot(filepath.Join(r.Home, "library"))
	var background console.Background = introspection.NewRefresh(snapshot)
	if os.Getenv(snapshotEnv) == "off" {
		background = nil
	}
	s := &session{r: r, closeFrontend: func(time.Duration) {}, flushLog: log.flush, stderr: stderr}
	s.history = openHistory(noHistory, r.Version, log.Logger)
	s.console = console.New(console.Config{
		R:     interpreter{},
		Hooks: console.Hooks{InterruptChildren: new(process.Interrupter).Interrupt, Complain: s.complain, Exit: s.exit},
		Info:  kernelInfo(r.Version),
		Ports: ports,
		Log:   log.Logger,

		Stragglers:    20 * time.Millisecond,
		Introspection: introspection.Introspection{Snapshot: snapshot, Inspector: inspection.New(snapshot)},
		Background:    background,
		History:       s.history,
	})
	return s
}

// runR hands the main thread to R. It returns only when R could not be loaded.
func (s *session) runR(opts startOptions) error {
	go s.reportCrash()
	return interp.Run(interp.Options{
		LibR:        s.r.LibR,
		Args:        opts.RArgs,
		StartupFile: opts.StartupFile,
		ConsoleMode: opts.SessionMode == "console",
	}, rHost{s.console, s.history})
}

// reportCrash makes a crash of native code the last message. The crash may have
// left libc's locks taken: if that blocks us too, the process ends anyway.
func (s *session) reportCrash() {
	sig := interp.WaitCrash()
	status := 128 + int(sig)
	time.AfterFunc(2*time.Second, func() { os.Exit(status) })
	s.console.Fatal(fmt.Sprintf("native code crashed with signal %d (%v). "+
		"All objects of this session are lost. If a package's function was running, look for a newer version of it.", int(sig), sig))
}

// complain says why the process ends.
func (s *session) complain(message string) {
	within(100*time.Millisecond, func() { fmt.Fprintln(s.stderr, "gokernel:", message) })
}

// within runs f and waits for it, but not longer than d: it writes where nobody may
// be reading.
func within(d time.Duration, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(d):
	}
}

// openHistory does not touch the database yet. Without one the session's own inputs can be recalled.
func openHistory(none bool, rVersion string, log zerolog.Logger) *history.Store {
	options := history.Options{RVersion: rVersion, Log: log}
	if !none {
		path, err := history.Path()
		if err != nil {
			log.Warn().Err(err).Msg("the history of this session is kept in memory only")
		}
		options.Path = path
	}
	return history.New(options)
}

// exit ends the process: children first, then what is still queued, then us. R has
// removed its directory if it could.
func (s *session) exit(status int, linger time.Duration) {
	process.Terminate(200 * time.Millisecond)
	if dir := interp.TempDir(); dir != "" {
		_ = os.RemoveAll(dir)
	}
	s.history.Close(300 * time.Millisecond)
	s.closeFrontend(500 * time.Millisecond)
	time.Sleep(linger)
	within(100*time.Millisecond, s.flushLog)
	if s.removeFile != "" {
		_ = os.Remove(s.removeFile)
	}
	os.Exit(status)
}

func kernelInfo(rVersion string) protocol.KernelInfoReply {
	version := currentBuild().Gokernel
	return protocol.KernelInfoReply{
		Status:                protocol.StatusOK,
		ProtocolVersion:       protocol.Version,
		Implementation:        "gokernel",
		ImplementationVersion: version,
		Banner:                "R " + rVersion + " in gokernel " + version,
		LanguageInfo: protocol.LanguageInfo{
			Name: "R", Version: rVersion, Mimetype: "text/x-rsrc", FileExtension: ".R",
			PygmentsLexer: "r", CodemirrorMode: "r",
			Positron: json.RawMessage(`{"input_prompt":">","continuation_prompt":"+"}`),
		},
		HelpLinks: []protocol.HelpLink{
			{Text: "An Introduction to R", URL: "https://cran.r-project.org/doc/manuals/r-release/R-intro.html"},
			{Text: "R manuals", URL: "https://cran.r-project.org/manuals.html"},
		},
	}
}

// interpreter gives the console the functions of package interp.
type interpreter struct{}

func (interpreter) Wake()                  { interp.Wake() }
func (interpreter) SetInterrupt()          { interp.SetInterrupt() }
func (interpreter) ClearInterrupt()        { interp.ClearInterrupt() }
func (interpreter) InterruptPending() bool { return interp.InterruptPending() }
func (interpreter) HandlingEvents() bool   { return interp.HandlingEvents() }
func (interpreter) CaptureWait()           { interp.CaptureWait() }

func (interpreter) TakeStreams() []console.Chunk {
	taken := interp.TakeStreams()
	chunks := make([]console.Chunk, len(taken))
	for i, c := range taken {
		chunks[i] = console.Chunk{Source: console.Source(c.Source), Text: c.Text}
	}
	return chunks
}

// rHost gives R the console. The enumerations of the two packages have the same
// order; wire_test.go keeps them so.
type rHost struct {
	*console.Console
	history *history.Store
}

func (h rHost) Next(prev interp.Result) interp.Command {
	c := h.Console.Next(console.Result{Status: console.ResultStatus(prev.Status), JSON: prev.JSON})
	return interp.Command{
		Kind: interp.CommandKind(c.Kind), Text: c.Text, Args: c.Args,
		Silent: c.Silent, Status: c.Status, SkipLast: c.SkipLast,
	}
}

func (h rHost) Display(kind interp.DisplayKind, data, metadata []byte, id string) {
	h.Console.Display(console.DisplayKind(kind), data, metadata, id)
}

func (h rHost) SaveHistory(file string, lines int) error { return h.history.SaveLines(file, lines) }
func (h rHost) LoadHistory(file string, lines int) error { return h.history.LoadLines(file, lines) }
func (h rHost) AddHistory(line string)                   { h.history.Note(line) }

func (h rHost) PollInput() (interp.InputState, string) {
	state, line := h.Console.PollInput()
	return interp.InputState(state), line
}
