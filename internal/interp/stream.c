/* Text on its way out: R's console and the captured fds 1 and 2, in the order in
 * which it was written. One buffer holds both, and the R thread drains the capture
 * pipes into it before it adds text of its own, so what a child process or C code
 * printed before a cat() also comes before it. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define FULL (64 * 1024) /* bytes that make the R thread hand the buffer over */
#define PIPE (64 * 1024) /* a pipe's capacity: all that can have been written before now */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static gk_buf chunks;           /* guarded by lock: [kind u8][len u32][bytes]… */
static size_t last_chunk;       /* guarded by lock: offset of the last chunk's header */
static int pipes[2] = { -1, -1 }; /* read ends of fd 1 and 2 */
static int pipe_epoll = -1;

static gk_buf capture;          /* R thread */
static int capturing;
static int hold;                /* R thread: one of HOLD_* */
static gk_buf held;             /* chunks kept back by HOLD_ALL */
static int saw_errbuf;

static void chunk_add(gk_buf *b, size_t *last, int kind, const char *s, size_t n)
{
	uint32_t len = (uint32_t)n;
	if (b->len > 0 && b->data[*last] == kind) {
		uint32_t old;
		memcpy(&old, b->data + *last + 1, 4);
		len += old;
		memcpy(b->data + *last + 1, &len, 4);
	} else {
		char head[5] = { (char)kind };
		memcpy(head + 1, &len, 4);
		*last = b->len;
		gk_buf_add(b, head, 5);
	}
	gk_buf_add(b, s, n);
}

/* Moves what the pipes hold into chunks. Needs lock. */
static void drain_locked(void)
{
	struct epoll_event ready[2];
	if (pipe_epoll < 0)
		return;
	int n = epoll_wait(pipe_epoll, ready, 2, 0);
	for (int i = 0; i < n; i++) {
		int which = (int)ready[i].data.u32;
		char text[PIPE];
		ssize_t got = read(pipes[which], text, sizeof text);
		if (got == 0) /* somebody has closed fd 1 or 2 */
			epoll_ctl(pipe_epoll, EPOLL_CTL_DEL, pipes[which], NULL);
		if (got > 0)
			chunk_add(&chunks, &last_chunk, GK_FD1 + which, text, (size_t)got);
	}
}

void gk_stream_write(int kind, const char *s, size_t n)
{
	pthread_mutex_lock(&lock);
	drain_locked();
	int first = chunks.len == 0;
	chunk_add(&chunks, &last_chunk, kind, s, n);
	int full = chunks.len >= FULL;
	pthread_mutex_unlock(&lock);
	if (first || full)
		GO(gkGoStreamReady(full));
}

size_t gk_stream_take(char **out)
{
	pthread_mutex_lock(&lock);
	drain_locked();
	gk_buf taken = chunks;
	memset(&chunks, 0, sizeof chunks);
	pthread_mutex_unlock(&lock);
	*out = taken.data;
	return taken.len;
}

void gk_write_console(const char *s, int n, int otype)
{
	if (n <= 0)
		return;
	if (gk_forked) {
		ssize_t ignored = write(otype ? 2 : 1, s, (size_t)n);
		(void)ignored;
		return;
	}
	if (otype) {
		const char *e = gk_r.R_curErrorBuf();
		if (e != NULL && e[0] == s[0] && strlen(e) == (size_t)n && memcmp(e, s, (size_t)n) == 0) {
			saw_errbuf = 1;
			if (hold == HOLD_ERRBUF || gk_stack_overflow(s)) {
				hold = HOLD_NONE;
				return;
			}
		}
		if (hold == HOLD_NEWLINE && n == 1 && s[0] == '\n') {
			hold = HOLD_NONE;
			return;
		}
	}
	if (hold == HOLD_ALL) {
		char kind = (char)(otype ? GK_STDERR : GK_STDOUT);
		uint32_t len = (uint32_t)n;
		gk_buf_add(&held, &kind, 1);
		gk_buf_add(&held, (char *)&len, 4);
		gk_buf_add(&held, s, len);
		return;
	}
	if (otype == 0 && capturing) {
		gk_buf_add(&capture, s, (size_t)n);
		return;
	}
	/* Only the place is taken: no R code may run inside C code that prints. */
	gk_plot_announce();
	gk_stream_write(otype ? GK_STDERR : GK_STDOUT, s, (size_t)n);
}

void gk_print_capture_begin(void)
{
	gk_print_capture_flush();
	capturing = 1;
}

void gk_print_capture_end(gk_buf *out)
{
	capturing = 0;
	*out = capture;
	memset(&capture, 0, sizeof capture);
}

void gk_print_capture_flush(void)
{
	capturing = 0;
	if (capture.len > 0) {
		gk_plot_announce();
		gk_stream_write(GK_STDOUT, capture.data, capture.len);
	}
	gk_buf_free(&capture);
}

void gk_hold(int mode)
{
	if (hold == HOLD_ALL && mode != HOLD_ALL) {
		for (size_t i = 0; i + 5 <= held.len;) {
			uint32_t len;
			memcpy(&len, held.data + i + 1, 4);
			gk_stream_write(held.data[i], held.data + i + 5, len);
			i += 5 + len;
		}
		gk_buf_free(&held);
	}
	hold = mode;
}

int gk_hold_drop(void)
{
	int held_any = held.len > 0;
	gk_buf_free(&held);
	hold = HOLD_NONE;
	return held_any;
}

int gk_saw_errbuf(void)
{
	int saw = saw_errbuf;
	saw_errbuf = 0;
	return saw;
}

int gk_capture_start(int saved[2])
{
	pipe_epoll = epoll_create1(EPOLL_CLOEXEC);
	if (pipe_epoll < 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		int p[2];
		if (pipe2(p, O_CLOEXEC) != 0)
			return -1;
		saved[i] = fcntl(i + 1, F_DUPFD_CLOEXEC, 10);
		pipes[i] = fcntl(p[0], F_DUPFD_CLOEXEC, 10);
		fcntl(pipes[i], F_SETFL, O_NONBLOCK);
		if (saved[i] < 0 || pipes[i] < 0 || dup2(p[1], i + 1) < 0)
			return -1;
		close(p[0]);
		close(p[1]);
		struct epoll_event ev = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
		if (epoll_ctl(pipe_epoll, EPOLL_CTL_ADD, pipes[i], &ev) != 0)
			return -1;
	}
	/* C code's printf must reach the pipe before R's next text reaches the buffer. */
	setvbuf(stdout, NULL, _IONBF, 0);
	return 0;
}

void gk_capture_wait(void)
{
	struct epoll_event ready[2];
	while (epoll_wait(pipe_epoll, ready, 2, -1) < 0)
		; /* EINTR: Go's preemption signals */
	pthread_mutex_lock(&lock);
	drain_locked();
	pthread_mutex_unlock(&lock);
}

/* A fork while another thread holds the lock would leave it locked in the child. */
void gk_stream_fork_prepare(void) { pthread_mutex_lock(&lock); }
void gk_stream_fork_done(void) { pthread_mutex_unlock(&lock); }
