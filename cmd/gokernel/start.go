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
	"syscall"

	"github.com/gokernel/gokernel/internal/interp"
	"github.com/gokernel/gokernel/internal/process"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/gokernel/gokernel/internal/rhome"
	"github.com/gokernel/gokernel/internal/zmqsock"
	"github.com/google/uuid"
	"github.com/rs/zerolog"
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
	sockets, err := zmqsock.Bind(conn, zerolog.Nop())
	if err != nil {
		return 1, err
	}
	if err := conn.Write(opts.ConnectionFile); err != nil {
		return 1, err
	}
	_, stderr, err := interp.Prepare()
	if err != nil {
		return 1, err
	}
	log, err := newLogger(opts, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "gokernel:", err)
		return 1, nil
	}
	s := newSession(r, connectReply(conn), log)
	if created {
		s.removeFile = opts.ConnectionFile
	}
	loop := zmqsock.NewLoop(sockets, codec, s.console, s.console.Outbound(), zmqsock.Options{
		Log: log, OnFirstSubscriber: s.console.Announce, OnUnroutable: s.console.Unroutable,
	})
	s.closeFrontend = loop.Close
	go loop.Run()
	go s.handleSignals()
	go process.WatchParent(os.Getenv("JPY_PARENT_PID"), s.console.Shutdown)
	log.Info().Str("r", r.Version).Str("r_home", r.Home).Str("connection", conn.String()).Msg("starting R")
	fmt.Fprintln(stderr, "gokernel:", s.runR(opts))
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
		return r, syscall.Exec(self, os.Args, append(env, rhome.ReexecEnv+"=1"))
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

// newLogger logs to the file of the options or to stderr. Crashes of the Go runtime
// go there too: descriptor 2 is captured.
func newLogger(opts startOptions, stderr *os.File) (zerolog.Logger, error) {
	file := stderr
	if opts.LogFile != "" {
		var err error
		file, err = os.OpenFile(opts.LogFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return zerolog.Nop(), fmt.Errorf("cannot write the log: %w", err)
		}
	}
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		return zerolog.Nop(), err
	}
	return logTo(file, opts.LogLevel), nil
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

// handleSignals: SIGINT interrupts the running cell; SIGTERM and SIGHUP end the kernel.
func (s *session) handleSignals() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	for sig := range signals {
		if sig == os.Interrupt {
			s.console.Interrupt()
		} else {
			s.console.Shutdown()
		}
	}
}

func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "username"
}
