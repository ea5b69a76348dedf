/* Calls of the runtime's R functions (rlib). */
#include "internal.h"

#include <string.h>

#define MAX_LATER 64
static const char *later[MAX_LATER]; /* source texts that R loads when it needs them */

void gk_later_source(int i, const char *text)
{
	if (i < MAX_LATER)
		later[i] = text;
}

/* .Call: the text of that number. */
SEXP gk_later_text(SEXP number)
{
	int i = gk_r.INTEGER(number)[0];
	if (i < 0 || i >= MAX_LATER || later[i] == NULL)
		gk_r.Rf_error("the kernel's own R code is incomplete");
	return gk_r.Rf_ScalarString(gk_r.Rf_mkCharLenCE(later[i], (int)strlen(later[i]), CE_UTF8));
}

/* .Call: R shall not compile this function. Compiling takes longer than most sessions run
 * the runtime's functions, and would hold up the second table or plot by 0.1 s. */
SEXP gk_no_jit(SEXP fn)
{
	if (gk_r.TYPEOF(fn) == CLOSXP && gk_r.SET_NOJIT != NULL)
		gk_r.SET_NOJIT(fn);
	return NIL;
}

SEXP gk_rlib_call(const char *name, SEXP arg)
{
	SEXP fn = gk_r.Rf_install(name), var = gk_r.Rf_install("argument");
	SEXP call = PROTECT(arg == NULL ? gk_r.Rf_lang1(fn) : gk_r.Rf_lang2(fn, var));
	if (arg != NULL)
		gk_r.Rf_defineVar(var, arg, gk_env); /* by name: a language object must not be evaluated */
	SEXP value = PROTECT(gk_r.Rf_eval(call, gk_env));
	if (arg != NULL)
		gk_r.Rf_defineVar(var, NIL, gk_env); /* a reference would make R copy on change */
	UNPROTECT(2);
	return value;
}

typedef struct { const char *name; SEXP arg, value; } rlib_try;

static void run_rlib_try(void *data)
{
	rlib_try *t = data;
	t->value = gk_rlib_call(t->name, t->arg);
}

SEXP gk_rlib_try(const char *name, SEXP arg)
{
	rlib_try t = { name, arg, NULL };
	if (gk_env == NULL)
		return NULL;
	gk_depth_enter();
	Rboolean ok = gk_r.R_ToplevelExec(run_rlib_try, &t);
	gk_depth_leave();
	return ok ? t.value : NULL;
}
