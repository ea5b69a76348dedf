/* Visible values and R's display calls, as MIME bundles for Go. */
#include "internal.h"

#include <string.h>

void gk_publish(int kind, SEXP data, SEXP metadata, const char *display_id)
{
	gk_buf d = { 0 }, m = { 0 };
	gk_json_value(&d, data);
	if (metadata != NULL && gk_r.Rf_xlength(metadata) > 0)
		gk_json_value(&m, metadata);
	GO(gkGoDisplay(kind, d.data, d.len, m.data, m.len, (char *)(display_id ? display_id : "")));
	gk_buf_free(&d);
	gk_buf_free(&m);
}

static SEXP list_element(SEXP list, const char *name)
{
	SEXP names = gk_r.Rf_getAttrib(list, *gk_r.R_NamesSymbol);
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(list); i++)
		if (strcmp(gk_r.R_CHAR(gk_r.STRING_ELT(names, i)), name) == 0)
			return gk_r.VECTOR_ELT(list, i);
	return NIL;
}

/* Appends the members of the bundle's data to the object that d has begun. */
static void add_members(gk_buf *d, SEXP bundle, gk_buf *metadata)
{
	gk_buf more = { 0 };
	gk_json_value(&more, list_element(bundle, "data"));
	if (more.len > 2) { /* not {} */
		gk_buf_add(d, d->len > 1 ? "," : "", d->len > 1);
		gk_buf_add(d, more.data + 1, more.len - 2);
	}
	gk_buf_free(&more);
	SEXP meta = list_element(bundle, "metadata");
	if (gk_r.Rf_xlength(meta) > 0)
		gk_json_value(metadata, meta);
}

static int console_mode; /* earlier values of a cell are text, as in R's own console */

void gk_set_console_mode(int on) { console_mode = on; }

/* Option gokernel.display_data: the last value of a cell is display_data too. */
static int display_data_only(void)
{
	static SEXP option;
	if (option == NULL)
		option = gk_r.Rf_install("gokernel.display_data");
	SEXP on = gk_r.Rf_GetOption1(option);
	return gk_r.TYPEOF(on) == LGLSXP && gk_r.Rf_xlength(on) == 1 && gk_r.LOGICAL(on)[0] == 1;
}

static void print_captured(SEXP value, gk_buf *text)
{
	gk_print_capture_begin();
	if (gk_r.Rf_isObject(value) || gk_r.Rf_getAttrib(value, *gk_r.R_DimSymbol) != NIL)
		gk_rlib_call("print_value", value);
	else
		gk_r.Rf_PrintValue(value);
	gk_print_capture_end(text);
}

void gk_display_value(SEXP value, int last)
{
	gk_buf text = { 0 }, data = { 0 }, metadata = { 0 };
	SEXP bundle = NIL;
	if (gk_plot_changed()) /* it comes before the value */
		gk_rlib_call("emit_plot", NULL);
	if (gk_r.Rf_isObject(value))
		bundle = gk_rlib_call("unprinted_bundle", value);
	PROTECT(bundle);
	if (bundle == NIL) {
		print_captured(value, &text);
		if (gk_plot_changed()) { /* the text, such as messages of ggplot2, goes with the plot */
			if (text.len > 0)
				gk_stream_write(GK_STDOUT, text.data, text.len);
			gk_buf_free(&text);
			gk_rlib_call("emit_plot", NULL);
		}
		if (console_mode && !last) {
			if (text.len > 0)
				gk_stream_write(GK_STDOUT, text.data, text.len);
			gk_buf_free(&text);
			UNPROTECT(1);
			return;
		}
	}
	while (text.len > 0 && text.data[text.len - 1] == '\n')
		text.len--;
	gk_buf_add(&data, "{", 1);
	if (text.len > 0) { /* a value that prints nothing, such as a plot, shows nothing */
		UNPROTECT(1);
		bundle = PROTECT(gk_rlib_call("rich_bundle", value));
		/* Beside HTML the text is for programs and exports: without colours. */
		if (!console_mode && list_element(list_element(bundle, "data"), "text/html") != NIL)
			gk_buf_strip_ansi(&text);
		gk_buf_adds(&data, "\"text/plain\":");
		gk_json_string(&data, text.data, text.len);
		gk_buf_free(&text);
	}
	if (bundle != NIL)
		add_members(&data, bundle, &metadata);
	UNPROTECT(1);
	if (data.len > 1) {
		gk_plot_announce();
		gk_buf_add(&data, "}", 1);
		int kind = last && !display_data_only() ? GK_EXECUTE_RESULT : GK_DISPLAY_DATA;
		GO(gkGoDisplay(kind, data.data, data.len, metadata.data, metadata.len, ""));
	}
	gk_buf_free(&text);
	gk_buf_free(&data);
	gk_buf_free(&metadata);
}
