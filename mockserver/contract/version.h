/*
 * version.h - what this is called
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_VERSION_H
#define MOCKSERVER_CONTRACT_VERSION_H

#define FLOWMOCK_VERSION "0.2.0"

#endif
