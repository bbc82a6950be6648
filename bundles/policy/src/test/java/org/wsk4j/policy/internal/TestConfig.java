// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.lang.annotation.Annotation;

/** A configuration as Declarative Services would hand it over, of which a test says the few values that it is about. */
final class TestConfig implements PolicyConfig {
    private final String bundle;
    private String[] connect = {};
    private String[] send = {};
    private String[] bind = {};
    private int maxSockets;
    private long maxPendingBytes;
    private int maxConnectsPerSecond;
    private RuntimeException problem;

    private TestConfig(String bundle) {
        this.bundle = bundle;
    }

    static TestConfig of(String bundle) {
        return new TestConfig(bundle);
    }

    TestConfig connect(String... rules) {
        connect = rules;
        return this;
    }

    TestConfig send(String... rules) {
        send = rules;
        return this;
    }

    TestConfig bind(String... rules) {
        bind = rules;
        return this;
    }

    TestConfig limits(int sockets, long bytes, int connects) {
        maxSockets = sockets;
        maxPendingBytes = bytes;
        maxConnectsPerSecond = connects;
        return this;
    }

    /** As when a value cannot be converted to the type that it should have. */
    TestConfig unreadable(String message) {
        problem = new IllegalArgumentException(message);
        return this;
    }

    @Override
    public String bundle() {
        return bundle;
    }

    @Override
    public String[] connect() {
        return connect;
    }

    @Override
    public String[] send() {
        return send;
    }

    @Override
    public String[] bind() {
        return bind;
    }

    @Override
    public int maxSockets() {
        if (problem != null) {
            throw problem;
        }
        return maxSockets;
    }

    @Override
    public long maxPendingBytes() {
        return maxPendingBytes;
    }

    @Override
    public int maxConnectsPerSecond() {
        return maxConnectsPerSecond;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PolicyConfig.class;
    }
}
