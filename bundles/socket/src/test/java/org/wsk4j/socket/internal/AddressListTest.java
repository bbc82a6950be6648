// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_BUFFER_OVERFLOW;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_CHANGE;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_QUERY;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_SORT;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeOperation;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketAddressList;

/** The local addresses of a transport: asked for, and waited for until they change. */
@Timeout(60)
class AddressListTest {
    private static final SockAddr FIRST = SockAddrIn.of("192.0.2.1", 0);
    private static final SockAddr SECOND = SockAddrIn.of("192.0.2.2", 0);

    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private final AtomicInteger queries = new AtomicInteger();
    private volatile List<SockAddr> addresses = List.of(FIRST, SECOND);
    private volatile NtStatus answer = STATUS_SUCCESS;

    @BeforeEach
    void transportsHaveAddresses() {
        FakeOperation query = (input, output, written) -> {
            queries.incrementAndGet();
            SocketAddressList list = (SocketAddressList) output;
            addresses.forEach(address -> list.add(address.copy()));
            return answer;
        };
        streams.transport(FakeTransport.class).addControl(SIO_ADDRESS_LIST_QUERY, query);
        datagrams.transport(FakeDatagramTransport.class).addControl(SIO_ADDRESS_LIST_QUERY, query);
    }

    /** As the fixture of the other sockets waits for the thread, too. */
    @AfterEach
    void nobodyWaitsAnyMore() {
        answer = STATUS_SUCCESS;
        addresses = List.of();
        letThreadEnd();
    }

