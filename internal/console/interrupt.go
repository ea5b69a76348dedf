package console

import (
	"sync"
	"time"
)

// wakeInterval is how often R is woken for an interrupt that it has not seen: it
// may have entered a blocking call just after it was woken.
const wakeInterval = 20 * time.Millisecond

// interrupts sees to it that an interrupt hits the request that runs when it comes,
// and no other.
type interrupts struct {
	r  R
	mu sync.Mutex
	// running is the number of the running request, 0 between requests. R's
	// pending flag is set only while mu is held and running is not 0, and end
	// clears it: an interrupt never reaches the next request.
	running int
	last    int
}

func (i *interrupts) begin() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last++
	i.running = i.last
}

func (i *interrupts) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.running = 0
	i.r.ClearInterrupt()
}

// hit interrupts the running request; false if there is none.
func (i *interrupts) hit() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.running == 0 {
		return false
	}
	i.r.SetInterrupt()
	number := i.running
	time.AfterFunc(wakeInterval, func() { i.again(number) })
	return true
}

// again wakes R until it has seen the interrupt or the request is over.
func (i *interrupts) again(number int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.running != number || !i.r.InterruptPending() {
		return
	}
	i.r.SetInterrupt()
	time.AfterFunc(wakeInterval, func() { i.again(number) })
}

// Interrupt interrupts what runs; the first execute_request in the queue if nothing
// runs yet; nothing if there is none. Any goroutine may call it: it serves
// interrupt_request and SIGINT.
func (c *Console) Interrupt() {
	if !c.started.Load() {
		return
	}
	if !c.interrupts.hit() {
		c.inbox.interruptFirst()
		return
	}
	c.hooks.InterruptChildren()
	c.r.Wake()
	c.out.poke()
}
