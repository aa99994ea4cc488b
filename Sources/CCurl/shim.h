#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* Why: curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic,
   which Swift cannot call. There is one typed entry for each kind of argument,
   so that a wrong kind does not compile. */

typedef size_t (*ccurl_data_callback)(char *, size_t, size_t, void *);
typedef curl_socket_t (*ccurl_socket_callback)(void *, curlsocktype, struct curl_sockaddr *);
typedef int (*ccurl_prerequest_callback)(void *, char *, char *, int, int);

static inline CURLcode ccurl_global_init(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline CURLcode ccurl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_setopt_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_setopt_data_callback(CURL *handle, CURLoption option, ccurl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_setopt_socket_callback(CURL *handle, ccurl_socket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode ccurl_setopt_prerequest_callback(CURL *handle, ccurl_prerequest_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}
static inline CURLcode ccurl_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_getinfo_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode ccurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
/* Why: `data` is a union, whose members Swift reads only through unsafe casts. */
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

/* Why: `struct sockaddr` is shorter than the address that lies behind it, and a
   Swift copy of the structure would cut an IPv6 address off.
   Writes the address in network order and returns its length: 4, 16, or 0 for
   a family that is neither IPv4 nor IPv6. */
static inline int ccurl_address_bytes(const struct curl_sockaddr *address, unsigned char *bytes16) {
    if (address->family == AF_INET) {
        struct sockaddr_in in4;
        memcpy(&in4, &address->addr, sizeof in4);
        memcpy(bytes16, &in4.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, &address->addr, sizeof in6);
        memcpy(bytes16, &in6.sin6_addr, 16);
        return 16;
    }
    return 0;
}
static inline curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
static inline curl_socket_t ccurl_socket_bad(void) { return CURL_SOCKET_BAD; }

/* Why: glibc hides pthread_setname_np from Swift. */
static inline void ccurl_name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
