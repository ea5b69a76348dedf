/* The C routines that rlib calls as .Call("gk_…", PACKAGE = "(embedding)"). */
#include "internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *string_arg(SEXP s) { return gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(s, 0)); }
static int int_arg(SEXP s) { return gk_r.INTEGER(s)[0]; }

static SEXP n_publish(SEXP kind, SEXP data, SEXP metadata, SEXP display_id)
{
	gk_plot_announce(); /* a plot that was drawn before comes first */
	gk_publish(int_arg(kind), data, metadata, string_arg(display_id));
	return NIL;
}

static SEXP n_clear_output(SEXP wait)
{
	GO(gkGoClearOutput(gk_r.LOGICAL(wait)[0]));
	return NIL;
}

/* The cell that runs, "" if the frontend does not say. */
static SEXP n_cell(void)
{
	char *id = NULL;
	GO(id = gkGoCell());
	SEXP cell = gk_r.Rf_ScalarString(gk_r.Rf_mkCharLenCE(id ? id : "", id ? (int)strlen(id) : 0, CE_UTF8));
	free(id);
	return cell;
}

static SEXP n_cell_run(SEXP id)
{
	int run = 0;
	GO(run = gkGoCellRun((char *)string_arg(id)));
	SEXP count = gk_r.Rf_allocVector(INTSXP, 1);
	gk_r.INTEGER(count)[0] = run;
	return count;
}

/* A value as JSON text; raw bytes are base64 in quotes. */
static SEXP n_json(SEXP value)
{
	gk_buf b = { 0 };
	gk_json_value(&b, value);
	if (b.len > INT_MAX) {
		gk_buf_free(&b);
		gk_r.Rf_error("a value of 2 GB cannot be displayed");
	}
	SEXP text = gk_r.Rf_ScalarString(gk_r.Rf_mkCharLenCE(b.data, (int)b.len, CE_UTF8));
	gk_buf_free(&b);
	return text;
}

static SEXP n_payload(SEXP payload)
{
	gk_buf b = { 0 };
	gk_json_value(&b, payload);
	GO(gkGoPayload(b.data, b.len));
	gk_buf_free(&b);
	return NIL;
}

static SEXP n_record_error(SEXP record)
{
	gk_record_error(record);
	return NIL;
}

static SEXP n_interrupted(void)
{
	gk_mark_interrupted();
	gk_hold(HOLD_NEWLINE);
	return NIL;
}

static SEXP n_hold(SEXP mode)
{
	gk_hold(int_arg(mode));
	return NIL;
}

static SEXP n_hold_drop(void)
{
	gk_hold_drop();
	return NIL;
}

static SEXP n_console_mode(SEXP on)
{
	gk_set_console_mode(gk_r.LOGICAL(on)[0]);
	return NIL;
}

static SEXP n_read_password(SEXP prompt)
{
	unsigned char buf[4096];
	static gk_buf answer; /* static: an interrupt must not leak it */
	gk_buf_free(&answer);
	do {
		if (!gk_read_line(string_arg(prompt), 1, buf, sizeof buf))
			return NIL;
		gk_buf_adds(&answer, (char *)buf);
	} while (strchr((char *)buf, '\n') == NULL);
	int n = (int)strcspn(answer.data, "\n");
	SEXP password = gk_r.Rf_ScalarString(gk_r.Rf_mkCharLenCE(answer.data, n, CE_UTF8));
	gk_buf_free(&answer);
	return password;
}

/* What R's parser says of a text: a ParseStatus. Text that breaks a rule beyond the
 * grammar is an R error. */
static SEXP n_parse_status(SEXP text)
{
	ParseStatus status = PARSE_NULL;
	gk_r.R_ParseVector(text, -1, &status, NIL);
	SEXP number = gk_r.Rf_allocVector(INTSXP, 1);
	gk_r.INTEGER(number)[0] = status;
	return number;
}

SEXP gk_plot_device(SEXP number);
SEXP gk_plot_seen(void);
SEXP gk_plot_pending(void);
SEXP gk_plot_id(void);
SEXP gk_plot_new_id(void);
SEXP gk_plot_new_page(void);
SEXP gk_plot_end_cell(void);
SEXP gk_plot_settings(void);
SEXP gk_plot_recorder(SEXP number, SEXP takes_images);
SEXP gk_plot_recorder_close(SEXP number);
SEXP gk_plot_want_image(SEXP want);
SEXP gk_plot_take_image(SEXP number);
SEXP gk_plot_is_recorder(SEXP number);

SEXP gk_inspect_binding(SEXP env, SEXP name);
SEXP gk_inspect_value(SEXP text, SEXP function);
SEXP gk_inspect_length(SEXP x);

