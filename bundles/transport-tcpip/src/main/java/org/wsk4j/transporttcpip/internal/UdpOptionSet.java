// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.nio.channels.DatagramChannel;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;

/**
 * All options of one UDP channel.
 *
 * <p>Locks: guarded by the lock of its endpoint.
 */
final class UdpOptionSet {
    private final IpFamily family;
    private final DatagramChannel channel;
    private final V6Only v6Only;
    private final UdpMulticast multicast;

    UdpOptionSet(IpFamily family, DatagramChannel channel, V6Only v6Only) {
        this.family = family;
        this.channel = channel;
        this.v6Only = v6Only;
        this.multicast = new UdpMulticast(family, channel);
    }

    NtStatus setLocked(int level, int number, Object input, boolean bound) {
        if (V6Only.is(level, number)) {
            return v6Only.setLocked(input, bound);
        }
        if (multicast.has(level, number)) {
            return multicast.setLocked(number, input);
        }
        UdpOptions option = UdpOptions.of(family, level, number);
        return option == null ? NtStatus.STATUS_NOT_SUPPORTED : option.set(channel, input, bound);
    }

    NtStatus getLocked(int level, int number, Object output, SizeT written) {
        if (V6Only.is(level, number)) {
            return v6Only.getLocked(output, written);
        }
        if (multicast.has(level, number)) {
            return multicast.getLocked(number, output, written);
        }
        UdpOptions option = UdpOptions.of(family, level, number);
        return option == null ? NtStatus.STATUS_NOT_SUPPORTED : option.get(channel, output, written);
    }

    /** Whether the channel is a member of any group. */
    boolean isMemberLocked() {
        return multicast.isMemberLocked();
    }
}
