// What Swift cannot import of zlib by itself: deflateInit2 is a macro.

#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// gzip (RFC 1952) with an empty header: no name and no time, so that the same bytes always compress to the same.
static inline int z_start_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
