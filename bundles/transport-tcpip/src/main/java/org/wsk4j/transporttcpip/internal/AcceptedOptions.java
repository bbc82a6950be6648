// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;

/**
 * The switches that a listener has for the connections that it accepts, {@link TcpOptions#KEEPALIVE} and
 * {@link TcpOptions#NODELAY}: the JDK's listening channels do not have them, so that they are kept here and set on each
 * channel that is accepted. Each is off until it is set.
 *
 * <p>Threads: safe for all. Locks: its own monitor.
 *
 * <p>Spec: SO-KEEPALIVE-05, SO-KEEPALIVE-06.
 */
final class AcceptedOptions {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedOptions.class);
    private static final TcpOptions[] KEPT = {TcpOptions.KEEPALIVE, TcpOptions.NODELAY};
    private static final int SIZE = 4;

    private final Map<TcpOptions, Integer> values = new EnumMap<>(TcpOptions.class); // @GuardedBy("this")

    /** The one with that level and number, or null when it is none of them. */
    static TcpOptions of(int level, int number) {
        for (TcpOptions option : KEPT) {
            if (option.is(level, number)) {
                return option;
            }
        }
        return null;
    }

    synchronized NtStatus set(TcpOptions option, Object input) {
        if (!(input instanceof ULong value) || !option.allows(value.get())) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        values.put(option, value.get());
        return NtStatus.STATUS_SUCCESS;
    }

    synchronized NtStatus get(TcpOptions option, Object output, SizeT written) {
        if (!(output instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        value.set(values.getOrDefault(option, 0));
        written.set(SIZE);
        return NtStatus.STATUS_SUCCESS;
    }

    /** Takes over what a channel has that was a connection's and is going to be a listener's. */
    void copy(SocketChannel from) {
        for (TcpOptions option : KEPT) {
            ULong value = new ULong();
            if (option.get(from, value, new SizeT()).isSuccess()) {
                set(option, value);
            }
        }
    }

    /** Sets what was set here on a channel that was accepted. */
    synchronized void apply(SocketChannel accepted) {
        values.forEach((option, value) -> {
            NtStatus status = option.set(accepted, new ULong(value));
            if (!status.isSuccess()) { // it may be over already, which its owner shall see
                LOG.debug("A connection does without {}: {}", option, status);
            }
        });
    }
}
