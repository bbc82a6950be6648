// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import org.osgi.framework.Bundle;

/** A bundle as the tables show it. */
record BundleName(Bundle bundle) {
    @Override
    public String toString() {
        if (bundle == null) {
            return "-";
        }
        String name = bundle.getSymbolicName();
        return (name == null ? "bundle" : name) + " [" + bundle.getBundleId() + "]";
    }
}
