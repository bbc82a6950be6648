// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_HOST_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NETWORK_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PORT_UNREACHABLE;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;

/**
 * The one table from the errors of the JDK and the operating system to statuses.
 *
 * <p>The JDK keeps no error number: there is the class of the exception, and the system's own words. Rows with words
 * come first (Linux, macOS and Windows say it differently); where the system speaks another language, the class alone
 * decides.
 *
 * <p>Threads: safe for all.
 */
enum PlatformErrors {
    /** ECONNREFUSED. */
    REFUSED(IOException.class, STATUS_CONNECTION_REFUSED, "connection refused"),
    /** ETIMEDOUT. */
    TIMED_OUT(IOException.class, STATUS_IO_TIMEOUT, "timed out"),
    /** EHOSTUNREACH, EHOSTDOWN. */
    NO_HOST(IOException.class, STATUS_HOST_UNREACHABLE, "no route to host", "host is down", "unreachable host"),
    /** ENETUNREACH, ENETDOWN. */
    NO_NETWORK(
            IOException.class,
            STATUS_NETWORK_UNREACHABLE,
            "network is unreachable",
            "network is down",
            "unreachable network"),
    /** EADDRINUSE. */
    IN_USE(
            IOException.class,
            STATUS_ADDRESS_ALREADY_EXISTS,
            "address already in use",
            "only one usage of each socket address"),
    /** EADDRNOTAVAIL. */
    NOT_LOCAL(
            IOException.class,
            STATUS_INVALID_ADDRESS_COMPONENT,
            "cannot assign requested address",
            "can't assign requested address",
            "address not available",
            "address is not valid in its context"),
    /** EACCES, EPERM. */
    DENIED(
            IOException.class,
            STATUS_ACCESS_DENIED,
            "permission denied",
            "operation not permitted",
            "forbidden by its access"),
    /** ECONNRESET, EPIPE. */
    RESET(
            IOException.class,
            STATUS_CONNECTION_RESET,
            "connection reset",
            "broken pipe",
            "forcibly closed by the remote host"),
    /** ECONNABORTED. */
    ABORTED(IOException.class, STATUS_CONNECTION_ABORTED, "connection abort", "connection was aborted"),
    /** EMSGSIZE. */
    TOO_LONG(
            IOException.class,
            STATUS_INVALID_BUFFER_SIZE,
            "message too long",
            "larger than the internal message buffer"),
    /** EMFILE, ENFILE, ENOBUFS, ENOMEM. */
    NO_RESOURCES(
            IOException.class,
            STATUS_INSUFFICIENT_RESOURCES,
            "too many open files",
            "file table overflow",
            "no buffer space",
            "lacked sufficient buffer space",
            "cannot allocate memory"),
    /** EAFNOSUPPORT, EPROTONOSUPPORT. */
    NO_FAMILY(
            IOException.class,
            STATUS_NOT_SUPPORTED,
            "address family not supported",
            "protocol not supported",
            "protocol family unavailable",
            "incompatible with the requested protocol"),

    /** The family does not exist on this machine. */
    FAMILY_MISSING(UnsupportedOperationException.class, STATUS_NOT_SUPPORTED),
    /** An address of the other family. */
    OTHER_FAMILY(UnsupportedAddressTypeException.class, STATUS_NOT_SUPPORTED),
    /** An address without numbers. */
    UNRESOLVED(UnresolvedAddressException.class, STATUS_INVALID_ADDRESS_COMPONENT),
    /** The channel was closed under its endpoint, which did not do it itself: the transport has ended. */
    CLOSED(ClosedChannelException.class, STATUS_FILE_FORCED_CLOSED),
    /** A security manager forbids it. */
    FORBIDDEN(SecurityException.class, STATUS_ACCESS_DENIED),
    /** Too early. */
    NOT_CONNECTED(NotYetConnectedException.class, STATUS_INVALID_DEVICE_STATE),
    /** Too late. */
    CONNECTED(AlreadyConnectedException.class, STATUS_INVALID_DEVICE_STATE),
    /** Too late. */
    CONNECTING(ConnectionPendingException.class, STATUS_INVALID_DEVICE_STATE),
    /** Too late. */
    BOUND(AlreadyBoundException.class, STATUS_INVALID_DEVICE_STATE),

    /** No memory for the platform's own buffer, which memory on the heap needs. */
    NO_MEMORY(OutOfMemoryError.class, STATUS_INSUFFICIENT_RESOURCES),
    /** In words that are not known here. */
    SOME_HOST(NoRouteToHostException.class, STATUS_HOST_UNREACHABLE),
    /** A datagram's port, in words that are not known here. */
    SOME_PORT(PortUnreachableException.class, STATUS_PORT_UNREACHABLE),
    /** In words that are not known here. */
    SOME_CONNECT(ConnectException.class, STATUS_CONNECTION_REFUSED),
    /** In words that are not known here. */
    SOME_BIND(BindException.class, STATUS_ADDRESS_ALREADY_EXISTS);

    private static final Logger LOG = LoggerFactory.getLogger(PlatformErrors.class);
    private static final List<PlatformErrors> ROWS = List.of(values());
    private static final Set<String> UNMAPPED = ConcurrentHashMap.newKeySet(); // classes that were logged

    private final Class<? extends Throwable> kind;
    private final NtStatus status;
    private final List<String> words;

    PlatformErrors(Class<? extends Throwable> kind, NtStatus status, String... words) {
        this.kind = kind;
        this.status = status;
        this.words = List.of(words);
    }

    /** The status for an error; {@code STATUS_UNSUCCESSFUL}, and once a log line, for one that is in no row. */
    static NtStatus statusOf(Throwable error) {
        String message = error.getMessage() == null ? "" : error.getMessage().toLowerCase(Locale.ROOT);
        for (PlatformErrors row : ROWS) {
            if (row.matches(error, message)) {
                return row.status;
            }
        }
        if (UNMAPPED.add(error.getClass().getName())) {
            LOG.warn("No status is known for this error, STATUS_UNSUCCESSFUL is answered", error);
        }
        return NtStatus.STATUS_UNSUCCESSFUL;
    }

    private boolean matches(Throwable error, String message) {
        if (!kind.isInstance(error)) {
            return false;
        }
        if (words.isEmpty()) {
            return true;
        }
        for (String some : words) {
            if (message.contains(some)) {
                return true;
            }
        }
        return false;
    }
}
