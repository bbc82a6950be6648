// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.wsk4j.wdm.NtStatus;
import org.xbill.DNS.WireParseException;
import org.xbill.DNS.lookup.LookupFailedException;

/** Nobody could be asked, or nobody answered so that it can be believed: which says nothing about the name. */
final class DnsFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final NtStatus status;

    DnsFailure(NtStatus status, String message) {
        super(message);
        this.status = status;
    }

    private DnsFailure(NtStatus status, Throwable cause) {
        super(cause.toString(), cause);
        this.status = status;
    }

    NtStatus status() {
        return status;
    }

    /** What a failure of the platform or of the library means. */
    static DnsFailure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        return cause instanceof DnsFailure failure ? failure : new DnsFailure(statusOf(cause), cause);
    }

    /** What has failed, without the envelopes of futures. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static NtStatus statusOf(Throwable cause) {
        if (cause instanceof CancellationException) {
            return NtStatus.STATUS_CANCELLED;
        } else if (cause instanceof SocketTimeoutException) {
            return NtStatus.STATUS_IO_TIMEOUT;
        } else if (cause instanceof PortUnreachableException) {
            return NtStatus.STATUS_PORT_UNREACHABLE;
        } else if (cause instanceof NoRouteToHostException) {
            return NtStatus.STATUS_HOST_UNREACHABLE;
        } else if (cause instanceof ConnectException && !says(cause, "unreachable")) {
            return NtStatus.STATUS_CONNECTION_REFUSED;
        } else if (cause instanceof EOFException) {
            return NtStatus.STATUS_CONNECTION_DISCONNECTED;
        } else if (cause instanceof WireParseException || cause instanceof LookupFailedException) {
            return NtStatus.STATUS_UNSUCCESSFUL;
        } else if (says(cause, "unreachable")) {
            return NtStatus.STATUS_NETWORK_UNREACHABLE;
        } else if (says(cause, "reset") || says(cause, "broken pipe")) {
            return NtStatus.STATUS_CONNECTION_RESET;
        } else if (says(cause, "too many open files") || says(cause, "buffer space")) {
            return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
        }
        return NtStatus.STATUS_UNSUCCESSFUL;
    }

    /** The JDK tells kinds of network errors apart by their texts alone. */
    private static boolean says(Throwable cause, String words) {
        String message = cause instanceof IOException ? cause.getMessage() : null;
        return message != null && message.toLowerCase(Locale.ROOT).contains(words);
    }
}
