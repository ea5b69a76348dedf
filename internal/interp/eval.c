/* Runs commands of Go in R: whole cells at top level, and calls of rlib functions. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static int depth;          /* > 0 while R code of a command or an event handler runs */
static int interrupted;    /* R's interrupt condition was signalled and nobody caught it yet */
static gk_buf error_json;  /* the error that is on its way to top level */
static gk_buf reply;       /* backs gk_result.text until the next command */
static int out_of_stack;   /* error_json has only R's text of the error */
static int jump_status;    /* how the last command left by a jump; GK_RES_NONE when taken */

int gk_busy_depth(void) { return depth; }
void gk_depth_enter(void) { depth++; }
void gk_depth_leave(void) { depth--; }
void gk_mark_interrupted(void)
{
	interrupted = 1;
	gk_buf_free(&error_json);
}

int gk_error_pending(void) { return error_json.len > 0; }

void gk_record_error(SEXP record)
{
	interrupted = 0;
	gk_buf_free(&error_json);
	gk_json_value(&error_json, record);
}

/* Around work of the kernel's own, which must not be cut short: an interrupt waits. */
static Rboolean suspend_interrupts(Rboolean on)
{
	Rboolean before = *gk_r.R_interrupts_suspended;
	*gk_r.R_interrupts_suspended = on;
	return before;
}

typedef struct {
	const gk_command *cmd;
	SEXP exprs;
	ParseStatus status;
	R_xlen_t next; /* the expression to go on with */
} cell;

/* A cell that has given R's REPL a line to run in between; see run_cell. */
static struct { SEXP exprs; R_xlen_t next; int silent; } paused;

static void parse_cell(void *data)
{
	cell *c = data;
	SEXP text = PROTECT(gk_r.Rf_ScalarString(
		gk_r.Rf_mkCharLenCE(c->cmd->text, (int)c->cmd->text_len, CE_UTF8)));
	SEXP srcfile = PROTECT(gk_rlib_call("srcfile_for", text));
	c->exprs = gk_r.R_ParseVector(text, -1, &c->status, srcfile);
	UNPROTECT(2);
}

/* next is the following expression of the cell, NULL after the last. */
static void finish_expression(SEXP expr, SEXP value, int visible, SEXP next)
{
	static SEXP print_deferred;
	if (print_deferred == NULL) {
		print_deferred = gk_r.Rf_lang2(gk_r.Rf_install(".Internal"),
					       gk_r.Rf_lang1(gk_r.Rf_install("printDeferredWarnings")));
		gk_r.R_PreserveObject(print_deferred);
	}
	gk_hold(HOLD_ALL);
	gk_r.Rf_eval(print_deferred, *gk_r.R_BaseEnv);
	if (gk_hold_drop())
		gk_rlib_call("show_deferred", NULL); /* in the kernel's format */
	if (gk_plot_changed() && next != NULL)
		gk_rlib_call("emit_plot_between", next);
	else if (gk_plot_changed())
		gk_rlib_call("emit_plot", NULL);
	gk_rlib_call("end_expression", NULL);
	if (gk_r.Rf_callToplevelHandlers != NULL)
		gk_r.Rf_callToplevelHandlers(expr, value, 1, visible);
}

/* R >= 4.5 hides the function that runs task callbacks: only the REPL can do it. */
static int needs_repl(void)
{
	return gk_r.Rf_callToplevelHandlers == NULL &&
	       gk_r.LOGICAL(gk_rlib_call("has_task_callbacks", NULL))[0];
}

/* Evaluates in the frame of R's own top level, so sys.nframe() is 0 and an error
 * jumps to R's REPL, which calls ReadConsole again. */
