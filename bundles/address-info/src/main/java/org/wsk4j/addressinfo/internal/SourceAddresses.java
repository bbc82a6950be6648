// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.List;

/** The addresses of this machine, from which it would send, and its interfaces. Threads: safe for all. */
interface SourceAddresses {
    /** All unicast addresses of interfaces that are up, loopback included, as they are now. */
    List<Source> all();

    /** The index of the interface with this name, 0 when there is none. */
    int indexOf(String interfaceName);
}
