// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wsk4j.addressinfo.internal.Source.Trait;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;

/** A machine with the addresses that a test gives it, and with one interface, eth0, which is number 7. */
final class FakeSources implements SourceAddresses {
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private volatile boolean broken; // set by the test

    /** Replaces all addresses. */
    FakeSources are(Source... all) {
        sources.clear();
        sources.addAll(List.of(all));
        return this;
    }

    /** From now on they cannot be told. */
    FakeSources breakDown() {
        broken = true;
        return this;
    }

    /** An address with a prefix of 64 bits, or of 24 with IPv4. */
    static Source source(String literal, Trait... traits) {
        Set<Trait> set = EnumSet.noneOf(Trait.class);
        set.addAll(List.of(traits));
        return new Source(ScriptedNameSpace.address(literal), literal.indexOf(':') < 0 ? 24 : 64, set);
    }

    @Override
    public List<Source> all() {
        if (broken) {
            throw new IllegalStateException("the interfaces cannot be told");
        }
        return sources;
    }

    @Override
    public int indexOf(String interfaceName) {
        return interfaceName.equals("eth0") ? 7 : 0;
    }
}
