/*
 * version.h - what this is called
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_VERSION_H
#define MOCKSERVER_VERSION_H

#define FLOWMOCK_VERSION "0.2.0"

#endif
