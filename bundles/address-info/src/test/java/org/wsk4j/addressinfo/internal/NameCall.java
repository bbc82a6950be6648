// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.nio.CharBuffer;
import org.osgi.framework.Bundle;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskClient;

/** One WskGetNameInfo: its arguments, then its outcome. */
final class NameCall {
    private final AddressInfo names;
    private final WskClient client;
    private final RecordedIrp irp = RecordedIrp.ready();

    private SockAddr address;
    private Integer length;
    private CharBuffer nodeName = CharBuffer.allocate(SocketOptions.NI_MAXHOST);
    private CharBuffer serviceName = CharBuffer.allocate(SocketOptions.NI_MAXSERV);
    private int flags;
    private Bundle process;
    private Thread thread;
    private NtStatus returned;

    NameCall(AddressInfo names, WskClient client) {
        this.names = names;
        this.client = client;
    }

    /** An address with port 80. */
    NameCall address(String literal) {
        return address(literal.indexOf(':') < 0 ? SockAddrIn.of(literal, 80) : SockAddrIn6.of(literal, 80));
    }

    NameCall address(SockAddr newAddress) {
        address = newAddress;
        return this;
    }

    NameCall port(int port) {
        ((SockAddrIn) address).setPort(port);
        return this;
    }

    NameCall length(int newLength) {
        length = newLength;
        return this;
    }

    NameCall buffers(CharBuffer forNode, CharBuffer forService) {
        nodeName = forNode;
        serviceName = forService;
        return this;
    }

    NameCall flags(int newFlags) {
        flags = newFlags;
        return this;
    }

    NameCall as(Bundle owningProcess, Thread owningThread) {
        process = owningProcess;
        thread = owningThread;
        return this;
    }

    RecordedIrp irp() {
        return irp;
    }

    NtStatus returned() {
        return returned;
    }

    NameCall start() {
        int size = length == null ? address.size() : length;
        returned =
                names.wskGetNameInfo(client, address, size, nodeName, serviceName, flags, process, thread, irp.irp());
        return this;
    }

    /** The call succeeds, inline or later as its status says; answers host and service. */
    String succeeds() {
        if (returned == null) {
            start();
        }
        assertThatIrp(irp).fits(returned).succeededWith(0);
        return nodeName + " " + serviceName;
    }

    /** The call fails, inline or later as its status says, and stores nothing. */
    void failsWith(NtStatus status) {
        String before = nodeName + "|" + serviceName;
        if (returned == null) {
            start();
        }
        assertThatIrp(irp).fits(returned).completedWith(status);
        assertThat(nodeName + "|" + serviceName).isEqualTo(before);
    }
}