    private static Call await(AnySocket socket) {
        return socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 0, null);
    }

    private void letItLook(int times) {
        int until = queries.get() + times;
        SocketFixture.eventually("the list is asked for again", () -> queries.get() >= until);
    }

    // ---- asking

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-ADDR-QUERY-01", "SIO-ADDR-QUERY-02", "SIO-ADDR-QUERY-03"})
    void areToldToEveryCategory(SocketCategory category) {
        AnySocket socket = every.make(category);
        SocketAddressList list = new SocketAddressList();
        list.add(SockAddrIn.of("203.0.113.1", 7)); // goes
        SizeT size = new SizeT(-1);

        NtStatus status = socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 1000, list, size);

        assertThat(status).isEqualTo(STATUS_SUCCESS);
        assertThat(list).containsExactly(FIRST, SECOND);
        assertThat(size.get()).isEqualTo(SocketAddressList.sizeOf(2, SockAddrIn.SIZE));
    }

    @Test
    @Clause("SIO-ADDR-QUERY-04")
    void needRoomWhoseSizeIsTold() {
        AnySocket socket = streams.basic();
        SocketAddressList list = new SocketAddressList();
        long needed = SocketAddressList.sizeOf(2, SockAddrIn.SIZE);
        SizeT size = new SizeT(-1);

        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 0, null, size)).isEqualTo(STATUS_BUFFER_OVERFLOW);
        assertThat(size.get()).isEqualTo(needed);
        size.set(-1);
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, needed - 1, list, size))
                .isEqualTo(STATUS_BUFFER_OVERFLOW);
        assertThat(size.get()).isEqualTo(needed);
        assertThat(list).isEmpty();

        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, needed, list, size))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(list).hasSize(2);
    }

    @Test
    @Clause("SIO-ADDR-QUERY-03")
    void takeNoIrpAndNoOtherBuffer() {
        AnySocket socket = streams.basic();
        SizeT size = new SizeT(-1);

        socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 1000, new SocketAddressList())
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 1000, new Object(), size))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 4, FIRST, 1000, new SocketAddressList(), size))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(size.get()).isEqualTo(-1);
        assertThat(queries).hasValue(0);
    }

    @Test
    @Clause("SIO-ADDR-SORT-01")
    void areNotSorted() {
        assertThat(SIO_ADDRESS_LIST_SORT).isEqualTo(0xC8000019);
        AnySocket socket = streams.basic();
        SocketAddressList list = new SocketAddressList();

        socket.ioctl(SIO_ADDRESS_LIST_SORT, 100, list, 100, list).completedInlineWith(STATUS_NOT_SUPPORTED);
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_SORT, 0, null, 0, null, null)).isEqualTo(STATUS_NOT_SUPPORTED);
    }

    // ---- waiting

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-ADDR-CHANGE-01", "SIO-ADDR-CHANGE-02", "SIO-ADDR-CHANGE-03"})
    void areWaitedForByEveryCategoryOnce(SocketCategory category) {
        AnySocket socket = every.make(category);
        Call change = await(socket).isPending();
        letItLook(3);
        change.isPending();

        addresses = List.of(SECOND);

        change.succeededWith(0);
        SocketAddressList list = new SocketAddressList();
        socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 1000, list, new SizeT());
        assertThat(list).containsExactly(SECOND);
        assertThat(change.irp().completions()).isOne();
        addresses = List.of(FIRST, SECOND);
        Call next = await(socket).isPending();
        letItLook(3);
        next.isPending();
        assertThat(change.irp().completions()).isOne();
    }

    @Test
    @Clause("SIO-ADDR-CHANGE-02")
    void areNotWaitedForWithoutAnIrp() {
        AnySocket socket = streams.basic();

        assertThat(socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 0, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("SIO-ADDR-CHANGE-01")
    void areWaitedForBySeveral() {
        AnySocket one = streams.basic();
        AnySocket other = streams.socket();
        List<Call> waiting = List.of(await(one), await(one), await(other), await(other));
        waiting.get(1).isPending().irp().irp().cancel();
        waiting.get(1).completedWith(STATUS_CANCELLED);

        addresses = List.of();

        waiting.get(0).succeededWith(0);
        waiting.get(2).succeededWith(0);
        waiting.get(3).succeededWith(0);
    }

    @Test
    void areNotWaitedForByAnIrpThatWasCancelledBefore() {
        AnySocket socket = streams.basic();
        Call first = await(socket).isPending();
        first.irp().irp().cancel();
        first.completedWith(STATUS_CANCELLED);
        letThreadEnd();

        addresses = List.of(SECOND);
        assertThat(first.irp().completions()).isOne();
    }

    private static void letThreadEnd() {
        SocketFixture.eventually(
                "nobody looks any more",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("wsk4j-address-lists")));
    }

    @ParameterizedTest
    @EnumSource
    void areWaitedForNoLongerThanTheSocketLives(SocketCategory category) {
        AnySocket closed = every.make(category);
        AnySocket taken = every.make(category);
        Call ofClosed = await(closed).isPending();
        Call ofTaken = await(taken).isPending();

        closed.close().completedWith(STATUS_SUCCESS);
        ofClosed.completedWith(STATUS_CANCELLED);
        ofTaken.isPending();
        every.fixture(category).registry().revokeAll();

        ofTaken.completedWith(STATUS_FILE_FORCED_CLOSED);
        await(taken).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        letThreadEnd();
    }

    @Test
    void haveNotChangedWhileTheTransportDoesNotTellThem() {
        AnySocket socket = streams.basic();
        Call change = await(socket).isPending();

        answer = STATUS_ACCESS_DENIED;
        letItLook(3);
        change.isPending();
        answer = STATUS_SUCCESS;
        letItLook(3);
        change.isPending();
        addresses = List.of(FIRST);

        change.succeededWith(0);
    }

    @Test
    void areAskedForInVainWhereTheTransportHasNone() {
        answer = STATUS_NOT_SUPPORTED;
        AnySocket socket = streams.basic();
        SizeT size = new SizeT(-1);

        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 1000, new SocketAddressList(), size))
                .isEqualTo(STATUS_NOT_SUPPORTED);
        await(socket).completedInlineWith(STATUS_NOT_SUPPORTED);

        assertThat(size.get()).isEqualTo(-1);
    }

    @Test
    void areNamedInReportsOfWhatIsPending() {
        AnySocket socket = streams.basic();
        await(socket).isPending();

        assertThat(socket.engineSide().busyWith().toString()).contains("SIO_ADDRESS_LIST_CHANGE");
    }
}
