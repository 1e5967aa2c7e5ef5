/*
 * version.h - the version of all programs and the library
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_VERSION_H
#define MOCKSERVER_CONTRACT_VERSION_H

#define FLOWMOCK_VERSION "0.2.0"

#endif
