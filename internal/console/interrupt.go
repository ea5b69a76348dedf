package console

import (
	"sync"
	"time"
)

// R is woken again for an interrupt that it has not seen: it may have entered a
// blocking call just after it was woken. The pauses grow, because native code that
// polls with a time limit may begin anew at each signal and would never look.
const (
	firstWake = 20 * time.Millisecond
	lastWake  = time.Second
)

// interrupts sees to it that an interrupt hits the request that runs when it comes,
// and no other.
type interrupts struct {
	r        R
	children func(again bool)

	mu sync.Mutex
	// running is the number of the running request, 0 between requests. R's
	// pending flag is set only while mu is held; begin and end clear it: an
	// interrupt never reaches the next request.
	running int
	last    int
	// starting is when R was started, zero once it is ready.
	starting time.Time
}

// patientStart is how long R may take to start before an interrupt hits it: sooner it
// would hit R loading its own packages, later it hits a profile that hangs.
const patientStart = 3 * time.Second

// interruptibleLocked tells whether something runs that an interrupt is meant for.
func (i *interrupts) interruptibleLocked() bool {
	hanging := !i.starting.IsZero() && time.Since(i.starting) > patientStart
	return i.running != 0 || hanging || i.r.HandlingEvents()
}

// ready says that R has started.
func (i *interrupts) ready() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.starting = time.Time{}
	i.r.ClearInterrupt()
}

// begin takes the next request. An interrupt finds it either in the queue or running.
func (i *interrupts) begin(take func() *queued) *queued {
	i.mu.Lock()
	defer i.mu.Unlock()
	q := take()
	if q != nil {
		i.r.ClearInterrupt() // one that was meant for an event handler
		i.last++
		i.running = i.last
	}
	return q
}

func (i *interrupts) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.running = 0
	i.r.ClearInterrupt()
}

// hit interrupts the running request, or the event handler that runs between
// requests, and R's children; if there is neither, it calls none. No request begins or
// ends meanwhile.
func (i *interrupts) hit(none func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.interruptibleLocked() {
		none()
		return
	}
	i.r.SetInterrupt()
	i.children(false)
	number := i.running
	time.AfterFunc(firstWake, func() { i.again(number, 2*firstWake) })
}

// again wakes R until it has seen the interrupt or the request is over.
func (i *interrupts) again(number int, pause time.Duration) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.running != number || !i.r.InterruptPending() {
		return
	}
	i.r.SetInterrupt()
	i.children(true) // system() may have started one since; while it waits R sees nothing
	time.AfterFunc(pause, func() { i.again(number, min(2*pause, lastWake)) })
}

// Interrupt interrupts what runs, an event handler too; the first execute_request in
// the queue if nothing runs yet; nothing if there is none. Any goroutine may call it: it serves
// interrupt_request and SIGINT.
func (c *Console) Interrupt() {
	c.interrupts.hit(c.inbox.interruptFirst)
	c.r.Wake()
	c.out.poke()
}
