/* The whole C API that Go sees (gk_*), and what C asks of Go (gkGo*).
 *
 * Thread rule: everything runs on the R thread (the process's main thread)
 * unless a comment says "any thread".
 * Jump rule: an R error unwinds C frames with longjmp. It must never cross a
 * Go frame, so no gk_* function that Go calls runs R code; R code runs only
 * below gk_read_console and the other callbacks that R itself calls, and Go
 * functions called from there return before R runs again.
 * Ownership: every pointer handed to Go is valid for that call only; every
 * pointer that Go puts into a gk_command comes from malloc and C frees it. */
#ifndef GK_SHIM_H
#define GK_SHIM_H

#include <stddef.h>

/* What the R thread shall do next; filled by gkGoNext. */
enum {
	GK_CMD_WAIT = 0,    /* nothing to do: serve R's event loop until woken */
	GK_CMD_EXECUTE = 1, /* run text as a cell named arg */
	GK_CMD_CALL = 2,    /* call rlib function text with the string args */
	GK_CMD_QUIT = 3,    /* q(status = number), running .Last and finalizers */
	GK_CMD_EOF = 4,     /* end of input, as Ctrl-D */
	GK_CMD_OBSERVE = 5  /* look at the workspace for a moment; with args at these names of it */
};
typedef struct {
	int kind;
	int number;
	int silent;         /* EXECUTE: show no values */
	char *text;
	size_t text_len;
	int nargs;
	char **args;
} gk_command;

/* How the previous command ended; handed to gkGoNext. */
enum {
	GK_RES_NONE = 0,        /* there was none */
	GK_RES_OK = 1,          /* WAIT: event handlers have run */
	GK_RES_ERROR = 2,       /* an R error reached top level */
	GK_RES_INTERRUPT = 3,
	GK_RES_ABORT = 4,       /* a jump to top level without an error (browser Q, invokeRestart("abort")) */
	GK_RES_INCOMPLETE = 5,  /* EXECUTE: the code ends too early */
	GK_RES_SYNTAX = 6       /* EXECUTE: R's parser rejects the code; message in text */
};
typedef struct {
	int status;
	const char *text;       /* CALL and OBSERVE: JSON. ERROR and SYNTAX: JSON {ename, evalue, traceback} */
	size_t text_len;
} gk_result;

/* Kinds of gkGoDisplay. */
enum { GK_DISPLAY_DATA = 0, GK_EXECUTE_RESULT = 1, GK_UPDATE_DISPLAY_DATA = 2 };

/* Stream chunk kinds: two texts of R's console, two captured file descriptors. */
enum { GK_STDOUT = 0, GK_STDERR = 1, GK_FD1 = 2, GK_FD2 = 3, GK_STREAMS = 4 };

/* Answers of gkGoPollInput. */
enum { GK_INPUT_WAIT = 0, GK_INPUT_LINE = 1, GK_INPUT_EOF = 2, GK_INPUT_INTERRUPT = 3, GK_INPUT_REFUSED = 4 };

/* --- called by Go ------------------------------------------------------- */

/* Makes the descriptor by which gk_wake works; before any other thread runs. */
int gk_wake_open(void);
/* Text number i, from 0, of the runtime's files that R loads when it needs them; before gk_run. */
void gk_later_source(int i, const char *text);
/* Loads libR, starts R with argv and runs its main loop. rlib is the R source
 * text of the runtime. Returns only on failure to load, with a message in err. */
int gk_run(const char *libr, int argc, char **argv, const char *rlib, char *err, size_t errlen);
/* Makes the R thread leave gk_wait and call gkGoNext or gkGoPollInput. Any thread. */
void gk_wake(void);
/* Sets R's pending interrupt and gets the R thread out of a blocking system
 * call. Any thread; R must have started. */
void gk_interrupt_set(void);
void gk_interrupt_clear(void);
/* 1 while an interrupt waits to be seen by R. Any thread. */
int gk_interrupt_pending(void);
/* Moves fds 1 and 2 into capture pipes; the old ones become saved[0], saved[1]. */
int gk_capture_start(int saved[2]);
/* Blocks until captured fds have text and moves it into the stream buffer. Any one
 * thread other than the R thread. */
void gk_capture_wait(void);
/* 1 while gk_wait runs handlers of R's event loop. Any thread. */
int gk_handling_events(void);
/* Takes all buffered chunks: [kind u8][len u32 host order][bytes]…; *out is
 * malloc'ed (NULL when empty). Any thread. */
size_t gk_stream_take(char **out);
/* Blocks until native code has crashed on the R thread, which is dead from then on;
 * the signal. Any one thread. */
int gk_crash_wait(void);
int gk_crash_open(void);
/* The session's temporary directory, or "". Any thread after start. */
const char *gk_temp_dir(void);
void gk_free(void *p);

/* --- called by C, defined in export.go ----------------------------------- */
void gkGoNext(gk_result *prev, gk_command *cmd);
void gkGoStarted(void);
/* Text is in the stream buffer: full is 1 when it must be taken now (the R
 * thread waits), 0 when a take soon is enough. */
void gkGoStreamReady(int full);
void gkGoDisplay(int kind, char *data, size_t data_len, char *metadata, size_t metadata_len, char *display_id);
void gkGoClearOutput(int wait);
/* The notebook cell that runs (malloc'ed, "" if unknown), and the number of a cell's latest run. */
char *gkGoCell(void);
int gkGoCellRun(char *id);
void gkGoPayload(char *json, size_t len);
/* Begins a wait for a line of input; returns NULL, or why not (malloc'ed). */
char *gkGoStartInput(char *prompt, int password);
/* On LINE sets *line (malloc'ed) and *len. */
int gkGoPollInput(char **line, size_t *len);
/* For R's savehistory, loadhistory and timestamp; the first two return NULL, or what went wrong (malloc'ed). */
char *gkGoSaveHistory(char *file, int lines);
char *gkGoLoadHistory(char *file, int lines);
void gkGoAddHistory(char *line);
/* R is about to end the process; does not return. */
void gkGoExit(int status);
void gkGoFatal(char *message);
void gkGoShowMessage(char *message);

#endif
