// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * What a provider has said, copied: a failure, addresses with a name, or a name alone.
 *
 * @param status STATUS_SUCCESS, or why there is none
 * @param addresses of the query's family, without duplicates
 * @param name the canonical name, or the name that was asked for; may be null
 * @param blob what else it said; may be null
 */
record Answer(NtStatus status, List<SockAddr> addresses, String name, ByteBuffer blob) {
    static Answer failed(NtStatus status) {
        return new Answer(status, List.of(), null, null);
    }

    static Answer of(List<SockAddr> addresses, String canonName, ByteBuffer blob) {
        return addresses.isEmpty()
                ? failed(NtStatus.STATUS_NO_MATCH)
                : new Answer(NtStatus.STATUS_SUCCESS, addresses, canonName, blob);
    }

    static Answer of(String hostName) {
        return hostName == null || hostName.isEmpty()
                ? failed(NtStatus.STATUS_NO_MATCH)
                : new Answer(NtStatus.STATUS_SUCCESS, List.of(), hostName, null);
    }

    boolean isSuccess() {
        return status == NtStatus.STATUS_SUCCESS;
    }
}
