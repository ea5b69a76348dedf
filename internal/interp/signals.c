/* Signals and fork in a process that is both Go and R.
 *
 * A handler without SA_ONSTACK that lands on a goroutine's small stack corrupts
 * memory, and R and its packages install such handlers (Rprof, processx). The
 * executable therefore defines sigaction and signal ahead of libc's and adds the
 * flag to every handler. */
#include "internal.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

volatile int gk_forked = 0;

void gk_stream_fork_prepare(void);
void gk_stream_fork_done(void);

typedef int (*sigaction_fn)(int, const struct sigaction *, struct sigaction *);

static sigaction_fn libc_sigaction(void)
{
	static sigaction_fn fn;
	if (fn == NULL)
		fn = (sigaction_fn)dlsym(RTLD_NEXT, "sigaction");
	return fn;
}

__attribute__((visibility("default")))
int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	struct sigaction onstack;
	if (act != NULL && act->sa_handler != SIG_DFL && act->sa_handler != SIG_IGN) {
		onstack = *act;
		onstack.sa_flags |= SA_ONSTACK;
		act = &onstack;
	}
	return libc_sigaction()(sig, act, old);
}

__attribute__((visibility("default")))
sighandler_t signal(int sig, sighandler_t handler)
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = SA_RESTART }, old;
	sigemptyset(&act.sa_mask);
	if (sigaction(sig, &act, &old) != 0)
		return SIG_ERR;
	return old.sa_handler;
}

/* The signal that gets the R thread out of select() or nanosleep(); real time, so
 * neither Go nor R uses it. */
#define WAKE_SIGNAL (SIGRTMIN + 8)

static pid_t r_thread;
static volatile int interrupt_requested; /* since the request began */

static void ignore_signal(int sig) { (void)sig; }

void gk_interrupt_set(void)
{
	if (gk_r.R_interrupts_pending == NULL)
		return; /* R is not loaded yet */
	interrupt_requested = 1;
	*gk_r.R_interrupts_pending = 1;
	syscall(SYS_tgkill, getpid(), r_thread, WAKE_SIGNAL);
}

void gk_interrupt_clear(void)
{
	if (gk_r.R_interrupts_pending == NULL)
		return;
	interrupt_requested = 0;
	*gk_r.R_interrupts_pending = 0;
}

int gk_interrupt_seen(void) { return interrupt_requested && !*gk_r.R_interrupts_pending; }

int gk_interrupt_pending(void)
{
	return gk_r.R_interrupts_pending != NULL && *gk_r.R_interrupts_pending;
}

void gk_signals_init(void)
{
	r_thread = (pid_t)syscall(SYS_gettid);
	struct sigaction act = { .sa_handler = ignore_signal };
	sigemptyset(&act.sa_mask);
	sigaction(WAKE_SIGNAL, &act, NULL);
	/* A handler, not SIG_IGN: children must start with the default action. */
	act.sa_flags = SA_RESTART;
	sigaction(SIGPIPE, &act, NULL);
}

static void fork_child(void)
{
	gk_stream_fork_done();
	gk_forked = 1;
	gk_plot_forget();
	/* Go's handlers need goroutines that this process does not have. */
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
}

void gk_fork_init(void)
{
	pthread_atfork(gk_stream_fork_prepare, gk_stream_fork_done, fork_child);
}
