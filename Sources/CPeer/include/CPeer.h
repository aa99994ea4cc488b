#pragma once

#include <stddef.h>
#include <stdint.h>

/// What the kernel noted about the other end of a Unix socket when the connection was made.
/// See unix(7), SO_PEERCRED; laid out here because the C library shows `struct ucred` to GNU sources only.
struct cpeer_credentials {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

/// Asks for the peer of `descriptor`. Returns 0, or an errno.
int cpeer_credentials_of(int descriptor, struct cpeer_credentials *credentials);

/// Asks for the supplementary groups of the peer of `descriptor`. `*count` is the room in `groups`, then the number of groups.
/// Returns 0, or an errno: ERANGE where the room is too small, with the number that it takes in `*count`.
int cpeer_groups_of(int descriptor, uint32_t *groups, size_t *count);

/// Opens a descriptor of the very process that made the connection, to be closed by the caller.
/// Returns 0, or an errno: ENOPROTOOPT before Linux 6.5.
int cpeer_process_of(int descriptor, int *process);
