/* Where the R thread waits: R's own event loop (input handlers of later, httpuv,
 * the help server, …) plus one descriptor by which Go wakes it. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define STDIN_ACTIVITY 1 /* R_ext/eventloop.h: the handler of fd 0, which is not ours to read */

static int wake_fd = -1;

int gk_wake_open(void)
{
	wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return wake_fd < 0 ? -1 : 0;
}

void gk_wake(void)
{
	uint64_t one = 1;
	ssize_t ignored = write(wake_fd, &one, sizeof one);
	(void)ignored;
}

static InputHandler *handler_of(int fd)
{
	for (InputHandler *h = *gk_r.R_InputHandlers; h != NULL; h = h->next)
		if (h->fileDescriptor == fd && h->activity != STDIN_ACTIVITY)
			return h;
	return NULL;
}

/* Unlike R_runHandlers this looks each handler up when its turn comes: a handler
 * may remove others (later does), and theirs would be freed memory. */
static void run_handlers(void *mask)
{
	for (int fd = 1; fd < FD_SETSIZE; fd++) {
		if (!FD_ISSET(fd, (fd_set *)mask))
			continue;
		InputHandler *h = handler_of(fd);
		if (h != NULL && h->handler != NULL)
			h->handler(h->userData);
	}
}

static void run_polled(void *unused)
{
	(void)unused;
	if (*gk_r.R_PolledEvents != NULL)
		(*gk_r.R_PolledEvents)();
}

static volatile int handling;
static unsigned handled;

unsigned gk_events_handled(void) { return handled; }

int gk_handling_events(void) { return handling; }

/* Handlers run R code that is no request's: a prompt in it is not the top-level
 * prompt, and an error in it ends here. */
static void handle(void (*f)(void *), void *data)
{
	gk_depth_enter();
	*gk_r.R_interrupts_pending = 0; /* one that came just after the last handler */
	handling = 1;
	gk_r.R_ToplevelExec(f, data);
	if (gk_plot_changed()) /* drawn by a callback of later */
		gk_rlib_try("end_plots", NULL);
	handling = 0;
	*gk_r.R_interrupts_pending = 0;
	gk_depth_leave();
}

static void serve(int patient)
{
	fd_set set;
	FD_ZERO(&set);
	FD_SET(wake_fd, &set);
	static int check_fds; /* the last select failed: a handler's fd was closed */
	int max = wake_fd;
	for (InputHandler *h = *gk_r.R_InputHandlers; h != NULL; h = h->next) {
		int fd = h->fileDescriptor;
		if (h->activity == STDIN_ACTIVITY || fd <= 0 || fd >= FD_SETSIZE ||
		    (check_fds && fcntl(fd, F_GETFD) < 0))
			continue;
		FD_SET(fd, &set);
		if (fd > max)
			max = fd;
	}
	int usec = *gk_r.R_wait_usec;
	struct timeval tv = { patient ? usec / 1000000 : 0, patient ? usec % 1000000 : 0 };
	int n = select(max + 1, &set, NULL, NULL, usec > 0 || !patient ? &tv : NULL);
	check_fds |= n < 0 && errno == EBADF;
	if (n < 0)
		return; /* EINTR: a signal, such as a wake-up for an interrupt */
	if (n > 0 && FD_ISSET(wake_fd, &set)) {
		uint64_t count;
		ssize_t ignored = read(wake_fd, &count, sizeof count);
		(void)ignored;
		FD_CLR(wake_fd, &set);
		n--;
	}
	if (n > 0) {
		handled++;
		handle(run_handlers, &set);
	}
	if (usec > 0)
		handle(run_polled, NULL);
}

void gk_wait(void) { serve(1); }
void gk_poll(void) { serve(0); }
