// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * Look-ups of names and addresses, one at a time, for a bounded time each.
 *
 * <p>Threads: that of the command. Locks: none. Spec: RESOLVE-03.
 */
final class Lookup extends ProviderUse {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    Lookup(WskProviderNpi npi, Consumer<? super ProviderUse> onClosed) {
        super(npi, onClosed);
    }

    /** The patience of one look-up; a provider that goes ends it, too. */
    private LongSupplier patience() {
        long start = System.nanoTime();
        return whileAttached(() -> PATIENCE_NANOS - (System.nanoTime() - start));
    }

    /**
     * Looks up a name and a service.
     *
     * @param flags AI_* bits
     * @param entries out: copies of the entries of the answer
     */
    NtStatus addresses(String nodeName, String serviceName, int flags, List<AddrInfoExW> entries)
            throws InterruptedException {
        Ptr<AddrInfoExW> result = new Ptr<>();
        AddrInfoExW hints = new AddrInfoExW();
        hints.setFlags(flags);
        NtStatus status;
        try (SyncIrp irp = new SyncIrp(event())) {
            irp.start(i -> npi().dispatch()
                    .wskGetAddressInfo(
                            npi().client(),
                            nodeName,
                            serviceName,
                            AddrInfoExW.NS_ALL,
                            null,
                            hints,
                            result,
                            null,
                            null,
                            i));
            status = irp.await(patience());
        }
        if (status.isSuccess()) {
            entries.addAll(copies(result.get()));
            npi().dispatch().wskFreeAddressInfo(npi().client(), result.get());
        }
        return status;
    }

    private static List<AddrInfoExW> copies(AddrInfoExW list) {
        List<AddrInfoExW> copies = new ArrayList<>();
        for (AddrInfoExW entry : list) {
            AddrInfoExW copy = new AddrInfoExW();
            copy.setSocketType(entry.socketType());
            copy.setProtocol(entry.protocol());
            copy.setCanonName(entry.canonName());
            copy.setAddr(entry.addr().copy());
            copy.setProvider(entry.provider());
            copies.add(copy);
        }
        return copies;
    }

    /** Looks up an address; the buffers are written on success. */
    NtStatus names(SockAddr address, CharBuffer nodeName, CharBuffer serviceName) throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(event())) {
            irp.start(i -> npi().dispatch()
                    .wskGetNameInfo(npi().client(), address, address.size(), nodeName, serviceName, 0, null, null, i));
            return irp.await(patience());
        }
    }
}
