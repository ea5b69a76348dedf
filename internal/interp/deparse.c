/* The text of small expressions, such as the defaults of arguments, made without R's
 * deparser, which would run R code and allocate. What is long ends in "...". */
#include "observe.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char dots[] = "...";
static size_t end; /* where the text must end */

static void deparse(gk_buf *b, SEXP x, int depth);

static int full(const gk_buf *b) { return b->len >= end; }

static int syntactic(const char *name)
{
	if (!(isalpha((unsigned char)name[0]) || name[0] == '.' || (unsigned char)name[0] >= 0x80))
		return 0;
	for (const char *c = name; *c; c++)
		if (!(isalnum((unsigned char)*c) || *c == '.' || *c == '_' || (unsigned char)*c >= 0x80))
			return 0;
	return 1;
}

static void add_name(gk_buf *b, SEXP symbol)
{
	const char *name = gk_r.R_CHAR(gk_r.PRINTNAME(symbol));
	const char *quote = name[0] == '\0' || syntactic(name) ? "" : "`";
	gk_buf_adds(b, quote);
	gk_buf_adds(b, name);
	gk_buf_adds(b, quote);
}

static void add_string(gk_buf *b, SEXP s)
{
	if (s == *gk_r.R_NaString) {
		gk_buf_adds(b, "NA");
		return;
	}
	gk_buf_adds(b, "\"");
	for (const char *c = gk_r.R_CHAR(s); *c && !full(b); c++) {
		if (*c == '"' || *c == '\\')
			gk_buf_adds(b, "\\");
		if (*c == '\n')
			gk_buf_adds(b, "\\n");
		else
			gk_buf_add(b, c, 1);
	}
	gk_buf_adds(b, "\"");
}

static void add_constant(gk_buf *b, SEXP x)
{
	char number[40] = "";
	int type = gk_r.TYPEOF(x);
	if (gk_r.Rf_xlength(x) != 1) {
		gk_buf_adds(b, type == STRSXP && gk_r.Rf_xlength(x) == 0 ? "character()" : dots);
		return;
	}
	switch (type) {
	case LGLSXP: {
		int v = gk_r.LOGICAL(x)[0];
		gk_buf_adds(b, v == *gk_r.R_NaInt ? "NA" : v ? "TRUE" : "FALSE");
		return;
	}
	case INTSXP: {
		int v = gk_r.INTEGER(x)[0];
		if (v == *gk_r.R_NaInt)
			gk_buf_adds(b, "NA_integer_");
		else
			snprintf(number, sizeof number, "%dL", v);
		break;
	}
	case REALSXP: {
		double v = gk_r.REAL(x)[0];
		if (isnan(v))
			gk_buf_adds(b, "NA_real_");
		else if (isinf(v))
			gk_buf_adds(b, v > 0 ? "Inf" : "-Inf");
		else
			snprintf(number, sizeof number, "%.15g", v);
		break;
	}
	case STRSXP:
		add_string(b, gk_r.STRING_ELT(x, 0));
		return;
	default:
		gk_buf_adds(b, dots);
	}
	gk_buf_adds(b, number);
}

static void add_arguments(gk_buf *b, SEXP args, int depth)
{
	for (int first = 1; args != NIL && !full(b); args = gk_r.CDR(args), first = 0) {
		if (!first)
			gk_buf_adds(b, ", ");
		if (gk_r.TAG(args) != NIL) {
			add_name(b, gk_r.TAG(args));
			gk_buf_adds(b, " = ");
		}
		deparse(b, gk_r.CAR(args), depth);
	}
}

/* How an operator is written: 2 close to its operands, 1 with spaces, 0 if it is none. */
static int operator_kind(const char *f)
{
	static const char *const tight[] = { "$", "@", "::", ":::", "^", ":" };
	static const char *const wide[] = { "+", "-", "*", "/", "==", "!=", "<", ">", "<=", ">=", "&", "&&", "|", "||", "~", "<-" };
	for (size_t i = 0; i < sizeof tight / sizeof *tight; i++)
		if (strcmp(f, tight[i]) == 0)
			return 2;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strcmp(f, wide[i]) == 0)
			return 1;
	return f[0] == '%' && f[1] != '\0';
}

/* 1 if the call is written with an operator or brackets. */
static int add_special(gk_buf *b, const char *f, SEXP args, int depth)
{
	int n = 0;
	for (SEXP a = args; a != NIL; a = gk_r.CDR(a))
		n++;
	int kind = operator_kind(f);
	if (n == 2 && kind) {
		deparse(b, gk_r.CAR(args), depth);
		gk_buf_adds(b, kind == 1 ? " " : "");
		gk_buf_adds(b, f);
		gk_buf_adds(b, kind == 1 ? " " : "");
		deparse(b, gk_r.CAR(gk_r.CDR(args)), depth);
		return 1;
	}
	if (n == 1 && (strcmp(f, "-") == 0 || strcmp(f, "!") == 0 || strcmp(f, "~") == 0 || strcmp(f, "(") == 0)) {
		gk_buf_adds(b, f);
		deparse(b, gk_r.CAR(args), depth);
		gk_buf_adds(b, f[0] == '(' ? ")" : "");
		return 1;
	}
	if (n >= 2 && (strcmp(f, "[") == 0 || strcmp(f, "[[") == 0)) {
		deparse(b, gk_r.CAR(args), depth);
		gk_buf_adds(b, f);
		add_arguments(b, gk_r.CDR(args), depth);
		gk_buf_adds(b, f[1] ? "]]" : "]");
		return 1;
	}
	if (strcmp(f, "function") == 0 || strcmp(f, "{") == 0 || strcmp(f, "if") == 0) {
		gk_buf_adds(b, f[0] == '{' ? "{...}" : f[0] == 'f' ? "function(...)" : "if (...)");
		return 1;
	}
	return 0;
}

static void deparse(gk_buf *b, SEXP x, int depth)
{
	if (full(b) || depth > 8) {
		gk_buf_adds(b, dots);
		return;
	}
	switch (gk_r.TYPEOF(x)) {
	case NILSXP:
		gk_buf_adds(b, "NULL");
		return;
	case SYMSXP:
		add_name(b, x);
		return;
	case LANGSXP: {
		SEXP f = gk_r.CAR(x);
		if (gk_r.TYPEOF(f) == SYMSXP && add_special(b, gk_r.R_CHAR(gk_r.PRINTNAME(f)), gk_r.CDR(x), depth + 1))
			return;
		deparse(b, f, depth + 1);
		gk_buf_adds(b, "(");
		add_arguments(b, gk_r.CDR(x), depth + 1);
		gk_buf_adds(b, ")");
		return;
	}
	default:
		add_constant(b, x);
	}
}

void gk_deparse(gk_buf *b, SEXP expr, size_t limit)
{
	size_t start = b->len;
	end = start + limit;
	deparse(b, expr, 0);
	if (b->len <= end + 3)
		return;
	/* Not inside a UTF-8 sequence. */
	while (end > start && ((unsigned char)b->data[end] & 0xC0) == 0x80)
		end--;
	b->len = end;
	gk_buf_adds(b, dots);
}
