/* The kernel's graphics devices. Each is one of R's own bitmap devices whose callbacks for
 * drawing can be switched off. A page is drawn for real while it is begun, so that its image
 * needs no second drawing; when the image has been taken, what is added to the page is only
 * recorded, and the page as a whole is drawn again from R's display list. */
#include "internal.h"

#include <string.h>

/* The head of struct _DevDesc (R_ext/GraphicsDevice.h), to which R only ever appends. */
typedef struct device_desc device_desc;
typedef struct graphics_context graphics_context;
typedef void (*callback)(void);
typedef void (*page_callback)(const graphics_context *, device_desc *);
struct device_desc {
	double left, right, bottom, top;
	double clipLeft, clipRight, clipBottom, clipTop;
	double xCharOffset, yCharOffset, yLineBias, ipr[2], cra[2], gamma;
	Rboolean canClip, canChangeGamma;
	int canHAdj;
	double startps;
	int startcol, startfill, startlty, startfont;
	double startgamma;
	void *deviceSpecific;
	Rboolean displayListOn, canGenMouseDown, canGenMouseMove, canGenMouseUp, canGenKeybd, canGenIdle, gettingEvent;
	callback activate, circle, clip, close, deactivate, locator, line, metricInfo, mode;
	page_callback newPage;
	callback polygon, polyline, rect, path, raster, cap, size, strWidth, text, onExit;
	callback getEvent, newFrameConfirm;
	Rboolean hasTextUTF8;
	callback textUTF8, strWidthUTF8;
};

/* R_GE_gcontext (R_ext/GraphicsEngine.h). */
struct graphics_context {
	int col, fill;
	double gamma, lwd;
	int lty, lend, ljoin;
	double lmitre, cex, ps, lineheight;
	int fontface;
	char fontfamily[201];
	SEXP patternFill;
};

typedef struct {
	device_desc *dd;
	device_desc real;      /* its callbacks as R made them */
	graphics_context page; /* by which the last page was begun */
	int takes_images;      /* its newPage writes the page before into a file */
	int pages;             /* how often that was called */
	int live;              /* all of the page is on the surface */
	int clean;             /* nothing is on the surface */
} recorder;

#define MAX_DEVICES 64 /* R's own limit */
static recorder recorders[MAX_DEVICES];
static int want_image = 1;

static void draw_nothing(void) {}
static Rboolean confirmed(device_desc *dd) { (void)dd; return 1; }

static void set_drawing(recorder *r, int on)
{
	device_desc *dd = r->dd;
#define SWITCH(f) dd->f = on ? r->real.f : draw_nothing
	SWITCH(circle); SWITCH(line); SWITCH(polygon); SWITCH(polyline); SWITCH(rect); SWITCH(path);
	SWITCH(raster); SWITCH(text); SWITCH(textUTF8); SWITCH(clip);
#undef SWITCH
}

static void new_page(const graphics_context *gc, device_desc *dd);

static recorder *find(device_desc *dd)
{
	for (int i = 0; i < MAX_DEVICES; i++)
		if (recorders[i].dd == dd && dd->newPage == new_page)
			return &recorders[i];
	return NULL;
}

static void begin_surface(recorder *r)
{
	r->pages++;
	r->real.newPage(&r->page, r->dd);
	r->clean = 1;
}

/* Takes the place of the device's newPage. */
static void new_page(const graphics_context *gc, device_desc *dd)
{
	recorder *r = find(dd);
	if (r == NULL)
		return;
	int same = r->page.fill == gc->fill;
	memcpy(&r->page, gc, sizeof r->page);
	r->page.patternFill = NIL;
	int draw = r->takes_images && want_image && !gk_forked; /* a child would write its parent's files */
	if (r->pages == 0 || (draw && !(r->clean && same)))
		begin_surface(r); /* measuring text, too, needs a surface */
	set_drawing(r, draw);
	r->live = draw;
	r->clean = !draw;
}

/* A device just opened; number as dev.cur() counts. */
static recorder *of_number(SEXP number)
{
	if (gk_r.Rf_xlength(number) != 1 || gk_r.INTEGER(number)[0] < 2 || gk_r.INTEGER(number)[0] > MAX_DEVICES)
		return NULL;
	/* struct _GEDevDesc begins with the device */
	device_desc **ge = gk_r.GEgetDevice(gk_r.INTEGER(number)[0] - 1);
	return ge != NULL && *ge != NULL ? find(*ge) : NULL;
}

/* .Call: makes a recorder of the device of that number, just opened. */
SEXP gk_plot_recorder(SEXP number, SEXP takes_images)
{
	device_desc **ge = gk_r.GEgetDevice(gk_r.INTEGER(number)[0] - 1);
	recorder *r = NULL;
	for (int i = 0; ge != NULL && i < MAX_DEVICES; i++)
		if (recorders[i].dd == *ge || (r == NULL && recorders[i].dd == NULL))
			r = &recorders[i];
	if (r == NULL)
		return NIL;
	memset(r, 0, sizeof *r);
	r->dd = *ge;
	r->real = **ge;
	r->takes_images = gk_r.LOGICAL(takes_images)[0];
	r->dd->newPage = new_page;
	r->dd->newFrameConfirm = (callback)confirmed;
	return NIL;
}

/* .Call: 1 if the device of that number is a recorder. */
SEXP gk_plot_is_recorder(SEXP number) { return gk_r.Rf_ScalarLogical(of_number(number) != NULL); }

/* .Call: it is about to be closed. */
SEXP gk_plot_recorder_close(SEXP number)
{
	recorder *r = of_number(number);
	if (r != NULL) {
		r->dd->newPage = r->real.newPage;
		if (gk_forked)
			r->dd->close = draw_nothing; /* the file is its parent's */
		r->dd = NULL;
	}
	return NIL;
}

/* .Call: whether pages that begin from now on shall be drawn as images. */
SEXP gk_plot_want_image(SEXP want)
{
	want_image = gk_r.LOGICAL(want)[0];
	return NIL;
}

/* .Call: writes the device's page into its file and returns the number in the file's name,
 * or NULL if not all of the page is on the surface. */
SEXP gk_plot_take_image(SEXP number)
{
	recorder *r = of_number(number);
	if (r == NULL || gk_forked)
		return NIL;
	if (!r->live) {
		r->clean = 0; /* newer R draws by callbacks that are not switched off, such as glyphs */
		return NIL;
	}
	r->live = 0;
	set_drawing(r, 0);
	int page = r->pages;
	begin_surface(r);
	SEXP n = gk_r.Rf_allocVector(INTSXP, 1);
	gk_r.INTEGER(n)[0] = page;
	return n;
}
