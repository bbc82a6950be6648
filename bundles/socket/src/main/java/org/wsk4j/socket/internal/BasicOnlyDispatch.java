// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

/** The dispatch table of basic sockets (WSK_PROVIDER_BASIC_DISPATCH). Threads: safe for all; one table for all sockets. */
final class BasicOnlyDispatch extends BasicDispatch<BasicSocket> {
    BasicOnlyDispatch() {
        super(BasicSocket.class);
    }
}
