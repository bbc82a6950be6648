// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import org.osgi.framework.Bundle;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.wsk.WskClient;

/** One WskGetAddressInfo: its arguments, then its outcome. */
final class GetCall {
    private final AddressInfo names;
    private final WskClient client;
    private final AddrInfoExW poison = new AddrInfoExW();
    private final Ptr<AddrInfoExW> result = Ptr.of(poison);
    private final RecordedIrp irp = RecordedIrp.ready();

    private String nodeName;
    private String serviceName;
    private int nameSpace = AddrInfoExW.NS_ALL;
    private Guid provider;
    private AddrInfoExW hints;
    private Bundle process;
    private Thread thread;
    private NtStatus returned;

    GetCall(AddressInfo names, WskClient client) {
        this.names = names;
        this.client = client;
    }

    GetCall node(String name) {
        nodeName = name;
        return this;
    }

    GetCall service(String name) {
        serviceName = name;
        return this;
    }

    GetCall in(int newNameSpace) {
        nameSpace = newNameSpace;
        return this;
    }

    GetCall by(Guid newProvider) {
        provider = newProvider;
        return this;
    }

    GetCall hints(AddrInfoExW newHints) {
        hints = newHints;
        return this;
    }

    GetCall flags(int flags) {
        hinted().setFlags(flags);
        return this;
    }

    GetCall family(int family) {
        hinted().setFamily(family);
        return this;
    }

    GetCall type(int type, int protocol) {
        hinted().setSocketType(type);
        hinted().setProtocol(protocol);
        return this;
    }

    GetCall as(Bundle owningProcess, Thread owningThread) {
        process = owningProcess;
        thread = owningThread;
        return this;
    }

    private AddrInfoExW hinted() {
        if (hints == null) {
            hints = new AddrInfoExW();
        }
        return hints;
    }

    RecordedIrp irp() {
        return irp;
    }

    NtStatus returned() {
        return returned;
    }

    /** What the result variable holds; null when nothing was stored. */
    AddrInfoExW stored() {
        return result.get() == poison ? null : result.get();
    }

    GetCall start() {
        returned = names.wskGetAddressInfo(
                client, nodeName, serviceName, nameSpace, provider, hints, result, process, thread, irp.irp());
        return this;
    }

    /** The call succeeds, inline or later as its status says. */
    AddrInfoExW succeeds() {
        if (returned == null) {
            start();
        }
        assertThatIrp(irp).fits(returned).succeededWith(0);
        assertThat(stored()).isNotNull();
        return stored();
    }

    /** The call fails, inline or later as its status says, and stores nothing. */
    void failsWith(NtStatus status) {
        if (returned == null) {
            start();
        }
        assertThatIrp(irp).fits(returned).completedWith(status);
        assertThat(stored()).isNull();
    }
}
