// base/version.h - the one place that says which version this is.
#ifndef CICLE_BASE_VERSION_H
#define CICLE_BASE_VERSION_H

#define CICLE_VERSION "0.1.0"

#endif
