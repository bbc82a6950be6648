// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;

/**
 * What the options of one endpoint are set to.
 *
 * <p>Locks: guarded by the network's.
 */
final class OptionValues {
    private static final int SIZE = 4;

    private final int[] values; // @GuardedBy the network's lock; by LoopbackOption.ordinal()

    OptionValues() {
        LoopbackOption[] options = LoopbackOption.values();
        values = new int[options.length];
        for (LoopbackOption option : options) {
            values[option.ordinal()] = option.initial();
        }
    }

    int getLocked(LoopbackOption option) {
        return values[option.ordinal()];
    }

    boolean isOnLocked(LoopbackOption option) {
        return getLocked(option) != 0;
    }

    void copyLocked(OptionValues other) {
        System.arraycopy(other.values, 0, values, 0, values.length);
    }

    NtStatus setLocked(LoopbackOption option, Object input) {
        if (!(input instanceof ULong value) || !option.allows(value.get())) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        values[option.ordinal()] = value.get();
        return NtStatus.STATUS_SUCCESS;
    }

    NtStatus tellLocked(LoopbackOption option, Object output, SizeT written) {
        if (!(output instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        value.set(getLocked(option));
        written.set(SIZE);
        return NtStatus.STATUS_SUCCESS;
    }
}
