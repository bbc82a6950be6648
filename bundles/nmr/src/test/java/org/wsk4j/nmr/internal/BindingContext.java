// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

/** A binding context of a stepped module: one object for each question, compared by identity. */
final class BindingContext {
    private final int binding;

    BindingContext(int binding) {
        this.binding = binding;
    }

    int binding() {
        return binding;
    }
}
