/* R's history functions: utils calls these with (file) or (lines), already without the call's own head. R's errors are
 * raised only after Go has returned. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LINES 512

/* R_HISTSIZE, which R code may change: how many lines a history file has. */
static int history_lines(void)
{
	const char *set = getenv("R_HISTSIZE");
	char *end;
	if (set == NULL || *set == '\0')
		return DEFAULT_LINES;
	long lines = strtol(set, &end, 10);
	if (*end != '\0' || lines < 0 || lines > 1000000)
		return DEFAULT_LINES;
	return (int)lines;
}

static const char *file_argument(SEXP args)
{
	SEXP file = gk_r.CAR(args);
	if (gk_r.TYPEOF(file) != STRSXP || gk_r.Rf_xlength(file) < 1 || gk_r.STRING_ELT(file, 0) == *gk_r.R_NaString)
		gk_r.Rf_error("invalid '%s' argument", "file");
	return gk_r.R_ExpandFileName(gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(file, 0)));
}

/* Raises an error with what Go said went wrong (malloc'ed), if anything did. */
static void fail_with(char *wrong)
{
	char message[1024];
	if (wrong == NULL)
		return;
	snprintf(message, sizeof message, "%s", wrong);
	free(wrong);
	gk_r.Rf_error("%s", message);
}

static void save_history(SEXP call, SEXP op, SEXP args, SEXP env)
{
	char *wrong = NULL;
	const char *file = file_argument(args);
	GO(wrong = gkGoSaveHistory((char *)file, history_lines()));
	fail_with(wrong);
}

static void load_history(SEXP call, SEXP op, SEXP args, SEXP env)
{
	char *wrong = NULL;
	const char *file = file_argument(args);
	GO(wrong = gkGoLoadHistory((char *)file, history_lines()));
	fail_with(wrong);
}

static void add_history(SEXP call, SEXP op, SEXP args, SEXP env)
{
	SEXP lines = gk_r.CAR(args);
	if (gk_r.TYPEOF(lines) != STRSXP)
		gk_r.Rf_error("invalid timestamp");
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(lines); i++) {
		const char *line = gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(lines, i));
		GO(gkGoAddHistory((char *)line));
	}
}

void gk_history_init(void)
{
	*gk_r.ptr_R_savehistory = save_history;
	*gk_r.ptr_R_loadhistory = load_history;
	*gk_r.ptr_R_addhistory = add_history;
}
