// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.wsk.WskConstants.SO_WSK_SECURITY;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.client.FakeDescriptors;
import org.wsk4j.wdm.AccessMask;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.Ace;
import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.GenericMapping;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;

/** SO_WSK_SECURITY: how sockets keep the descriptor that guards their address. */
@Timeout(60)
class SecurityOptionTest {
    private static final int SIZE = WskConstants.SIZEOF_POINTER;

    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private final SecurityDescriptor descriptor = SecurityDescriptor.of(
            SecurityDescriptor.SE_DACL_PRESENT,
            null,
            null,
            Acl.of(Ace.allow(Sid.EVERYONE, AccessMask.GENERIC_ALL)),
            null);

    private FakeDescriptors cache(SocketCategory category) {
        return every.fixture(category).client().securityDescriptors();
    }

    private static Call set(AnySocket socket, Object input) {
        return socket.set(SOL_SOCKET, SO_WSK_SECURITY, SIZE, input);
    }

    private static SecurityDescriptor get(AnySocket socket) {
        Ptr<SecurityDescriptor> output = new Ptr<>();
        socket.get(SOL_SOCKET, SO_WSK_SECURITY, SIZE, output)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(SIZE);
        return output.get();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    @Clause({
        "SO-SECURITY-01",
        "SO-SECURITY-02",
        "SO-SECURITY-03",
        "SO-SECURITY-06",
        "SO-SECURITY-09",
        "CACHE-SD-03",
        "RELEASE-SD-02"
    })
    void takesACachedDescriptorAndGivesACopyOfIt(SocketCategory category) {
        FakeDescriptors cache = cache(category);
        AnySocket socket = every.make(category);
        SecurityDescriptor first = cache.cache(AddressSharing.DEFAULT);
        SecurityDescriptor second = cache.cache(descriptor);

        set(socket, Ptr.of(first)).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        set(socket, Ptr.of(second)).completedInlineWith(STATUS_SUCCESS);

        SecurityDescriptor got = get(socket);
        assertThat(got).isEqualTo(descriptor);
        assertThat(cache.size()).isEqualTo(3);
        assertThat(cache.release(first)).isTrue();
        assertThat(cache.release(second)).isTrue();
        assertThat(cache.release(got)).as("the copy that was got").isTrue();
        assertThat(cache.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    @Clause("SO-SECURITY-08")
    void isTheDefaultThatForbidsSharingUnlessAnotherWasApplied(SocketCategory category) {
        SecurityDescriptor got = get(every.make(category));

        assertThat(got.dacl()).isEqualTo(Acl.EMPTY);
        assertThat(got.grants(
                        AccessToken.ofBundle(every.fixture(category).client().bundle()),
                        AccessMask.GENERIC_WRITE,
                        GenericMapping.FILE))
                .isFalse();
        cache(category).release(got);
    }

    @Test
    @Clause("SO-SECURITY-03")
    void isNoOptionOfBasicSockets() {
        AnySocket socket = every.make(SocketCategory.BASIC);
        Ptr<SecurityDescriptor> cached = Ptr.of(cache(SocketCategory.BASIC).cache(descriptor));

        set(socket, cached).completedInlineWith(STATUS_NOT_SUPPORTED);
        socket.get(SOL_SOCKET, SO_WSK_SECURITY, SIZE, new Ptr<>()).completedInlineWith(STATUS_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    @Clause("SO-SECURITY-04")
    void isSetBeforeTheBind(SocketCategory category) {
        AnySocket socket = every.make(category);
        EveryCategory.bind(socket).completedWith(STATUS_SUCCESS);

        set(socket, Ptr.of(cache(category).cache(descriptor))).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(get(socket)).isEqualTo(AddressSharing.DEFAULT);
    }

    @Test
    @Clause("SO-SECURITY-05")
    void needsAnIrp() {
        AnySocket socket = every.make(SocketCategory.LISTEN);
        Ptr<SecurityDescriptor> cached = Ptr.of(cache(SocketCategory.LISTEN).cache(descriptor));
        Ptr<SecurityDescriptor> output = new Ptr<>();

        NtStatus set = socket.callInline(
                WskControlSocketType.WskSetOption, SO_WSK_SECURITY, SOL_SOCKET, SIZE, cached, 0, null, null);
        NtStatus get = socket.callInline(
                WskControlSocketType.WskGetOption, SO_WSK_SECURITY, SOL_SOCKET, 0, null, SIZE, output, null);

        assertThat(set).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(get).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(output.get()).isNull();
        assertThat(get(socket)).isEqualTo(AddressSharing.DEFAULT);
    }

    @Test
    @Clause({"SO-SECURITY-01", "CACHE-SD-03"})
    void refusesWhatIsNoCachedDescriptor() {
        AnySocket socket = every.make(SocketCategory.LISTEN);

        set(socket, Ptr.of(descriptor)).completedInlineWith(STATUS_INVALID_PARAMETER);
        set(socket, new Ptr<>()).completedInlineWith(STATUS_INVALID_PARAMETER);
        set(socket, Ptr.of("D:P")).completedInlineWith(STATUS_INVALID_PARAMETER);
        set(socket, descriptor).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(get(socket)).isEqualTo(AddressSharing.DEFAULT);
    }

    @Test
    @Clause("SO-SECURITY-07")
    void isThroughWithTheCopyWhenTheIrpCompletes() {
        FakeDescriptors cache = cache(SocketCategory.LISTEN);
        AnySocket socket = every.make(SocketCategory.LISTEN);
        SecurityDescriptor cached = cache.cache(descriptor);
        cache.use(cached); // as the option does until it completes
        assertThat(catchThrowableOfType(BugCheck.class, () -> cache.release(cached)))
                .hasMessageContaining("RELEASE-SD-04");
        cache.endUse(cached);

        set(socket, Ptr.of(cached)).completedInlineWith(STATUS_SUCCESS);

        assertThat(cache.uses()).isZero();
        assertThat(cache.release(cached)).isTrue();
        assertThat(get(socket)).as("the socket still has it").isEqualTo(descriptor);
    }

    @Test
    @Clause("CLOSE-11")
    void closingReleasesNothing() {
        FakeDescriptors cache = cache(SocketCategory.LISTEN);
        AnySocket socket = every.make(SocketCategory.LISTEN);
        SecurityDescriptor cached = cache.cache(descriptor);
        set(socket, Ptr.of(cached)).completedInlineWith(STATUS_SUCCESS);

        Call close = socket.close();
        streams.transport(org.wsk4j.testkit.transport.FakeTransport.class).run();
        close.completedWith(STATUS_SUCCESS);

        assertThat(cache.size()).isOne();
        assertThat(cache.release(cached)).isTrue();
    }

    @Test
    @Clause({"SO-SECURITY-01", "SO-SECURITY-06", "SHARING-25"})
    void decidesWhoSharesTheAddress() {
        FakeDescriptors cache = cache(SocketCategory.LISTEN);
        ListeningSocket guarded = streams.listening(null, null);
        guarded.bind(SockAddrIn.of("0.0.0.0", 1000)).completedWith(STATUS_SUCCESS);
        ListeningSocket open = streams.listening(null, null);
        set(open, Ptr.of(cache.cache(descriptor))).completedInlineWith(STATUS_SUCCESS);
        open.bind(SockAddrIn.of("0.0.0.0", 1001)).completedWith(STATUS_SUCCESS);

        streams.listening(null, null).bind(SockAddrIn.of("127.0.0.1", 1000)).completedWith(STATUS_ACCESS_DENIED);
        streams.listening(null, null).bind(SockAddrIn.of("127.0.0.1", 1001)).completedWith(STATUS_SUCCESS);
    }
}
