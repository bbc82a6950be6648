// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

/** The one socket by which peers reach the server. */
interface EchoSocket {
    /** Closes the socket, and waits for that: afterwards none of its callbacks runs, and none will. PASSIVE_LEVEL. */
    void close();
}
