// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.nio.ByteBuffer;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** A receive of one datagram with room for everything that goes with it; and how one is sent. */
final class RecordedDatagram {
    private static final int CONTROL_ROOM = 200;

    private final RecordedRequest request;
    private final SockAddr sender;
    private final CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(CONTROL_ROOM));

    private RecordedDatagram(int room, int controlRoom, SockAddr sender) {
        this.sender = sender;
        request = RecordedRequest.room(room).address(sender);
        request.request().setControl(control, controlRoom);
    }

    static RecordedDatagram receive(DatagramEndpoint endpoint) {
        return receive(endpoint, 100, CONTROL_ROOM);
    }

    static RecordedDatagram receive(DatagramEndpoint endpoint, int room, int controlRoom) {
        boolean ipv4 = endpoint.localAddress(new SockAddrIn()).isSuccess();
        RecordedDatagram datagram =
                new RecordedDatagram(room, controlRoom, ipv4 ? new SockAddrIn() : new SockAddrIn6());
        datagram.request.start(endpoint::receiveFrom);
        return datagram;
    }

    static NtStatus send(DatagramEndpoint endpoint, String text, SockAddr to) {
        return send(endpoint, text, to, null, 0);
    }

    static NtStatus send(DatagramEndpoint endpoint, String text, SockAddr to, CmsgHdr control, int length) {
        RecordedRequest request = RecordedRequest.of(text).address(to);
        request.request().setControl(control, length);
        return request.start(endpoint::sendTo);
    }

    RecordedRequest request() {
        return request;
    }

    NtStatus await() {
        return request.await();
    }

    String text() {
        return request.text();
    }

    SockAddr sender() {
        return sender;
    }

    int flags() {
        return request.request().messageFlags();
    }

    CmsgHdr control() {
        return control;
    }

    int controlLength() {
        return request.request().controlLength();
    }
}
