// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.wdm.NtStatus;
import org.xbill.DNS.WireParseException;
import org.xbill.DNS.lookup.LookupFailedException;

/** What failures of the platform and of the library are called. */
class DnsFailureTest {
    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(new SocketTimeoutException("no answer"), NtStatus.STATUS_IO_TIMEOUT),
                Arguments.of(new PortUnreachableException(), NtStatus.STATUS_PORT_UNREACHABLE),
                Arguments.of(new NoRouteToHostException("No route to host"), NtStatus.STATUS_HOST_UNREACHABLE),
                Arguments.of(new ConnectException("Connection refused"), NtStatus.STATUS_CONNECTION_REFUSED),
                Arguments.of(new ConnectException("Network is unreachable"), NtStatus.STATUS_NETWORK_UNREACHABLE),
                Arguments.of(new SocketException("Network is unreachable"), NtStatus.STATUS_NETWORK_UNREACHABLE),
                Arguments.of(new EOFException("closed"), NtStatus.STATUS_CONNECTION_DISCONNECTED),
                Arguments.of(new IOException("Connection reset by peer"), NtStatus.STATUS_CONNECTION_RESET),
                Arguments.of(new IOException("Broken pipe"), NtStatus.STATUS_CONNECTION_RESET),
                Arguments.of(new SocketException("Too many open files"), NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                Arguments.of(new SocketException("No buffer space available"), NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                Arguments.of(new WireParseException("connection reset in a label"), NtStatus.STATUS_UNSUCCESSFUL),
                Arguments.of(new LookupFailedException("FORMERR"), NtStatus.STATUS_UNSUCCESSFUL),
                Arguments.of(new CancellationException(), NtStatus.STATUS_CANCELLED),
                Arguments.of(new IllegalStateException("unreachable"), NtStatus.STATUS_UNSUCCESSFUL),
                Arguments.of(new IOException(), NtStatus.STATUS_UNSUCCESSFUL));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasAStatusForEachKind(Throwable thrown, NtStatus status) {
        assertThat(DnsFailure.of(thrown).status()).isEqualTo(status);
        assertThat(DnsFailure.of(new CompletionException(new CompletionException(thrown)))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void keepsAFailureOfItsOwn() {
        DnsFailure failure = new DnsFailure(NtStatus.STATUS_REQUEST_ABORTED, "the end");

        assertThat(DnsFailure.of(new CompletionException(failure))).isSameAs(failure);
    }
}
