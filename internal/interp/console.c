/* R's ReadConsole: at top level it runs what Go asks for; below a running cell it
 * is a prompt (readline, menu, scan, browser) that a frontend answers. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char gk_bootstrap_prompt[];

static gk_command command; /* static: a jump out of a command must not leak it */
static char *line;         /* the part of an answer that did not fit R's buffer */
static size_t line_pos, line_len;

static void command_clear(void)
{
	free(command.text);
	for (int i = 0; i < command.nargs; i++)
		free(command.args[i]);
	free(command.args);
	memset(&command, 0, sizeof command);
}

/* What the REPL runs so that it does all it does after an expression. */
static const char repl_line[] = "base::invisible(base::.Last.value)\n";

static int give_repl_line(unsigned char *buf)
{
	memcpy(buf, repl_line, sizeof repl_line); /* R's buffer has 4096 bytes */
	return 1;
}

static int read_command(unsigned char *buf)
{
	static gk_result kept; /* of a cell after which the REPL has run a line */
	static unsigned handled; /* event handlers that Go was told of */
	gk_result res = kept;
	memset(&kept, 0, sizeof kept);
	gk_crash_restore();
	if (!gk_take_jump(&res) && gk_cell_paused())
		gk_resume(&res);
	for (;;) {
		if (gk_forked) /* a fork that came back to top level */
			return 0;
		if (gk_cell_paused())
			return give_repl_line(buf);
		command_clear();
		GO(gkGoNext(&res, &command));
		memset(&res, 0, sizeof res);
		switch (command.kind) {
		case GK_CMD_WAIT:
			gk_wait();
			if (handled != gk_events_handled())
				res.status = GK_RES_OK;
			handled = gk_events_handled();
			break;
		case GK_CMD_EXECUTE:
			gk_execute(&command, &res);
			if (gk_sets_time_limit(&command) && !gk_cell_paused()) {
				kept = res;
				command_clear();
				return give_repl_line(buf);
			}
			break;
		case GK_CMD_CALL:
			gk_call(&command, &res);
			break;
		case GK_CMD_OBSERVE:
			gk_observe(&command, &res);
			gk_poll(); /* one slice follows the other: R's event loop shall not starve */
			break;
		case GK_CMD_QUIT:
			(*gk_r.ptr_R_CleanUp)(SA_NOSAVE, command.number, !command.silent);
			break;
		default:
			return 0;
		}
	}
}

void gk_input_reset(void)
{
	free(line);
	line = NULL;
}

static int copy_line(unsigned char *buf, int len)
{
	size_t n = line_len - line_pos;
	if (n > (size_t)len - 1)
		n = (size_t)len - 1;
	memcpy(buf, line + line_pos, n);
	buf[n] = '\0';
	line_pos += n;
	if (line_pos == line_len)
		gk_input_reset();
	return 1;
}

/* With options(error = recover) and nobody to ask: 0 leaves its menu. */
static int leave_recover(unsigned char *buf)
{
	memcpy(buf, "0\n", 3);
	return 1;
}

int gk_read_line(const char *prompt, int password, unsigned char *buf, int len)
{
	if (line != NULL)
		return copy_line(buf, len);
	char *refused = NULL;
	if (gk_forked)
		return 0;
	if (gk_plot_changed()) /* the question may be about it */
		gk_rlib_try("emit_plot", NULL);
	GO(refused = gkGoStartInput((char *)prompt, password));
	if (refused != NULL) {
		char message[512];
		snprintf(message, sizeof message, "%s", refused);
		free(refused);
		if (strncmp(prompt, "Browse[", 7) == 0)
			return 0; /* end of input makes browser() go on, as in Rscript */
		if (gk_error_pending())
			return leave_recover(buf);
		gk_r.Rf_error("%s", message);
	}
	for (;;) {
		if (*gk_r.R_interrupts_pending) {
			gk_r.Rf_onintr(); /* does not return, unless interrupts are suspended */
			return 0;
		}
		int state = GK_INPUT_EOF;
		GO(state = gkGoPollInput(&line, &line_len));
		switch (state) {
		case GK_INPUT_WAIT:
			gk_wait();
			break;
		case GK_INPUT_LINE:
			line_pos = 0;
			return copy_line(buf, len);
		default:
			return gk_error_pending() ? leave_recover(buf) : 0;
		}
	}
}

int gk_read_console(const char *prompt, unsigned char *buf, int len, int addtohistory)
{
	(void)addtohistory;
	if (gk_forked)
		return 0;
	if (strcmp(prompt, gk_bootstrap_prompt) == 0) {
		gk_bootstrap();
		memcpy(buf, "\n", 2);
		return 1;
	}
	if (gk_busy_depth() > 0)
		return gk_read_line(prompt, 0, buf, len);
	return read_command(buf);
}
