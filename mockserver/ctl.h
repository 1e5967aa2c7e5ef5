/*
 * ctl.h - help of `flowmock ctl`, for flowmock and flowmock-ctl
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CTL_H
#define MOCKSERVER_CTL_H

#define CTL_USAGE "ctl health|clock|reset|advance DURATION|set TIME|life LIFE"
#define CTL_HELP  "asks a running mock, or moves its clock"

#endif
