// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.ws2def.SockAddr;

/**
 * A group that datagrams can be sent to.
 *
 * @param level the level of IP_ADD_MEMBERSHIP and IP_DROP_MEMBERSHIP
 * @param membership the value of these options
 * @param anywhere where a member is bound: a new address with port 0
 * @param home where the sender is bound: likewise
 * @param address the group's address, for a port
 * @param sending makes a bound endpoint send to the group on the right interface
 */
public record MulticastGroup(
        int level,
        Object membership,
        SockAddr anywhere,
        SockAddr home,
        IntFunction<SockAddr> address,
        Consumer<DatagramEndpoint> sending) {}