SEXP gk_safe_value(SEXP text);
SEXP gk_any_value(SEXP text);
SEXP gk_safe_value_in(SEXP expr, SEXP env);
SEXP gk_safe_classes(SEXP text);
SEXP gk_safe_string(SEXP text);
SEXP gk_safe_binding(SEXP name, SEXP env);
SEXP gk_safe_method(SEXP name, SEXP table);
SEXP gk_safe_function(SEXP text);
SEXP gk_facts_symbols(SEXP prefix, SEXP workspace);
SEXP gk_facts_namespace(SEXP package, SEXP internal, SEXP prefix);
SEXP gk_facts_members(SEXP text, SEXP any, SEXP prefix);
SEXP gk_facts_columns(SEXP text, SEXP prefix);
SEXP gk_facts_named(SEXP names);
SEXP gk_facts_slots(SEXP text, SEXP names);
SEXP gk_facts_properties(SEXP text);
SEXP gk_facts_arguments(SEXP lists);
SEXP gk_facts_formals(SEXP fn);
SEXP gk_facts_levels(SEXP text);

SEXP gk_later_text(SEXP number);
SEXP gk_no_jit(SEXP fn);

void gk_native_register(void)
{
	static const R_CallMethodDef routines[] = {
		{ "gk_no_jit", (DL_FUNC)gk_no_jit, 1 },
		{ "gk_later_text", (DL_FUNC)gk_later_text, 1 },
		{ "gk_publish", (DL_FUNC)n_publish, 4 },
		{ "gk_clear_output", (DL_FUNC)n_clear_output, 1 },
		{ "gk_cell", (DL_FUNC)n_cell, 0 },
		{ "gk_cell_run", (DL_FUNC)n_cell_run, 1 },
		{ "gk_json", (DL_FUNC)n_json, 1 },
		{ "gk_payload", (DL_FUNC)n_payload, 1 },
		{ "gk_record_error", (DL_FUNC)n_record_error, 1 },
		{ "gk_interrupted", (DL_FUNC)n_interrupted, 0 },
		{ "gk_hold", (DL_FUNC)n_hold, 1 },
		{ "gk_hold_drop", (DL_FUNC)n_hold_drop, 0 },
		{ "gk_parse_status", (DL_FUNC)n_parse_status, 1 },
		{ "gk_read_password", (DL_FUNC)n_read_password, 1 },
		{ "gk_console_mode", (DL_FUNC)n_console_mode, 1 },
		{ "gk_plot_device", (DL_FUNC)gk_plot_device, 1 },
		{ "gk_plot_seen", (DL_FUNC)gk_plot_seen, 0 },
		{ "gk_plot_pending", (DL_FUNC)gk_plot_pending, 0 },
		{ "gk_plot_id", (DL_FUNC)gk_plot_id, 0 },
		{ "gk_plot_new_id", (DL_FUNC)gk_plot_new_id, 0 },
		{ "gk_plot_new_page", (DL_FUNC)gk_plot_new_page, 0 },
		{ "gk_plot_end_cell", (DL_FUNC)gk_plot_end_cell, 0 },
		{ "gk_plot_settings", (DL_FUNC)gk_plot_settings, 0 },
		{ "gk_plot_is_recorder", (DL_FUNC)gk_plot_is_recorder, 1 },
		{ "gk_plot_recorder", (DL_FUNC)gk_plot_recorder, 2 },
		{ "gk_plot_recorder_close", (DL_FUNC)gk_plot_recorder_close, 1 },
		{ "gk_plot_want_image", (DL_FUNC)gk_plot_want_image, 1 },
		{ "gk_plot_take_image", (DL_FUNC)gk_plot_take_image, 1 },
		{ "gk_inspect_binding", (DL_FUNC)gk_inspect_binding, 2 },
		{ "gk_inspect_value", (DL_FUNC)gk_inspect_value, 2 },
		{ "gk_inspect_length", (DL_FUNC)gk_inspect_length, 1 },
		{ "gk_safe_value", (DL_FUNC)gk_safe_value, 1 },
		{ "gk_any_value", (DL_FUNC)gk_any_value, 1 },
		{ "gk_safe_value_in", (DL_FUNC)gk_safe_value_in, 2 },
		{ "gk_safe_classes", (DL_FUNC)gk_safe_classes, 1 },
		{ "gk_safe_string", (DL_FUNC)gk_safe_string, 1 },
		{ "gk_safe_binding", (DL_FUNC)gk_safe_binding, 2 },
		{ "gk_safe_method", (DL_FUNC)gk_safe_method, 2 },
		{ "gk_safe_function", (DL_FUNC)gk_safe_function, 1 },
		{ "gk_facts_symbols", (DL_FUNC)gk_facts_symbols, 2 },
		{ "gk_facts_namespace", (DL_FUNC)gk_facts_namespace, 3 },
		{ "gk_facts_members", (DL_FUNC)gk_facts_members, 3 },
		{ "gk_facts_columns", (DL_FUNC)gk_facts_columns, 2 },
		{ "gk_facts_named", (DL_FUNC)gk_facts_named, 1 },
		{ "gk_facts_slots", (DL_FUNC)gk_facts_slots, 2 },
		{ "gk_facts_properties", (DL_FUNC)gk_facts_properties, 1 },
		{ "gk_facts_arguments", (DL_FUNC)gk_facts_arguments, 1 },
		{ "gk_facts_formals", (DL_FUNC)gk_facts_formals, 1 },
		{ "gk_facts_levels", (DL_FUNC)gk_facts_levels, 1 },
		{ NULL, NULL, 0 },
	};
	gk_r.R_registerRoutines(gk_r.R_getEmbeddingDllInfo(), NULL, routines, NULL, NULL);
}
