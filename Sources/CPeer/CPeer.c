#define _GNU_SOURCE
#include "CPeer.h"

#include <errno.h>
#include <sys/socket.h>

// The C library's headers may be older than the kernel; the number is that of every architecture that Swift runs on.
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

int cpeer_credentials_of(int descriptor, struct cpeer_credentials *credentials) {
    struct ucred found;
    socklen_t size = sizeof found;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &found, &size) != 0) return errno;
    if (size != sizeof found) return EINVAL;
    credentials->pid = found.pid;
    credentials->uid = found.uid;
    credentials->gid = found.gid;
    return 0;
}

int cpeer_groups_of(int descriptor, uint32_t *groups, size_t *count) {
    // Far above the kernel's bound of 65536 groups, and inside of what a socklen_t holds.
    if (*count > (1u << 20)) return EINVAL;
    socklen_t size = (socklen_t)(*count * sizeof *groups);
    int code = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &size) == 0 ? 0 : errno;
    *count = size / sizeof *groups;
    return code;
}

int cpeer_process_of(int descriptor, int *process) {
    socklen_t size = sizeof *process;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERPIDFD, process, &size) == 0 ? 0 : errno;
}
