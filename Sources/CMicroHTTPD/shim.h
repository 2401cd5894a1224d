// What Swift cannot import of libmicrohttpd by itself: variadic functions, option lists, and constants of closed enumerations.

#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#if MHD_VERSION < 0x00097302
#error "libmicrohttpd 0.9.73 or newer is needed (MHD_create_response_from_buffer_with_free_callback_cls)."
#endif

static inline enum MHD_Result mhd_yes(void) { return MHD_YES; }
static inline enum MHD_Result mhd_no(void) { return MHD_NO; }

static inline bool mhd_is_complete(enum MHD_RequestTerminationCode code) { return code == MHD_REQUEST_TERMINATED_COMPLETED_OK; }

static inline bool mhd_has_begun(enum MHD_ConnectionNotificationCode code) { return code == MHD_CONNECTION_NOTIFY_STARTED; }

// What a callback that makes a body says when there is no more of it.
static inline ssize_t mhd_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }

typedef void *(*mhd_target_callback)(void *context, const char *target, struct MHD_Connection *connection);

struct mhd_options {
    int listening_socket; // closed by MHD_stop_daemon
    unsigned int connection_limit;
    unsigned int idle_seconds; // 0: no limit
    size_t memory_per_connection;
    void *context; // first argument of every callback
    MHD_AccessHandlerCallback on_request;
    mhd_target_callback on_target;
    MHD_RequestCompletedCallback on_completed;
    MHD_LogCallback on_message;               // NULL: no messages
    MHD_AcceptPolicyCallback on_client;
    MHD_NotifyConnectionCallback on_connection;
};

// The target is decoded in Swift, where a fault in it can be reported; libmicrohttpd would keep broken escapes and cut the text at %00.
static inline size_t mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

// NULL when libmicrohttpd refuses the options.
//
// MHD_OPTION_STRICT_FOR_CLIENT stays at 0: at 1, 0.9.75 also refuses a missing Host, but sends the head of that answer twice, and drops a target with a
// space without an answer. Both are refused in Swift, with all else that it is lenient about.
static inline struct MHD_Daemon *mhd_start(const struct mhd_options *options) {
    unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    if (options->on_message) flags |= MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, options->on_client, options->context, options->on_request, options->context,
        MHD_OPTION_EXTERNAL_LOGGER, options->on_message, options->context,
        MHD_OPTION_LISTEN_SOCKET, options->listening_socket,
        MHD_OPTION_CONNECTION_LIMIT, options->connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->memory_per_connection,
        MHD_OPTION_URI_LOG_CALLBACK, options->on_target, options->context,
        MHD_OPTION_UNESCAPE_CALLBACK, &mhd_keep_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, options->on_completed, options->context,
        MHD_OPTION_NOTIFY_CONNECTION, options->on_connection, options->context,
        // Otherwise it does not use sendfile(2) on threads that are not its own: see mhd_block_sigpipe.
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_END);
}

// For a thread that runs libmicrohttpd: sendfile(2) to a client who has gone would end the process.
static inline void mhd_block_sigpipe(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

// Waits until there is something to do for MHD_run, or `wake`, an eventfd, was written to, or the time is over; -1 is no limit.
//
// The waiting is ours because 0.9.75 takes 128 events at a time, and when there are exactly that many it waits for more before it looks at the first: its own
// threads do so until a connection times out. MHD_run never waits.
static inline void mhd_wait(struct MHD_Daemon *daemon, int wake, int most_milliseconds) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd descriptors[] = {{.fd = info ? info->epoll_fd : -1, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
    MHD_UNSIGNED_LONG_LONG milliseconds = 0;
    bool is_sooner = MHD_get_timeout(daemon, &milliseconds) == MHD_YES && (most_milliseconds < 0 || milliseconds < (unsigned int)most_milliseconds);
    poll(descriptors, 2, !is_sooner ? most_milliseconds : milliseconds < 60000 ? (int)milliseconds : 60000);
    eventfd_t count;
    if (descriptors[1].revents) eventfd_read(wake, &count);
}

// libmicrohttpd parses the query into records of its own after the target callback has seen it: 56 bytes for each two of `a&a&…`. When its memory runs
// out in the middle, 0.9.75 forgets that it has refused the request and waits for the time-out. So the query ends here for libmicrohttpd. The text lies
// in the connection's read buffer, which is writable; only the callback's signature says const.
static inline void mhd_hide_query(const char *target) {
    char *question = strchr((char *)target, '?');
    if (question) question[1] = '\0';
}

// Bytes from the method to the end of the empty line after the fields; 0 before they have arrived.
static inline size_t mhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

static inline const struct sockaddr *mhd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static inline int mhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

// What the callback about connections has set for this one.
static inline void *mhd_connection_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// A body of unknown length.
static inline struct MHD_Response *mhd_streamed_response(MHD_ContentReaderCallback read, void *context, MHD_ContentReaderFreeCallback ended) {
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read, context, ended);
}

static inline void mhd_each_field(struct MHD_Connection *connection, MHD_KeyValueIteratorN visit, void *context) {
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, visit, context);
}

// Stops listening while libmicrohttpd goes on with its connections. MHD_quiesce_daemon is for this, but in 0.9.75 it races with the polling threads: when
// both take the socket out of the epoll set, the second aborts the process. Putting another file under the same number closes the socket for all threads
// at once, and no later file can get the number while libmicrohttpd still uses it. An eventfd that nobody signals never becomes readable.
static inline void mhd_stop_listening(int listening_socket) {
    int silent = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (silent < 0) return;
    dup3(silent, listening_socket, O_CLOEXEC);
    close(silent);
}

#endif
