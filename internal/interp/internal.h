/* What the shim's C files share with one another; nothing here is for Go. */
#ifndef GK_INTERNAL_H
#define GK_INTERNAL_H

#include <signal.h>

#include "rapi.h"
#include "shim.h"

#define NIL (*gk_r.R_NilValue)
#define PROTECT(x) gk_r.Rf_protect(x)
#define UNPROTECT(n) gk_r.Rf_unprotect(n)

/* 1 in a forked child (parallel::mclapply): no Go there, only its parent's pipes. */
extern volatile int gk_forked;

/* A growable byte buffer. */
typedef struct { char *data; size_t len, cap; } gk_buf;
void gk_buf_add(gk_buf *b, const char *s, size_t n);
void gk_buf_adds(gk_buf *b, const char *s);
void gk_buf_free(gk_buf *b);
/* Removes the escape sequences of terminals. */
void gk_buf_strip_ansi(gk_buf *b);

/* json.c: appends x as JSON; text of class gokernel_json is JSON already. Named lists and named atomics become objects, length-1
 * atomics scalars, raw base64 text; NA and non-finite numbers null; AsIs keeps arrays. */
void gk_json_value(gk_buf *b, SEXP x);
void gk_json_string(gk_buf *b, const char *s, size_t n);
/* A CHARSXP; NA is null. */
void gk_json_charsxp(gk_buf *b, SEXP s);

/* stream.c */
void gk_stream_write(int kind, const char *s, size_t n);
void gk_write_console(const char *s, int n, int otype);
/* Values' text: between begin and end, stdout text goes to the capture; abandoned
 * captures (a jump) go to stdout by gk_print_capture_flush. */
void gk_print_capture_begin(void);
void gk_print_capture_end(gk_buf *out);
void gk_print_capture_flush(void);
/* Text that R prints about an error which will be sent as an error message.
 * HOLD_ERRBUF drops R's own "Error in …" line, HOLD_ALL keeps everything back
 * until it is dropped or released, HOLD_NEWLINE drops the newline of an interrupt. */
enum { HOLD_NONE, HOLD_ERRBUF, HOLD_ALL, HOLD_NEWLINE };
void gk_hold(int mode);
/* 1 if there was something to drop. */
int gk_hold_drop(void);
/* 1 when R printed its error buffer to stderr since the last call. */
int gk_saw_errbuf(void);

/* wait.c: waits for R's input handlers or gk_wake, and runs the handlers. */
void gk_wait(void);
/* Runs the handlers that are ready, and does not wait. */
void gk_poll(void);
/* How often handlers have run. */
unsigned gk_events_handled(void);

/* observe.c: what would take too long between requests, once; and one slice of work for
 * the snapshot of the workspace. */
void gk_observe_init(void);
void gk_observe(const gk_command *cmd, gk_result *res);

/* eval.c */
void gk_execute(const gk_command *cmd, gk_result *res);
/* After gk_execute or gk_resume: 1 if R's REPL is to run a line before gk_resume goes on. */
int gk_cell_paused(void);
/* 1 if the cell sets a time limit: only R's REPL ends those that are for one call, and
 * starts the clock of the others anew. */
int gk_sets_time_limit(const gk_command *cmd);
void gk_resume(gk_result *res);
void gk_call(const gk_command *cmd, gk_result *res);
int gk_busy_depth(void);
void gk_depth_enter(void);
void gk_depth_leave(void);
int gk_take_jump(gk_result *res);
void gk_mark_interrupted(void);
void gk_record_error(SEXP record);
/* 1 from an error's record until the cell ends: while options(error=) runs. */
int gk_error_pending(void);
/* The record of an error of which only the printed text is known. */
void gk_record_text(const char *text);
/* 1 if text is R's message about an exhausted stack, for which it calls no handler. */
int gk_stack_overflow(const char *text);

/* rlib.c */
/* Calls rlib's function name with up to one argument; R errors propagate. */
SEXP gk_rlib_call(const char *name, SEXP arg);
/* As above inside R_ToplevelExec; NULL when it failed. */
SEXP gk_rlib_try(const char *name, SEXP arg);

/* display.c */
void gk_display_value(SEXP value, int last);
void gk_set_console_mode(int on);
void gk_publish(int kind, SEXP data, SEXP metadata, const char *display_id);
/* plot.c: 1 if the kernel's graphics device was drawn on since its plot was sent. */
int gk_plot_changed(void);
/* Sends an empty display in the place of a plot that is rendered later, unless the
 * plot is displayed already. Runs no R code. */
void gk_plot_announce(void);
void gk_plot_forget(void);

/* console.c */
int gk_read_console(const char *prompt, unsigned char *buf, int len, int addtohistory);
int gk_read_line(const char *prompt, int password, unsigned char *buf, int len);
void gk_input_reset(void);

/* bootstrap.c */
extern SEXP gk_env;             /* rlib's environment */
void gk_bootstrap(void);
void gk_handlers_check(void);

/* history.c: makes savehistory(), loadhistory() and timestamp() work. */
void gk_history_init(void);

/* native.c */
void gk_native_register(void);

/* crash.c */
void gk_crash_init(void);
/* Puts R's stack limit back after a stack overflow was caught. */
void gk_crash_restore(void);
/* Not 0 while the R thread runs Go code, whose faults are Go's. */
extern volatile sig_atomic_t gk_in_go;
#define GO(call) \
	do { \
		if (gk_forked) /* no goroutines there */ \
			break; \
		gk_in_go = 1; \
		call; \
		gk_in_go = 0; \
	} while (0)

/* signals.c */
/* 1 if the running request was interrupted and R has acted on it. */
int gk_interrupt_seen(void);
void gk_signals_init(void);
void gk_fork_init(void);

#endif
