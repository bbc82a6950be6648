// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.socket.internal.AddressSharing.Mode;

/**
 * What becomes of a bind to a local address that another socket has: WSK's table, cell by cell.
 *
 * <p>Spec: SHARING-01..SHARING-21.
 */
enum SharingRule {
    /** The bind succeeds. */
    SUCCESS,
    /** It fails with STATUS_ADDRESS_ALREADY_EXISTS. */
    INUSE,
    /** It fails with STATUS_ACCESS_DENIED. */
    DENIED,
    /** It succeeds if the first socket's descriptor grants it to the second one's context, and is denied otherwise. */
    CHECK;

    // by how the second one binds, to the wildcard and then to a specific address; by how the first one has, likewise
    private static final SharingRule[][] TABLE = {
        // default: wildcard, specific; SO_REUSEADDR: wildcard, specific; SO_EXCLUSIVEADDRUSE: wildcard, specific
        {INUSE, SUCCESS, INUSE, SUCCESS, INUSE, SUCCESS}, // default, wildcard
        {CHECK, INUSE, CHECK, DENIED, DENIED, INUSE}, // default, specific
        {DENIED, SUCCESS, SUCCESS, SUCCESS, DENIED, SUCCESS}, // SO_REUSEADDR, wildcard
        {CHECK, DENIED, SUCCESS, SUCCESS, DENIED, DENIED}, // SO_REUSEADDR, specific
        {INUSE, INUSE, INUSE, INUSE, INUSE, INUSE}, // SO_EXCLUSIVEADDRUSE, wildcard
        {CHECK, INUSE, CHECK, INUSE, DENIED, INUSE} // SO_EXCLUSIVEADDRUSE, specific
    };

    /** The cell of a second bind, against a first one whose address is the same or overlaps. */
    static SharingRule of(Mode second, boolean secondWildcard, Mode first, boolean firstWildcard) {
        return TABLE[index(second, secondWildcard)][index(first, firstWildcard)];
    }

    private static int index(Mode mode, boolean wildcard) {
        return 2 * mode.ordinal() + (wildcard ? 0 : 1);
    }
}
