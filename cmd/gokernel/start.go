package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"os/user"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"github.com/gokernel/gokernel/internal/interp"
	"github.com/gokernel/gokernel/internal/process"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/gokernel/gokernel/internal/rhome"
	"github.com/gokernel/gokernel/internal/zmqsock"
	"github.com/google/uuid"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/diode"
)

// runStart is the kernel. It returns only when it could not start: with R running,
// the process ends in session.exit.
func runStart(opts startOptions, warnings []string) (int, error) {
	r, err := prepareR(opts)
	if err != nil {
		return 1, err
	}
	for _, w := range warnings { // only now: prepareR may start the process anew
		fmt.Fprintln(os.Stderr, "gokernel:", w)
	}
	conn, created, err := openConnection(opts.ConnectionFile)
	if err != nil {
		return 1, err
	}
	codec, err := protocol.NewCodec(conn.Key, conn.SignatureScheme, uuid.NewString(), userName())
	if err != nil {
		return 1, fmt.Errorf("%s: %w", opts.ConnectionFile, err)
	}
	chosen := created || choosesPorts(conn)
	sockets, err := zmqsock.Bind(conn, zerolog.Nop())
	if err != nil {
		return 1, err
	}
	if chosen { // else the file says it all, and may not be ours to write
		if err := conn.Write(opts.ConnectionFile); err != nil {
			sockets.Close()
			return 1, err
		}
	}
	_, stderr, err := interp.Prepare()
	if err != nil {
		sockets.Close()
		return 1, err
	}
	log, err := newLogger(opts, stderr)
	s := newSession(r, connectReply(conn), opts.NoHistory, log, stderr)
	if created {
		s.removeFile = opts.ConnectionFile
	}
	if err != nil {
		sockets.Close()
		return s.failed(err)
	}
	loop := zmqsock.NewLoop(sockets, codec, s.console, s.console.Outbound(), zmqsock.Options{
		Log: log.Logger, OnFirstSubscriber: s.console.Announce, OnUnroutable: s.console.Unroutable,
		OnFailure: func(err error) { go s.console.Fatal("the sockets failed: " + err.Error()) },
	})
	s.closeFrontend = loop.Close
	go loop.Run()
	go s.handleSignals(s.console.Interrupt)
	go process.WatchParent(os.Getenv("JPY_PARENT_PID"), s.console.Shutdown)
	log.Info().Str("r", r.Version).Str("r_home", r.Home).Str("connection", conn.String()).Msg("starting R")
	return s.failed(s.runR(opts))
}

// choosesPorts tells whether the file leaves a port to the kernel.
func choosesPorts(conn *protocol.Connection) bool {
	return slices.ContainsFunc(protocol.Channels[:], func(ch protocol.Channel) bool { return conn.Port(ch) == 0 })
}

// failed ends a start that has come as far as to move the process's stderr.
func (s *session) failed(err error) (int, error) {
	fmt.Fprintln(s.stderr, "gokernel:", err)
	s.closeFrontend(100 * time.Millisecond)
	if s.removeFile != "" {
		_ = os.Remove(s.removeFile)
	}
	return 1, nil
}

// prepareR finds R and makes the environment that R's own front end would make. The
// loader reads its path only when a process starts, so the process may start itself
// once more.
func prepareR(opts startOptions) (rhome.Installation, error) {
	r, err := rhome.Find(opts.RHome)
	if err != nil {
		return r, err
	}
	env, changed := r.Environ(os.Environ())
	if changed && os.Getenv(rhome.ReexecEnv) == "" {
		self, err := os.Executable()
		if err != nil {
			return r, err
		}
		err = syscall.Exec(self, os.Args, append(env, rhome.ReexecEnv+"=1"))
		return r, fmt.Errorf("cannot start %s again with R's library path: %w", self, err)
	}
	if err := os.Unsetenv(rhome.ReexecEnv); err != nil {
		return r, err
	}
	return r, setEnv(env)
}

func setEnv(env []string) error {
	for _, entry := range env {
		for i := 1; i < len(entry); i++ { // a name may begin with "="
			if entry[i] != '=' {
				continue
			}
			if name := entry[:i]; name != rhome.ReexecEnv {
				if err := os.Setenv(name, entry[i+1:]); err != nil {
					return err
				}
			}
			break
		}
	}
	return nil
}

// openConnection reads the connection file, or makes up a connection when there is
// none: then created is true and the file is ours.
func openConnection(path string) (conn *protocol.Connection, created bool, err error) {
	conn, err = protocol.ReadConnectionFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return protocol.NewConnection("gokernel"), true, nil
	}
	return conn, false, err
}

func connectReply(conn *protocol.Connection) protocol.ConnectReply {
	return protocol.ConnectReply{
		Status: protocol.StatusOK, ShellPort: conn.ShellPort, IOPubPort: conn.IOPubPort,
		StdinPort: conn.StdinPort, ControlPort: conn.ControlPort, HBPort: conn.HBPort,
	}
}

// logger is a log that never blocks who logs.
type logger struct {
	zerolog.Logger
	flush func() // ends it
}

// newLogger logs to the file of the options or to stderr. Crashes of the Go runtime
// go there too: descriptor 2 is captured.
func newLogger(opts startOptions, stderr *os.File) (logger, error) {
	log := logger{zerolog.Nop(), func() {}}
	file := stderr
	if opts.LogFile != "" {
		var err error
		file, err = os.OpenFile(opts.LogFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return log, fmt.Errorf("cannot write the log: %w", err)
		}
	}
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		return log, err
	}
	// A launcher that does not read our stderr must not stop the kernel.
	zerolog.ErrorHandler = func(error) {}
	w := diode.NewWriter(file, 1000, 0, func(int) {})
	return logger{logTo(w, opts.LogLevel), func() { _ = w.Close() }}, nil
}

func logTo(w io.Writer, level string) zerolog.Logger {
	parsed, err := zerolog.ParseLevel(level)
	if err != nil || level == "" {
		parsed = zerolog.WarnLevel
	}
	if level == "off" {
		parsed = zerolog.Disabled
	}
	return zerolog.New(w).Level(parsed).With().Timestamp().Logger()
}

// handleSignals: SIGINT calls interrupt; SIGTERM and SIGHUP end the kernel.
func (s *session) handleSignals(interrupt func()) {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, endingSignals()...)
	for sig := range signals {
		if sig == os.Interrupt {
			interrupt()
		} else {
			s.console.Shutdown()
		}
	}
}

// endingSignals are SIGINT and what ends the kernel. nohup's wish is respected.
func endingSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "username"
}
