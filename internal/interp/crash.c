/* Faults in native code on the R thread. Go's own threads are sound then: they are
 * told, so that the last message can say what happened. A fault from running out of
 * C stack is an R error, as in R's own front end. */
#include "internal.h"

#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIGNAL_STACK (512 * 1024) /* R runs on.exit code on it after a stack overflow */

volatile sig_atomic_t gk_in_go;

static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
enum { NFAULTS = sizeof faults / sizeof faults[0] };
static struct sigaction go_handlers[NFAULTS];
static pid_t r_thread;
static sem_t crashed;
static volatile int crash_signal;
static uintptr_t stack_limit;

static int is_stack_overflow(int sig, const siginfo_t *info)
{
	uintptr_t limit = *gk_r.R_CStackLimit, start = *gk_r.R_CStackStart;
	uintptr_t depth = start - (uintptr_t)info->si_addr;
	return sig == SIGSEGV && limit != (uintptr_t)-1 && depth < limit + 16 * 1024 * 1024 &&
	       gk_busy_depth() > 0;
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	if (gk_forked || (pid_t)syscall(SYS_gettid) != r_thread || gk_in_go) {
		for (int i = 0; i < NFAULTS; i++)
			if (faults[i] == sig && go_handlers[i].sa_sigaction != NULL && !gk_forked)
				go_handlers[i].sa_sigaction(sig, info, context);
		signal(sig, SIG_DFL);
		raise(sig);
		return;
	}
	if (is_stack_overflow(sig, info)) {
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, sig);
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
		stack_limit = *gk_r.R_CStackLimit;
		*gk_r.R_CStackLimit = (uintptr_t)-1; /* this is not R's stack */
		gk_record_text("Error: segfault from C stack overflow");
		gk_r.Rf_jump_to_toplevel();
	}
	crash_signal = sig;
	sem_post(&crashed);
	for (;;)
		pause(); /* Go ends the process */
}

void gk_crash_restore(void)
{
	if (stack_limit != 0)
		*gk_r.R_CStackLimit = stack_limit;
	stack_limit = 0;
}

int gk_crash_wait(void)
{
	while (crash_signal == 0)
		sem_wait(&crashed);
	return crash_signal;
}

void gk_crash_init(void)
{
	r_thread = (pid_t)syscall(SYS_gettid);
	void *memory = mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory != MAP_FAILED) {
		stack_t stack = { .ss_sp = memory, .ss_size = SIGNAL_STACK };
		sigaltstack(&stack, NULL);
	}
	struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	sigemptyset(&act.sa_mask);
	for (int i = 0; i < NFAULTS; i++)
		sigaction(faults[i], &act, &go_handlers[i]);
}

int gk_crash_open(void) { return sem_init(&crashed, 0, 0); }
