// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

/** Why a policy refuses a request. Further causes may come: keep a default in a switch. */
public enum PolicyCause {
    /** A local address that may not be bound. */
    BIND("bind"),
    /** A remote address that may not be connected to. */
    CONNECT("connect"),
    /** A remote address that datagrams may not be sent to. */
    SEND("send"),
    /** Too many sockets. */
    SOCKETS("sockets"),
    /** Too many bytes on their way. */
    BYTES("bytes"),
    /** Too many connects within a second. */
    RATE("rate");

    private final String title;

    PolicyCause(String title) {
        this.title = title;
    }

    /**
     * The cause in a word, for tables and logs.
     *
     * @return one lower-case word
     */
    public String title() {
        return title;
    }
}
