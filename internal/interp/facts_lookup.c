/* What R code of the kernel may know of values of the user's. Values themselves stay in C:
 * an R function that has had one leaves references to it behind, and R would copy the object
 * when it is changed the next time. Functions and environments are never copied so. */
#include "facts.h"

static int may_leave(SEXP value)
{
	return gk_is_function(value) || gk_env_of(value) != NULL || value == NIL || gk_r.TYPEOF(value) == SYMSXP ||
	       gk_r.TYPEOF(value) == LANGSXP;
}

/* .Call: what a text stands for, if it is a function, an environment or code. */
SEXP gk_safe_value(SEXP text)
{
	SEXP value = gk_value_of_text(text);
	return may_leave(value) ? value : UNKNOWN;
}

/* .Call: the same of an expression in an environment. */
SEXP gk_safe_value_in(SEXP expr, SEXP env) { return gk_value_in(expr, env); }

/* .Call: whatever it is, for a method of a package. */
SEXP gk_any_value(SEXP text) { return gk_value_of_text(text); }

/* .Call: the classes that the value of a text is dispatched on, after its type, which is "S4"
 * for all objects of S4; NULL if it is not known. */
SEXP gk_safe_classes(SEXP text)
{
	static SEXP call;
	if (call == NULL)
		call = gk_internal_call("c(if (isS4(argument)) \"S4\" else typeof(argument), .class2(argument))");
	SEXP value = PROTECT(gk_value_of_text(text));
	SEXP classes = value == UNKNOWN ? NIL : gk_with_argument(call, value);
	UNPROTECT(1);
	return classes;
}

/* .Call: the string that a text stands for, NULL if it is none. */
SEXP gk_safe_string(SEXP text)
{
	SEXP value = PROTECT(gk_value_of_text(text));
	int is_one = gk_r.TYPEOF(value) == STRSXP && gk_r.Rf_xlength(value) == 1 && !gk_r.Rf_isObject(value);
	SEXP string = is_one ? gk_r.Rf_ScalarString(gk_r.STRING_ELT(value, 0)) : NIL;
	UNPROTECT(1);
	return string;
}

/* .Call: the value of a name in one environment only. */
SEXP gk_safe_binding(SEXP name, SEXP env)
{
	SEXP value = NULL;
	if (gk_r.TYPEOF(env) == ENVSXP && env != UNKNOWN)
		value = gk_peek_value(env, gk_r.Rf_installTrChar(gk_r.STRING_ELT(name, 0)));
	return value != NULL ? value : UNKNOWN;
}

/* .Call: a method by its name in a table of registered methods. R keeps promises there to get
 * `method` from the environment `home`, both found in the frame that made the promise. */
SEXP gk_safe_method(SEXP name, SEXP table)
{
	SEXP value = NULL, frame;
	if (gk_r.TYPEOF(table) != ENVSXP || table == UNKNOWN)
		return UNKNOWN;
	int found = gk_peek(table, gk_r.Rf_installTrChar(gk_r.STRING_ELT(name, 0)), &value);
	if (found == GK_VALUE || found == GK_LAZY)
		return gk_peek_value(table, gk_r.Rf_installTrChar(gk_r.STRING_ELT(name, 0)));
	if (found != GK_CLOSED || value == NULL || gk_r.PRENV == NULL || gk_r.TYPEOF(frame = gk_r.PRENV(value)) != ENVSXP)
		return UNKNOWN;
	SEXP method = gk_peek_value(frame, gk_r.Rf_install("method")), home = gk_peek_value(frame, gk_r.Rf_install("home"));
	if (method == NULL || home == NULL || gk_r.TYPEOF(method) != STRSXP || gk_r.Rf_xlength(method) != 1 ||
	    gk_r.TYPEOF(home) != ENVSXP)
		return UNKNOWN;
	value = gk_peek_value(home, gk_r.Rf_installTrChar(gk_r.STRING_ELT(method, 0)));
	return value != NULL ? value : UNKNOWN;
}

/* .Call: the function that a call of this text calls: as R does, passing by what has the name
 * and is no function. */
SEXP gk_safe_function(SEXP text)
{
	SEXP expr = PROTECT(gk_parse_one(text)), value = UNKNOWN;
	if (gk_r.TYPEOF(expr) == STRSXP && gk_r.Rf_xlength(expr) == 1)
		expr = gk_r.Rf_installTrChar(gk_r.STRING_ELT(expr, 0));
	if (gk_r.TYPEOF(expr) != SYMSXP) {
		value = gk_value_in(expr, *gk_r.R_GlobalEnv);
	} else {
		for (SEXP env = *gk_r.R_GlobalEnv; env != *gk_r.R_EmptyEnv && value == UNKNOWN; env = gk_parent(env)) {
			SEXP found = gk_peek_value(env, expr);
			if (found != NULL && gk_is_function(found))
				value = found;
		}
	}
	UNPROTECT(1);
	return gk_is_function(value) ? value : UNKNOWN;
}
