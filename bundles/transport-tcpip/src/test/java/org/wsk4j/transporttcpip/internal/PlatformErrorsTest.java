// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.valfirst.slf4jtest.TestLogger;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.wdm.NtStatus;

class PlatformErrorsTest {
    static Stream<Arguments> rows() {
        return Stream.of(
                // Linux
                arguments(new ConnectException("Connection refused"), NtStatus.STATUS_CONNECTION_REFUSED),
                arguments(new ConnectException("Connection timed out"), NtStatus.STATUS_IO_TIMEOUT),
                arguments(new NoRouteToHostException("No route to host"), NtStatus.STATUS_HOST_UNREACHABLE),
                arguments(new SocketException("Network is unreachable"), NtStatus.STATUS_NETWORK_UNREACHABLE),
                arguments(new SocketException("Network is down"), NtStatus.STATUS_NETWORK_UNREACHABLE),
                arguments(new BindException("Address already in use"), NtStatus.STATUS_ADDRESS_ALREADY_EXISTS),
                arguments(
                        new BindException("Cannot assign requested address"),
                        NtStatus.STATUS_INVALID_ADDRESS_COMPONENT),
                arguments(new BindException("Permission denied"), NtStatus.STATUS_ACCESS_DENIED),
                arguments(new SocketException("Operation not permitted"), NtStatus.STATUS_ACCESS_DENIED),
                arguments(new SocketException("Connection reset"), NtStatus.STATUS_CONNECTION_RESET),
                arguments(new IOException("Connection reset by peer"), NtStatus.STATUS_CONNECTION_RESET),
                arguments(new IOException("Broken pipe"), NtStatus.STATUS_CONNECTION_RESET),
                arguments(new IOException("Software caused connection abort"), NtStatus.STATUS_CONNECTION_ABORTED),
                arguments(new SocketException("Too many open files"), NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                arguments(new SocketException("Too many open files in system"), NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                arguments(new IOException("No buffer space available"), NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                arguments(new IOException("Cannot allocate memory"), NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                arguments(new SocketException("Message too long"), NtStatus.STATUS_INVALID_BUFFER_SIZE),
                arguments(
                        new OutOfMemoryError("Cannot reserve 200000 bytes of direct buffer memory"),
                        NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                arguments(
                        new SocketException("Address family not supported by protocol"), NtStatus.STATUS_NOT_SUPPORTED),
                arguments(new SocketException("Protocol not supported"), NtStatus.STATUS_NOT_SUPPORTED),
                arguments(new SocketException("Protocol family unavailable"), NtStatus.STATUS_NOT_SUPPORTED),
                // macOS, where it differs
                arguments(new ConnectException("Operation timed out"), NtStatus.STATUS_IO_TIMEOUT),
                arguments(new SocketException("Host is down"), NtStatus.STATUS_HOST_UNREACHABLE),
                arguments(
                        new BindException("Can't assign requested address"), NtStatus.STATUS_INVALID_ADDRESS_COMPONENT),
                // Windows, where it differs
                arguments(
                        new ConnectException("Connection refused: no further information"),
                        NtStatus.STATUS_CONNECTION_REFUSED),
                arguments(
                        new SocketException("A socket operation was attempted to an unreachable network"),
                        NtStatus.STATUS_NETWORK_UNREACHABLE),
                arguments(
                        new NoRouteToHostException("A socket operation was attempted to an unreachable host"),
                        NtStatus.STATUS_HOST_UNREACHABLE),
                arguments(
                        new BindException("Only one usage of each socket address is normally permitted"),
                        NtStatus.STATUS_ADDRESS_ALREADY_EXISTS),
                arguments(
                        new BindException("The requested address is not valid in its context"),
                        NtStatus.STATUS_INVALID_ADDRESS_COMPONENT),
                arguments(
                        new SocketException("An attempt was made to access a socket in a way forbidden by its access"
                                + " permissions"),
                        NtStatus.STATUS_ACCESS_DENIED),
                arguments(
                        new IOException("An existing connection was forcibly closed by the remote host"),
                        NtStatus.STATUS_CONNECTION_RESET),
                arguments(
                        new IOException("An established connection was aborted by the software in your host machine"),
                        NtStatus.STATUS_CONNECTION_ABORTED),
                arguments(
                        new SocketException("The system lacked sufficient buffer space"),
                        NtStatus.STATUS_INSUFFICIENT_RESOURCES),
                arguments(
                        new SocketException("An address incompatible with the requested protocol was used"),
                        NtStatus.STATUS_NOT_SUPPORTED),
                // the class alone
                arguments(new UnsupportedOperationException("IPv6 not available"), NtStatus.STATUS_NOT_SUPPORTED),
                arguments(new UnsupportedAddressTypeException(), NtStatus.STATUS_NOT_SUPPORTED),
                arguments(new UnresolvedAddressException(), NtStatus.STATUS_INVALID_ADDRESS_COMPONENT),
                arguments(new ClosedChannelException(), NtStatus.STATUS_FILE_FORCED_CLOSED),
                arguments(new AsynchronousCloseException(), NtStatus.STATUS_FILE_FORCED_CLOSED),
                arguments(new SecurityException("no"), NtStatus.STATUS_ACCESS_DENIED),
                arguments(new NotYetConnectedException(), NtStatus.STATUS_INVALID_DEVICE_STATE),
                arguments(new AlreadyConnectedException(), NtStatus.STATUS_INVALID_DEVICE_STATE),
                arguments(new ConnectionPendingException(), NtStatus.STATUS_INVALID_DEVICE_STATE),
                arguments(new AlreadyBoundException(), NtStatus.STATUS_INVALID_DEVICE_STATE),
                // another language
                arguments(new ConnectException("Verbindungsaufbau abgelehnt"), NtStatus.STATUS_CONNECTION_REFUSED),
                arguments(new NoRouteToHostException("Keine Route"), NtStatus.STATUS_HOST_UNREACHABLE),
                arguments(new PortUnreachableException(), NtStatus.STATUS_PORT_UNREACHABLE),
                arguments(new BindException("Adresse belegt"), NtStatus.STATUS_ADDRESS_ALREADY_EXISTS));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void mapsTheErrorToItsStatus(Throwable error, NtStatus expected) {
        assertThat(PlatformErrors.statusOf(error)).isEqualTo(expected);
    }

    @Test
    void mapsAnUnknownErrorToUnsuccessfulAndLogsItsKindOnce() {
        TestLogger log = TestLoggerFactory.getTestLogger(PlatformErrors.class);
        log.clearAll();
        class Strange extends IOException {
            private static final long serialVersionUID = 1;
        }

        NtStatus first = PlatformErrors.statusOf(new Strange());
        NtStatus second = PlatformErrors.statusOf(new Strange());

        assertThat(first).isEqualTo(NtStatus.STATUS_UNSUCCESSFUL);
        assertThat(second).isEqualTo(NtStatus.STATUS_UNSUCCESSFUL);
        assertThat(log.getAllLoggingEvents()).hasSize(1);
    }
}
