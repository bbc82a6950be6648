// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_EXCLUSIVEADDRUSE;
import static org.wsk4j.ws2def.SocketOptions.SO_REUSEADDR;
import static org.wsk4j.wsk.WskControlSocketType.WskGetOption;
import static org.wsk4j.wsk.WskControlSocketType.WskSetOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;

/** SO_REUSEADDR and SO_EXCLUSIVEADDRUSE: how sockets keep them; what they do to other sockets is not looked at. */
@Timeout(60)
class AddressSharingTest {
    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);

    @BeforeEach
    void transportsKnowWhatIsShared() {
        streams.transport(FakeTransport.class).addOption(SOL_SOCKET, SO_REUSEADDR, 0);
        datagrams.transport(FakeDatagramTransport.class).addOption(SOL_SOCKET, SO_REUSEADDR, 0);
    }

    private static Call set(AnySocket socket, int option, int value) {
        return socket.set(SOL_SOCKET, option, 4, new ULong(value));
    }

    private static int get(AnySocket socket, int option) {
        ULong value = new ULong(77);
        Call call = socket.get(SOL_SOCKET, option, 4, value);
        call.completedInlineWith(STATUS_SUCCESS).succeededWith(4);
        return value.get();
    }

    @Test
    @Clause({"SO-EXCLUSIVE-01", "SO-REUSEADDR-01"})
    void haveTheNumbersOfWinsock() {
        assertThat(SO_REUSEADDR).isEqualTo(4);
        assertThat(SO_EXCLUSIVEADDRUSE).isEqualTo(-5).isEqualTo(~SO_REUSEADDR);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    @Clause({
        "SO-EXCLUSIVE-01", "SO-EXCLUSIVE-02", "SO-EXCLUSIVE-04", "SO-EXCLUSIVE-05",
        "SO-REUSEADDR-01", "SO-REUSEADDR-02", "SO-REUSEADDR-04", "SO-REUSEADDR-05"
    })
    void areOffUnlessSwitchedOn(SocketCategory category) {
        AnySocket socket = every.make(category);
        assertThat(get(socket, SO_REUSEADDR)).isZero();
        assertThat(get(socket, SO_EXCLUSIVEADDRUSE)).isZero();

        set(socket, SO_REUSEADDR, 1).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        assertThat(get(socket, SO_REUSEADDR)).isOne();
        assertThat(get(socket, SO_EXCLUSIVEADDRUSE)).isZero();
        set(socket, SO_REUSEADDR, 0).completedInlineWith(STATUS_SUCCESS);
        assertThat(get(socket, SO_REUSEADDR)).isZero();

        set(socket, SO_EXCLUSIVEADDRUSE, 1).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        assertThat(get(socket, SO_EXCLUSIVEADDRUSE)).isOne();
        assertThat(get(socket, SO_REUSEADDR)).isZero();
        set(socket, SO_EXCLUSIVEADDRUSE, 0).completedInlineWith(STATUS_SUCCESS);
        assertThat(get(socket, SO_EXCLUSIVEADDRUSE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {SO_REUSEADDR, SO_EXCLUSIVEADDRUSE})
    @Clause({"SO-EXCLUSIVE-02", "SO-REUSEADDR-02"})
    void areNotForBasicSockets(int option) {
        AnySocket basic = streams.basic();

        set(basic, option, 1).completedInlineWith(STATUS_NOT_SUPPORTED);
        basic.get(SOL_SOCKET, option, 4, new ULong()).completedInlineWith(STATUS_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    @Clause({"SO-EXCLUSIVE-03", "SO-REUSEADDR-03"})
    void areSetBeforeTheBindOnly(SocketCategory category) {
        AnySocket socket = every.make(category);
        set(socket, SO_REUSEADDR, 1).completedInlineWith(STATUS_SUCCESS);
        EveryCategory.bind(socket).completedWith(STATUS_SUCCESS);

        set(socket, SO_REUSEADDR, 0).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        set(socket, SO_EXCLUSIVEADDRUSE, 0).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(get(socket, SO_REUSEADDR)).isOne();
        assertThat(get(socket, SO_EXCLUSIVEADDRUSE)).isZero();
    }

    @Test
    void excludeEachOther() {
        ClientSocket shared = streams.socket();
        set(shared, SO_REUSEADDR, 1).completedInlineWith(STATUS_SUCCESS);
        set(shared, SO_EXCLUSIVEADDRUSE, 1).completedInlineWith(STATUS_INVALID_PARAMETER);
        set(shared, SO_EXCLUSIVEADDRUSE, 0).completedInlineWith(STATUS_SUCCESS);
        assertThat(shared.engineSide().sharing().mode()).isEqualTo(AddressSharing.Mode.SHARED);

        ClientSocket alone = streams.socket();
        set(alone, SO_EXCLUSIVEADDRUSE, 1).completedInlineWith(STATUS_SUCCESS);
        set(alone, SO_REUSEADDR, 1).completedInlineWith(STATUS_INVALID_PARAMETER);
        set(alone, SO_REUSEADDR, 0).completedInlineWith(STATUS_SUCCESS);
        assertThat(alone.engineSide().sharing().mode()).isEqualTo(AddressSharing.Mode.EXCLUSIVE);
        assertThat(streams.transport(FakeTransport.class).endpoint().option(SOL_SOCKET, SO_REUSEADDR))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {SO_REUSEADDR, SO_EXCLUSIVEADDRUSE})
    @Clause({"SO-EXCLUSIVE-01", "SO-REUSEADDR-01"})
    void takeZeroAndOneOnly(int option) {
        ClientSocket socket = streams.socket();

        set(socket, option, 2).completedInlineWith(STATUS_INVALID_PARAMETER);
        set(socket, option, -1).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(SOL_SOCKET, option, 4, true).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(SOL_SOCKET, option, 3, new ULong(1)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(get(socket, option)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {SO_REUSEADDR, SO_EXCLUSIVEADDRUSE})
    @Clause({"SO-EXCLUSIVE-04", "SO-REUSEADDR-04"})
    void needAnIrp(int option) {
        ClientSocket socket = streams.socket();
        ULong value = new ULong(1);

        NtStatus set = socket.callInline(WskSetOption, option, SOL_SOCKET, 4, value, 0, null, null);
        value.set(77);
        NtStatus get = socket.callInline(WskGetOption, option, SOL_SOCKET, 0, null, 4, value, null);

        assertThat(set).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(get).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(value.get()).isEqualTo(77);
        assertThat(get(socket, option)).isZero();
    }

    @Test
    @Clause("SO-REUSEADDR-01")
    void tellsTheTransportWhatIsShared() {
        AnySocket socket = streams.socket();

        set(socket, SO_REUSEADDR, 1).completedInlineWith(STATUS_SUCCESS);

        assertThat(streams.transport(FakeTransport.class).endpoint().option(SOL_SOCKET, SO_REUSEADDR))
                .isOne();
    }

    @Test
    void keepsWhatItHadWhenTheTransportCannotShare() {
        streams.transport(FakeTransport.class).removeOption(SOL_SOCKET, SO_REUSEADDR);
        ClientSocket socket = streams.socket();

        set(socket, SO_REUSEADDR, 1).completedInlineWith(STATUS_NOT_SUPPORTED);

        assertThat(get(socket, SO_REUSEADDR)).isZero();
        set(socket, SO_EXCLUSIVEADDRUSE, 1).completedInlineWith(STATUS_SUCCESS);
    }
}
