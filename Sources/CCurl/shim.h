// What Swift cannot import of libcurl by itself: curl_easy_setopt and curl_easy_getinfo take any type.

#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*curl_bytes_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*curl_progress_callback_t)(void *context, curl_off_t expected, curl_off_t received, curl_off_t to_send, curl_off_t sent);

static inline CURLcode curl_set_number(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode curl_set_fields(CURL *handle, struct curl_slist *fields) { return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields); }

// Only HTTP, and once it is encrypted, only so.
static inline CURLcode curl_set_protocols(CURL *handle, int encrypted) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, encrypted ? "https" : "http,https") : code;
#else
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    long redirected = encrypted ? CURLPROTO_HTTPS : (CURLPROTO_HTTP | CURLPROTO_HTTPS);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, redirected) : code;
#endif
}

// The same context for all three; each must outlive the transfer.
static inline void curl_set_callbacks(
    CURL *handle, void *context, curl_bytes_callback on_field, curl_bytes_callback on_body, curl_progress_callback_t on_progress) {
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_field);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}

// 0: there was none.
static inline long curl_status(CURL *handle) {
    long status = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

// curl_global_init for all that there is.
static inline CURLcode curl_prepare(void) { return curl_global_init(CURL_GLOBAL_ALL); }

#endif
