/*
 * html_text.h - text of a page: what is markup in it is not read as such
 *
 * Owns: nothing.
 */
#ifndef HARNESS_REPORT_HTML_TEXT_H
#define HARNESS_REPORT_HTML_TEXT_H

#include "harness/report/result.h"
#include "lib/buf.h"

/* Text of an element or an attribute; control bytes become "?". */
void html_text_put(struct buf *out, const char *text);

/* <name>text</name> */
void html_text_element(struct buf *out, const char *name, const char *text);

/* The class of a verdict, "good", "bad" or "odd"; and the verdict with it. */
const char *html_text_look(enum verdict v);
void html_text_verdict(struct buf *out, enum verdict v);

#endif
