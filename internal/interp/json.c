/* R values as JSON text, without any R package. */
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char hex[] = "0123456789abcdef";

void gk_json_string(gk_buf *b, const char *s, size_t n)
{
	gk_buf_add(b, "\"", 1);
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		gk_buf_add(b, s + from, i - from);
		from = i + 1;
		switch (c) {
		case '"': gk_buf_add(b, "\\\"", 2); break;
		case '\\': gk_buf_add(b, "\\\\", 2); break;
		case '\n': gk_buf_add(b, "\\n", 2); break;
		case '\r': gk_buf_add(b, "\\r", 2); break;
		case '\t': gk_buf_add(b, "\\t", 2); break;
		default: {
			char u[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
			gk_buf_add(b, u, 6);
		}
		}
	}
	gk_buf_add(b, s + from, n - from);
	gk_buf_add(b, "\"", 1);
}

void gk_json_charsxp(gk_buf *b, SEXP s)
{
	if (s == *gk_r.R_NaString) {
		gk_buf_adds(b, "null");
		return;
	}
	/* Translating "bytes" is an error in R; Go repairs what is not UTF-8. */
	const char *u = gk_r.Rf_getCharCE(s) == CE_BYTES ? gk_r.R_CHAR(s) : gk_r.Rf_translateCharUTF8(s);
	gk_json_string(b, u, strlen(u));
}

static void json_base64(gk_buf *b, const Rbyte *p, R_xlen_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	gk_buf_add(b, "\"", 1);
	for (R_xlen_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)p[i] << 16;
		if (i + 1 < n)
			v |= (unsigned)p[i + 1] << 8;
		if (i + 2 < n)
			v |= p[i + 2];
		char q[4] = { digits[v >> 18], digits[v >> 12 & 63],
			      i + 1 < n ? digits[v >> 6 & 63] : '=', i + 2 < n ? digits[v & 63] : '=' };
		gk_buf_add(b, q, 4);
	}
	gk_buf_add(b, "\"", 1);
}

static void json_element(gk_buf *b, SEXP x, R_xlen_t i)
{
	char num[40];
	switch (gk_r.TYPEOF(x)) {
	case LGLSXP: {
		int v = gk_r.LOGICAL(x)[i];
		gk_buf_adds(b, v == *gk_r.R_NaInt ? "null" : v ? "true" : "false");
		return;
	}
	case INTSXP: {
		int v = gk_r.INTEGER(x)[i];
		if (v == *gk_r.R_NaInt) {
			gk_buf_adds(b, "null");
			return;
		}
		snprintf(num, sizeof num, "%d", v);
		break;
	}
	case REALSXP: {
		double v = gk_r.REAL(x)[i];
		if (!isfinite(v)) {
			gk_buf_adds(b, "null");
			return;
		}
		snprintf(num, sizeof num, "%.15g", v);
		break;
	}
	case STRSXP:
		gk_json_charsxp(b, gk_r.STRING_ELT(x, i));
		return;
	case VECSXP:
		gk_json_value(b, gk_r.VECTOR_ELT(x, i));
		return;
	default:
		snprintf(num, sizeof num, "null");
	}
	gk_buf_adds(b, num);
}

void gk_json_value(gk_buf *b, SEXP x)
{
	int type = gk_r.TYPEOF(x);
	if (type == RAWSXP) {
		json_base64(b, gk_r.RAW(x), gk_r.Rf_xlength(x));
		return;
	}
	if (type != LGLSXP && type != INTSXP && type != REALSXP && type != STRSXP && type != VECSXP) {
		gk_buf_adds(b, "null");
		return;
	}
	R_xlen_t n = gk_r.Rf_xlength(x);
	if (type == STRSXP && n == 1 && gk_r.Rf_inherits(x, "gokernel_json")) { /* text that is JSON already */
		gk_buf_adds(b, gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(x, 0)));
		return;
	}
	SEXP names = gk_r.Rf_getAttrib(x, *gk_r.R_NamesSymbol);
	int object = names != NIL;
	if (!object && n == 1 && type != VECSXP && !gk_r.Rf_inherits(x, "AsIs")) {
		json_element(b, x, 0);
		return;
	}
	PROTECT(names);
	gk_buf_add(b, object ? "{" : "[", 1);
	for (R_xlen_t i = 0; i < n; i++) {
		if (i > 0)
			gk_buf_add(b, ",", 1);
		if (object) {
			SEXP name = gk_r.STRING_ELT(names, i);
			if (name == *gk_r.R_NaString)
				gk_buf_adds(b, "\"NA\""); /* a key may not be null */
			else
				gk_json_charsxp(b, name);
			gk_buf_add(b, ":", 1);
		}
		json_element(b, x, i);
	}
	gk_buf_add(b, object ? "}" : "]", 1);
	UNPROTECT(1);
}
