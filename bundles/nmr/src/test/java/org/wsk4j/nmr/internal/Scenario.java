// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

/**
 * What bounds an exploration. Modules are numbered, clients first; so are bindings: client times providers plus
 * provider.
 *
 * @param clients how many clients there are
 * @param providers how many providers there are
 * @param threads how many threads may be inside the registrar at once
 * @param nesting how many calls a thread may have started from within callbacks, one inside the other
 * @param asks how often a client may ask one provider in one attach callback
 * @param lives how often each module registers; more than once only if there is one of each role, as the order of
 *     registration would else differ from that of the numbers
 */
record Scenario(int clients, int providers, int threads, int nesting, int asks, int lives) {
    int modules() {
        return clients + providers;
    }

    int bindings() {
        return clients * providers;
    }

    boolean isClient(int module) {
        return module < clients;
    }

    int clientOf(int binding) {
        return binding / providers;
    }

    int providerOf(int binding) {
        return clients + binding % providers;
    }

    int bindingOf(int client, int provider) {
        return client * providers + provider - clients;
    }

    boolean concerns(int binding, int module) {
        return clientOf(binding) == module || providerOf(binding) == module;
    }
}
