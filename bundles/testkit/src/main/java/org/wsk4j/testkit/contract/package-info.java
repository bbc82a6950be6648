// SPDX-License-Identifier: Apache-2.0

/**
 * What every transport must do, as tests: the contracts of {@code org.wsk4j.transport}.
 *
 * <p>A transport's own tests extend each contract that it serves, and say in one place how one is made:
 *
 * <pre>{@code
 * interface OverIpv4 extends TransportSource {
 *     @Override default TransportUnderTest open() { return new MyTransportUnderTest(AF_INET); }
 * }
 *
 * class Ipv4ContractTest {
 *     @Nested class Streams extends StreamContract implements OverIpv4 {}
 *     @Nested class Datagrams extends DatagramContract implements OverIpv4 {}
 * }
 * }</pre>
 *
 * <p>The contracts see the transport through {@link org.wsk4j.testkit.contract.TransportUnderTest} only, and the other end of
 * what it carries through {@link org.wsk4j.testkit.contract.StreamPeers} and
 * {@link org.wsk4j.testkit.contract.DatagramPeers}. A transport whose endpoints can talk to each other has
 * {@link org.wsk4j.testkit.contract.EndpointPeers}; another one plays the peers itself.
 *
 * <p>No test waits for time to pass. That something does not happen is looked at after the I/O thread of the endpoint had two
 * further turns.
 *
 * <p>Import range for users: {@code [1.0,2)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
