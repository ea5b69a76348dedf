package console

import (
	"runtime/debug"
	"time"
)

// Background is work for R that belongs to no request. It gets R for one command at a
// time, which must be short: a request that comes meanwhile waits for its end. What it
// makes R do shows nothing. The R thread calls all methods, and they return soon.
type Background interface {
	// Executing tells of code that R is about to run as a cell.
	Executing(code string)
	// Executed is asked when a cell has ended and before the next request is taken; the
	// answer is a Wait command if nothing is that urgent.
	Executed() Command
	// Disturbed says that R code of event handlers has run between requests.
	Disturbed()
	// Idle is asked when no request waits; quiet is for how long. With a Wait command it
	// says when it wants to be asked again, 0 for not before the next request.
	Idle(quiet time.Duration) (Command, time.Duration)
	// Done gets the result of a command of Executed or Idle.
	Done(Result)
}

// background gives the moments in which R has nothing to do to a Background. Only the R
// thread uses it.
type background struct {
	work    Background // nil for none
	running bool       // the command that R runs is its
	quiet   time.Time  // since when no request waits, zero while one is served
	timer   *time.Timer
}

// guardedWork keeps a panic of the background work from the R thread. There is no more
// such work then.
func (c *Console) guardedWork(f func(Background)) {
	if c.background.work == nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			c.background.work = nil
			c.log.Error().Interface("panic", p).Bytes("stack", debug.Stack()).Msg("background work")
		}
	}()
	f(c.background.work)
}

// endWork takes the result of the command of the background work.
func (c *Console) endWork(res Result) {
	c.background.running = false
	if res.Status != OK {
		c.log.Warn().Int("status", int(res.Status)).Bytes("result", res.JSON).Msg("background work failed")
	}
	c.guardedWork(func(b Background) { b.Done(res) })
}

// urgentWork is what R shall do between a cell and the next request.
func (c *Console) urgentWork() (Command, bool) {
	var command Command
	c.guardedWork(func(b Background) { command = b.Executed() })
	c.background.running = command.Kind != Wait
	return command, c.background.running
}

// idle is what R shall do while no request waits. Timers wake it for later work, so that
// nothing happens when there is nothing to do.
func (c *Console) idle() Command {
	b := &c.background
	if b.quiet.IsZero() {
		b.quiet = time.Now()
	}
	var command Command
	var later time.Duration
	c.guardedWork(func(w Background) { command, later = w.Idle(time.Since(b.quiet)) })
	b.running = command.Kind != Wait
	switch {
	case b.running || later <= 0:
	case b.timer == nil:
		b.timer = time.AfterFunc(later, c.r.Wake)
	default:
		b.timer.Reset(later)
	}
	return command
}

// busy says that a request is served.
func (b *background) busy() {
	b.quiet = time.Time{}
	if b.timer != nil {
		b.timer.Stop()
	}
}
