// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.report.SocketReport;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * A basic socket: options and control codes of a transport, and nothing else. It is never bound and has no events.
 *
 * <p>Threads: safe for all. Locks: none.
 *
 * <p>Spec: CATEGORY-02, CONTROLSOCKET-19, EVENT-01.
 */
final class BasicSocket extends EngineSocket {
    private final EventSwitch none = new EventSwitch(this, 0, 0);
    private volatile TransportEndpoint endpoint; // written once, before the socket is published

    BasicSocket(SocketEngine engine, long id, WskClientObject client, SocketOwner owner, int addressFamily) {
        super(engine, id, client, owner, addressFamily);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return engine().tables().basic();
    }

    @Override
    SocketCategory category() {
        return SocketCategory.BASIC;
    }

    @Override
    Class<? extends TransportProvider> ability(int socketType) {
        return ControlTransport.class;
    }

    @Override
    NtStatus openEndpoint(TransportLease lease, int protocol) {
        Ptr<TransportEndpoint> opened = new Ptr<>();
        NtStatus status = ((ControlTransport) lease.transport()).openControl(lease.triple(), protocol, opened);
        endpoint = opened.get();
        return status;
    }

    @Override
    TransportEndpoint endpoint() {
        return endpoint;
    }

    @Override
    boolean isBound() {
        return false;
    }

    @Override
    EventSwitch events() {
        return none;
    }

    @Override
    boolean mayControlEvents() {
        return false;
    }

    @Override
    void eventsChanged() {
        // there are none
    }

    @Override
    boolean tellsEnd() {
        return false;
    }

    @Override
    void indicateGone() {
        // nobody listens
    }

    @Override
    void settle(TransportRequest request, int operation, NtStatus status) {
        // nothing here depends on how an operation ends
    }

    @Override
    long information(int operation, TransportRequest request) {
        return 0;
    }

    @Override
    NtStatus abortEndpoint(TransportRequest request) {
        return request.finish(NtStatus.STATUS_SUCCESS); // nothing waits in it, and its close follows
    }

    @Override
    String functionOf(int operation) {
        return "operation " + operation;
    }

    @Override
    SocketReport report() {
        return new OpenSocketReport(
                id(),
                category().title(),
                phase() != SocketPhase.OPEN ? phase().name() : "UNBOUND",
                null,
                null,
                0,
                0,
                requestsUnderWay(),
                0,
                0,
                0,
                client().bundle(),
                opened());
    }
}
