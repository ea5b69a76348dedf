/* What an expression means, for the files rlib/inspect_*.R. */
#include "facts.h"

#include <string.h>

SEXP gk_safe_value_in(SEXP expr, SEXP env);

static SEXP value_of(SEXP expr) { return gk_safe_value_in(expr, *gk_r.R_GlobalEnv); }

static SEXP answer(const char *state, SEXP value, SEXP env)
{
	static const char *names[] = { "state", "value", "env" };
	PROTECT(value);
	SEXP list = PROTECT(gk_r.Rf_allocVector(VECSXP, 3)), keys = PROTECT(gk_r.Rf_allocVector(STRSXP, 3));
	SEXP parts[] = { gk_r.Rf_mkString(state), value, env };
	for (int i = 0; i < 3; i++) {
		gk_r.SET_VECTOR_ELT(list, i, parts[i]);
		gk_r.SET_STRING_ELT(keys, i, gk_r.Rf_mkCharLenCE(names[i], (int)strlen(names[i]), CE_UTF8));
	}
	gk_r.Rf_setAttrib(list, *gk_r.R_NamesSymbol, keys);
	UNPROTECT(3);
	return list;
}

/* The binding of a name: its state is "absent", "value", "active" or "promise". */
static SEXP binding(SEXP env, SEXP symbol)
{
	SEXP value = NIL;
	switch (gk_peek(env, symbol, &value)) {
	case GK_ABSENT: return answer("absent", NIL, NIL);
	case GK_VALUE: return answer("value", value, env);
	case GK_LAZY: return answer("value", gk_r.Rf_eval(value, *gk_r.R_BaseEnv), env);
	default: return answer(gk_r.R_BindingIsActive(symbol, env) ? "active" : "promise", NIL, env);
	}
}

SEXP gk_inspect_binding(SEXP env, SEXP name)
{
	env = gk_env_of(env); /* reference objects are not environments themselves */
	if (env == NULL || gk_r.STRING_ELT(name, 0) == *gk_r.R_NaString)
		return answer("absent", NIL, NIL);
	return binding(env, gk_r.Rf_installTrChar(gk_r.STRING_ELT(name, 0)));
}

/* As R looks a variable up; of a function it passes over other values. */
static SEXP variable(SEXP symbol, int function)
{
	for (SEXP env = *gk_r.R_GlobalEnv; env != *gk_r.R_EmptyEnv; env = gk_parent(env)) {
		SEXP value = NIL;
		int state = gk_peek(env, symbol, &value);
		if (state == GK_ABSENT || (function && state == GK_VALUE && !gk_is_function(value)))
			continue;
		return binding(env, symbol);
	}
	return answer("absent", NIL, NIL);
}

static SEXP symbol_of(SEXP x)
{
	if (gk_r.TYPEOF(x) == SYMSXP)
		return x;
	if (gk_r.TYPEOF(x) == STRSXP && gk_r.Rf_xlength(x) == 1)
		return gk_r.Rf_installTrChar(gk_r.STRING_ELT(x, 0));
	return NULL;
}

static SEXP member(SEXP expr)
{
	const char *op = gk_r.TYPEOF(gk_r.CAR(expr)) == SYMSXP ? gk_r.R_CHAR(gk_r.PRINTNAME(gk_r.CAR(expr))) : "";
	SEXP args = gk_r.CDR(expr);
	if (gk_r.Rf_xlength(args) == 2 && (strcmp(op, "$") == 0 || strcmp(op, "[[") == 0)) {
		SEXP env = value_of(gk_r.CAR(args)), symbol = symbol_of(gk_r.CAR(gk_r.CDR(args)));
		if (env != UNKNOWN && (env = gk_env_of(env)) != NULL && symbol != NULL) {
			SEXP value = NIL, methods = gk_reference_methods(env);
			int own = gk_peek(env, symbol, &value) != GK_ABSENT || methods == NULL;
			return binding(own ? env : methods, symbol);
		}
	}
	if (op[0] == ':' && op[1] == ':') {
		SEXP package = symbol_of(gk_r.CAR(args)), ns = package != NULL ? gk_namespace(package) : NULL;
		SEXP value = value_of(expr);
		return value == UNKNOWN || ns == NULL ? answer("absent", NIL, NIL) : answer("value", value, ns);
	}
	SEXP value = value_of(expr);
	return value == UNKNOWN ? answer("absent", NIL, NIL) : answer("value", value, NIL);
}

SEXP gk_inspect_value(SEXP text, SEXP function)
{
	ParseStatus status;
	SEXP exprs = PROTECT(gk_r.R_ParseVector(text, -1, &status, NIL));
	SEXP found = NULL;
	if (status == PARSE_OK && gk_r.Rf_xlength(exprs) == 1) {
		SEXP expr = gk_r.VECTOR_ELT(exprs, 0);
		if (gk_r.TYPEOF(expr) == LANGSXP)
			found = member(expr);
		else if (symbol_of(expr) != NULL && expr != *gk_r.R_MissingArg)
			found = variable(symbol_of(expr), gk_r.LOGICAL(function)[0]);
	}
	if (found == NULL)
		found = answer("absent", NIL, NIL);
	UNPROTECT(1);
	return found;
}

/* The length that no method is asked for. */
SEXP gk_inspect_length(SEXP x)
{
	SEXP n = gk_r.Rf_allocVector(REALSXP, 1);
	gk_r.REAL(n)[0] = gk_r.TYPEOF(x) == ENVSXP ? 1 : (double)gk_r.Rf_xlength(x);
	return n;
}
