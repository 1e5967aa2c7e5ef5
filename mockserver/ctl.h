/*
 * ctl.h - help of `flowmock ctl`, for flowmock and flowmock-ctl
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CTL_H
#define MOCKSERVER_CTL_H

#define CTL_USAGE                                                     \
	"ctl health|clock|reset|advance DURATION|set TIME|life LIFE|" \
	"faults list|arm FILE|clear [NAME]|release NAME|kinds|freeze"
#define CTL_HELP "asks a running mock, moves its clock, arms its faults"

#endif
