// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacehosts.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;

/**
 * The name space NS_TCPIP_HOSTS: a table of hosts, by configuration. Answers at once; it is the name space provider to read
 * first.
 *
 * <p>Threads: safe for all. A new configuration replaces the table as a whole.
 *
 * <p>Spec: GETADDRINFO-04.
 */
@Component(configurationPid = HostsConfig.PID)
@Designate(ocd = HostsConfig.class)
public final class HostsNames implements NameSpaceProvider {
    /** The identity of the provider. */
    static final Guid ID = Guid.parse("{B2F6D6B5-64A2-4E0B-9C3E-0C9B62F7A103}");

    private static final Logger LOG = LoggerFactory.getLogger(HostsNames.class);

    private volatile HostsTable table; // replaced when the configuration changes, read by any thread

    /** Called by Declarative Services. */
    @Activate
    public HostsNames(HostsConfig config) {
        configure(config);
    }

    /** Takes a new configuration. */
    @Modified
    void configure(HostsConfig config) {
        HostsTable read = HostsTable.read(config.hosts());
        read.malformed().forEach((number, line) -> LOG.warn("Line {} of the hosts is left out: '{}'", number, line));
        LOG.debug("{} hosts", read.size());
        table = read;
    }

    @Override
    public String name() {
        return "hosts";
    }

    @Override
    public Guid providerId() {
        return ID;
    }

    @Override
    public int nameSpace() {
        return AddrInfoExW.NS_TCPIP_HOSTS;
    }

    @Override
    public void lookUp(NameQuery query) {
        HostsTable.Host host = table.host(query.nodeName());
        if (host == null) {
            query.fail(NtStatus.STATUS_NO_MATCH);
        } else {
            query.answer(host.addresses(), host.canonName(), null);
        }
    }

    @Override
    public void lookUp(AddressQuery query) {
        query.answer(table.name(query.address()));
    }
}