static SEXP run_cell(void *data)
{
	cell *c = data;
	R_xlen_t n = gk_r.Rf_xlength(c->exprs);
	SEXP last_value = gk_r.Rf_install(".Last.value");
	while (c->next < n) {
		R_xlen_t i = c->next++;
		SEXP expr = gk_r.VECTOR_ELT(c->exprs, i);
		gk_handlers_check();
		gk_buf_free(&error_json); /* of an error that somebody handled after all */
		gk_saw_errbuf();
		gk_hold(HOLD_NONE);
		SEXP value = PROTECT(gk_r.Rf_eval(expr, *gk_r.R_GlobalEnv));
		int visible = *gk_r.R_Visible;
		/* An interrupt that only hit a child process (system()) ends the cell too. */
		gk_r.R_CheckUserInterrupt();
		gk_r.Rf_defineVar(last_value, value, *gk_r.R_BaseEnv);
		if (visible && !c->cmd->silent)
			gk_display_value(value, i == n - 1);
		finish_expression(expr, value, visible, c->next < n ? gk_r.VECTOR_ELT(c->exprs, c->next) : NULL);
		UNPROTECT(1);
		if (needs_repl()) {
			gk_r.R_PreserveObject(c->exprs);
			paused.exprs = c->exprs;
			paused.next = c->next;
			paused.silent = c->cmd->silent;
			break;
		}
	}
	return NIL;
}

static char *stack_messages[8];

void gk_set_stack_messages(SEXP messages)
{
	for (int i = 0; i < 7 && i < gk_r.Rf_xlength(messages); i++)
		stack_messages[i] = strdup(gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(messages, i)));
}

int gk_stack_overflow(const char *text)
{
	for (char **m = stack_messages; *m != NULL; m++)
		if (strstr(text, *m) != NULL)
			return 1;
	return 0;
}

void gk_record_text(const char *text)
{
	size_t n = strlen(text);
	while (n > 0 && text[n - 1] == '\n')
		n--;
	const char *message = text;
	const char *colon = strstr(text, ": ");
	if (strncmp(text, "Error", 5) == 0 && colon != NULL)
		message = colon + 2;
	gk_buf_free(&error_json);
	gk_buf_adds(&error_json, "{\"ename\":\"error\",\"evalue\":");
	gk_json_string(&error_json, message, n - (size_t)(message - text));
	gk_buf_adds(&error_json, ",\"traceback\":[");
	gk_json_string(&error_json, text, n);
	gk_buf_adds(&error_json, "]}");
}

static void leave_cell(void *data, Rboolean jump)
{
	(void)data;
	if (!jump)
		return;
	depth = 0;
	gk_print_capture_flush();
	int printed = gk_saw_errbuf();
	if (interrupted) {
		jump_status = GK_RES_INTERRUPT;
	} else if (error_json.len > 0) {
		jump_status = GK_RES_ERROR;
	} else if (gk_interrupt_seen()) {
		jump_status = GK_RES_INTERRUPT;
	} else if (printed) {
		/* R ran no handler: it was in a browser, or out of stack. */
		gk_record_text(gk_r.R_curErrorBuf());
		out_of_stack = gk_stack_overflow(gk_r.R_curErrorBuf());
		jump_status = GK_RES_ERROR;
	} else {
		jump_status = GK_RES_ABORT;
	}
}

static void set_result(gk_result *res, int status, gk_buf *text)
{
	gk_buf_free(&reply);
	reply = *text;
	memset(text, 0, sizeof *text);
	res->status = status;
	res->text = reply.data;
	res->text_len = reply.len;
}

static void end_cell(void)
{
	Rboolean suspended = suspend_interrupts(1);
	gk_rlib_try("end_cell", NULL);
	suspend_interrupts(suspended);
}

/* With the stack free again, the record can be made as for other errors. */
static void complete_record(void)
{
	gk_buf json = { 0 };
	SEXP text = PROTECT(gk_r.Rf_mkString(gk_r.R_curErrorBuf()));
	SEXP record = gk_rlib_try("stack_error_record", text);
	if (record != NULL) {
		PROTECT(record);
		gk_json_value(&json, record);
		UNPROTECT(1);
		gk_buf_free(&error_json);
		error_json = json;
	}
	UNPROTECT(1);
}

