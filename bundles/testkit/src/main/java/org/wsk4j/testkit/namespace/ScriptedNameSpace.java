// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.namespace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * A name space provider with a script: a table that it answers from at once, unless the test says otherwise.
 *
 * <p>Every query is recorded in {@link #asked} and can be taken with {@link #nextName} or {@link #nextAddress}, whoever
 * answers it.
 *
 * <p>Threads: safe for all.
 */
public final class ScriptedNameSpace implements NameSpaceProvider {
    /** What the table has for a name. */
    private record Host(List<SockAddr> addresses, String canonName) {}

    private final String name;
    private final int nameSpace;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final Map<SockAddr, String> names = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<NameQuery> nameQueries = new LinkedBlockingQueue<>();
    private final BlockingQueue<AddressQuery> addressQueries = new LinkedBlockingQueue<>();

    private volatile Consumer<NameQuery> onName = this::answerFromTable; // set by the test, read by any thread
    private volatile Consumer<AddressQuery> onAddress = this::answerFromTable; // likewise

    private ScriptedNameSpace(String name, int nameSpace) {
        this.name = name;
        this.nameSpace = nameSpace;
    }

    /**
     * A provider of NS_DNS that knows nothing yet.
     *
     * @param name its name, from which its GUID follows
     * @return the provider
     */
    public static ScriptedNameSpace named(String name) {
        return of(name, AddrInfoExW.NS_DNS);
    }

    /**
     * A provider that knows nothing yet.
     *
     * @param name its name, from which its GUID follows
     * @param nameSpace its name space
     * @return the provider
     */
    public static ScriptedNameSpace of(String name, int nameSpace) {
        return new ScriptedNameSpace(name, nameSpace);
    }

    /**
     * Enters a name.
     *
     * @param host the name
     * @param literals its addresses, numeric
     * @return this
     */
    public ScriptedNameSpace knows(String host, String... literals) {
        return knowsAs(host, null, literals);
    }

    /**
     * Enters an alias.
     *
     * @param alias the name that is asked for
     * @param canonName the canonical name
     * @param literals its addresses, numeric
     * @return this
     */
    public ScriptedNameSpace knowsAs(String alias, String canonName, String... literals) {
        List<SockAddr> addresses =
                Arrays.stream(literals).map(ScriptedNameSpace::address).toList();
        hosts.put(alias.toLowerCase(Locale.ROOT), new Host(addresses, canonName));
        addresses.forEach(address -> names.putIfAbsent(address, canonName == null ? alias : canonName));
        return this;
    }

    /**
     * Reads a numeric address.
     *
     * @param literal IPv4 or IPv6
     * @return the address, with port 0
     */
    public static SockAddr address(String literal) {
        return literal.indexOf(':') < 0 ? SockAddrIn.of(literal, 0) : SockAddrIn6.of(literal, 0);
    }

    /**
     * From now on answers nothing: the test does, with what {@link #nextName} and {@link #nextAddress} give it.
     *
     * @return this
     */
    public ScriptedNameSpace holds() {
        onName = query -> {};
        onAddress = query -> {};
        return this;
    }

    /**
     * From now on fails every query.
     *
     * @param status the failure
     * @return this
     */
    public ScriptedNameSpace fails(NtStatus status) {
        onName = query -> query.fail(status);
        onAddress = query -> query.fail(status);
        return this;
    }

    /**
     * Answers from the table again.
     *
     * @return this
     */
    public ScriptedNameSpace answers() {
        onName = this::answerFromTable;
        onAddress = this::answerFromTable;
        return this;
    }

    /**
     * Says what to do with queries for names.
     *
     * @param script runs in the thread that asks
     * @return this
     */
    public ScriptedNameSpace onName(Consumer<NameQuery> script) {
        onName = script;
        return this;
    }

    /**
     * Says what to do with queries for addresses.
     *
     * @param script runs in the thread that asks
     * @return this
     */
    public ScriptedNameSpace onAddress(Consumer<AddressQuery> script) {
        onAddress = script;
        return this;
    }

    /**
     * Answers a query from the table, whatever the script is.
     *
     * @param query the query
     */
    public void answerFromTable(NameQuery query) {
        Host host = hosts.get(query.nodeName().toLowerCase(Locale.ROOT));
        if (host == null) {
            query.fail(NtStatus.STATUS_NO_MATCH);
        } else {
            query.answer(host.addresses(), host.canonName(), null);
        }
    }

    /**
     * Answers a query from the table, whatever the script is.
     *
     * @param query the query
     */
    public void answerFromTable(AddressQuery query) {
        query.answer(names.get(query.address()));
    }

    /**
     * What was asked so far.
     *
     * @return names and addresses in order
     */
    public List<String> asked() {
        return asked;
    }

    /**
     * Waits for the next query for a name.
     *
     * @return the query
     */
    public NameQuery nextName() {
        return next(nameQueries);
    }

    /**
     * Waits for the next query for an address.
     *
     * @return the query
     */
    public AddressQuery nextAddress() {
        return next(addressQueries);
    }

    private <Q> Q next(BlockingQueue<Q> queries) {
        try {
            Q query = queries.poll(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (query == null) {
                throw new AssertionError(
                        "nothing was asked of " + name + " within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            return query;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a query to " + name, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Guid providerId() {
        return new Guid(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int nameSpace() {
        return nameSpace;
    }

    @Override
    public void lookUp(NameQuery query) {
        Consumer<NameQuery> script =
                onName; // before the test sees the query, and may change the script for the next one
        asked.add(query.nodeName());
        nameQueries.add(query);
        script.accept(query);
    }

    @Override
    public void lookUp(AddressQuery query) {
        Consumer<AddressQuery> script = onAddress; // as above
        asked.add(query.address().toString());
        addressQueries.add(query);
        script.accept(query);
    }
}
