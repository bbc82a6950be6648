// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/** Writes descriptors in SDDL. */
final class SddlWriter {
    private SddlWriter() {}

    static String descriptor(SecurityDescriptor descriptor) {
        throw new UnsupportedOperationException();
    }

    static String ace(Ace ace) {
        throw new UnsupportedOperationException();
    }

    static String claim(ClaimSecurityAttribute claim) {
        throw new UnsupportedOperationException();
    }
}
