// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.lang.reflect.Proxy;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * A datagram socket that records nothing, and completes every fourth send after the callback. It allocates nothing while
 * datagrams come and go.
 */
final class SilentDatagrams implements WskSocket, WskProviderDatagramDispatch {
    int sends;
    int releases;
    private Irp pending;

    /** A provider whose sockets are all this one. */
    WskProviderNpi npi() {
        WskProviderNpi npi = new WskProviderNpi();
        npi.set(new WskClient() {}, (WskProviderDispatch) Proxy.newProxyInstance(
                SilentDatagrams.class.getClassLoader(),
                new Class<?>[] {WskProviderDispatch.class},
                (proxy, method, arguments) -> {
                    Irp irp = (Irp) arguments[10];
                    irp.setNextStackLocation();
                    return irp.complete(NtStatus.STATUS_SUCCESS, this);
                }));
        return npi;
    }

    /** Calls the receive event, and completes what is pending then. */
    void indicate(DatagramEcho echo, WskDatagramIndication list) {
        NtStatus answer = echo.wskReceiveFromEvent(null, 0, list);
        if (answer.isPending() != (pending != null)) {
            throw new AssertionError(answer);
        }
        if (pending != null) {
            Irp last = pending;
            pending = null;
            last.complete(NtStatus.STATUS_SUCCESS, 64);
        }
    }

    @Override
    public NtStatus wskSendTo(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp) {
        irp.setNextStackLocation();
        if (++sends % 4 != 0) {
            return irp.complete(NtStatus.STATUS_SUCCESS, 64);
        }
        irp.markPending();
        pending = irp;
        return NtStatus.STATUS_PENDING;
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDatagramIndication datagramIndication) {
        releases++;
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return this;
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskControlSocket(
            WskSocket socket,
            WskControlSocketType requestType,
            int controlCode,
            int level,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus wskReceiveFrom(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            ULong controlLength,
            CmsgHdr controlInfo,
            ULong controlFlags,
            Irp irp) {
        throw new AssertionError();
    }

    @Override
    public NtStatus wskSendMessages(
            WskSocket socket,
            WskBufList bufferList,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp) {
        throw new AssertionError();
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        throw new AssertionError();
    }
}
