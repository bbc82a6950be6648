// SPDX-License-Identifier: Apache-2.0

/**
 * A transport in memory, a registry that leases it, and recorders for what transports do.
 *
 * <p>{@link org.wsk4j.testkit.transport.FakeTransport} stands below a socket under test. Stepped, it does nothing but
 * what the test tells it to:
 *
 * <pre>
 * FakeTransport transport = FakeTransport.stepped();
 * transport.holdSends();
 * ... a client connects and sends: its IRP is pending
 * transport.endpoint().completeNext(STATUS_CONNECTION_RESET);
 * </pre>
 *
 * <p>A connection arrives when the test says so:
 *
 * <pre>
 * ... a client listens, and wants to hear of connections
 * FakePeer peer = transport.listener().connect();
 * peer.write("hello");
 * </pre>
 *
 * <p>Live, it has an I/O thread of its own, and the test plays the peer with blocking reads and writes:
 *
 * <pre>
 * FakeTransport transport = FakeTransport.live();
 * ... a client connects
 * FakePeer peer = transport.nextPeer();
 * peer.write("hello");
 * assertThat(peer.readText(5)).isEqualTo("world");
 * </pre>
 *
 * <p>{@link org.wsk4j.testkit.transport.FakeDatagramTransport} does the same for sockets of datagrams, and for basic ones:
 *
 * <pre>
 * FakeDatagramTransport transport = FakeDatagramTransport.stepped();
 * ... a client binds, and receives: its IRP is pending
 * transport.endpoint().deliver(FakeDatagram.of("hello", SockAddrIn.of("192.0.2.1", 7)));
 * ... a client sends
 * assertThat(transport.endpoint().sent()).containsExactly(FakeDatagram.of("world", destination));
 * </pre>
 */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