int gk_take_jump(gk_result *res)
{
	if (jump_status == GK_RES_NONE)
		return 0;
	gk_hold(HOLD_NONE);
	if (out_of_stack)
		complete_record();
	out_of_stack = 0;
	end_cell();
	set_result(res, jump_status, &error_json);
	jump_status = GK_RES_NONE;
	return 1;
}

static void result_from_rlib(gk_result *res, int status, const char *fn, SEXP arg)
{
	gk_buf json = { 0 };
	SEXP value = gk_rlib_try(fn, arg);
	if (value != NULL) {
		PROTECT(value);
		gk_json_value(&json, value);
		UNPROTECT(1);
	}
	set_result(res, status, &json);
}

/* Runs the expressions of c that are left; no result while the cell is paused. */
static void evaluate(cell *c, gk_result *res)
{
	depth++;
	gk_r.R_UnwindProtect(run_cell, c, leave_cell, NULL, NULL);
	depth--;
	if (gk_cell_paused())
		return;
	gk_hold(HOLD_NONE);
	end_cell();
	res->status = GK_RES_OK;
}

void gk_execute(const gk_command *cmd, gk_result *res)
{
	cell c = { cmd, NULL, PARSE_ERROR, 0 };
	interrupted = 0;
	gk_buf_free(&error_json);
	gk_saw_errbuf();
	gk_input_reset();
	depth++;
	Rboolean suspended = suspend_interrupts(1);
	gk_hold(HOLD_ERRBUF); /* the parser reports some syntax errors by R errors */
	Rboolean parsed = gk_r.R_ToplevelExec(parse_cell, &c);
	gk_hold(HOLD_NONE);
	suspend_interrupts(suspended);
	depth--;
	if (!parsed || c.status == PARSE_ERROR || c.status == PARSE_EOF) {
		SEXP text = PROTECT(gk_r.Rf_ScalarString(
			gk_r.Rf_mkCharLenCE(cmd->text, (int)cmd->text_len, CE_UTF8)));
		result_from_rlib(res, GK_RES_SYNTAX, "syntax_error", text);
		UNPROTECT(1);
		return;
	}
	if (c.status == PARSE_INCOMPLETE) {
		res->status = GK_RES_INCOMPLETE;
		return;
	}
	PROTECT(c.exprs);
	evaluate(&c, res);
	UNPROTECT(1);
}

int gk_cell_paused(void) { return paused.exprs != NULL; }

int gk_sets_time_limit(const gk_command *cmd)
{
	return cmd->kind == GK_CMD_EXECUTE && strstr(cmd->text, "setTimeLimit") != NULL;
}

void gk_resume(gk_result *res)
{
	gk_command cmd = { .silent = paused.silent };
	cell c = { &cmd, PROTECT(paused.exprs), PARSE_OK, paused.next };
	gk_r.R_ReleaseObject(paused.exprs);
	paused.exprs = NULL;
	evaluate(&c, res);
	UNPROTECT(1);
}

void gk_call(const gk_command *cmd, gk_result *res)
{
	SEXP args = PROTECT(gk_r.Rf_allocVector(STRSXP, cmd->nargs + 1));
	gk_r.SET_STRING_ELT(args, 0, gk_r.Rf_mkCharLenCE(cmd->text, (int)cmd->text_len, CE_UTF8));
	for (int i = 0; i < cmd->nargs; i++)
		gk_r.SET_STRING_ELT(args, i + 1,
				    gk_r.Rf_mkCharLenCE(cmd->args[i], (int)strlen(cmd->args[i]), CE_UTF8));
	result_from_rlib(res, GK_RES_OK, "call_by_name", args);
	if (res->text_len == 0)
		res->status = gk_interrupt_pending() ? GK_RES_INTERRUPT : GK_RES_ERROR;
	UNPROTECT(1);
}
