// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wsk.WskConstants.WSK_NO_WAIT;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;

/** Two providers of the WSK NPI: which one a capture gets, and who is touched when one of them goes. */
class TwoProvidersTest extends RegistrationFixture {
    private final WskProviderNpi later = new WskProviderNpi();

    private NtStatus captureLater() {
        return registrar.wskCaptureProviderNPI(block, WSK_NO_WAIT, later);
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of("higher version", 0, V1_0, 0, 0, V1_3, 0),
                Arguments.of("higher ranking", 0, V1_0, 0, 1, V1_0, 0),
                Arguments.of("ranking before version", 0, V1_3, 0, 1, V1_0, 0),
                Arguments.of("negative ranking", -1, V1_3, 0, 0, V1_0, 0),
                Arguments.of("lower number", 0, V1_0, 2, 0, V1_0, 1),
                Arguments.of("number is unsigned", 0, V1_0, -1, 0, V1_0, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void newCapturesGoToTheBetterOne(
            String why, int worseRanking, int worse, int worseNumber, int ranking, int better, int number) {
        FakeProvider worseOne =
                provider(worse).ranking(worseRanking).number(worseNumber).register();
        FakeProvider betterOne =
                provider(better).ranking(ranking).number(number).register();
        register();

        captured();

        assertThat(npi.client()).isSameAs(betterOne.onlyClient());
        release();
        deregister();
        betterOne.deregister();
        register();
        captured();
        assertThat(npi.client()).isSameAs(worseOne.onlyClient());
    }

    @Test
    void ofTwoAlikeTheFirstOneStays() {
        FakeProvider first = provider(V1_0).register();
        provider(V1_0).register();
        register();

        captured();

        assertThat(npi.client()).isSameAs(first.onlyClient());
    }

    @Test
    void aCaptureStaysWhereItIsWhenABetterOneComes() {
        FakeProvider first = provider(V1_0).register();
        register();
        captured();

        FakeProvider better = provider(V1_0).ranking(1).register();

        RecordedIrp irp = RecordedIrp.ready();
        assertThat(callSocket(irp)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(first.table().calls()).hasSize(1);
        assertThat(better.table().calls()).isEmpty();
        assertThat(captureLater()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(later.client()).isSameAs(better.onlyClient());
    }

    @Test
    void takingOneAwayMovesNobodyWhoDoesNotHoldIt() {
        FakeProvider first = provider(V1_0).register();
        register();
        captured();
        FakeProvider better = provider(V1_0).ranking(1).register();
        WskRegistration otherBlock = new WskRegistration();
        assertThat(registrar.wskRegister(clientNpi(V1_0), otherBlock)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrar.wskCaptureProviderNPI(otherBlock, WSK_NO_WAIT, later))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        OtherThread<Void> going = OtherThread.run(better::deregister);
        going.assertBlockedIn("nmrWaitForProviderDeregisterComplete");

        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        RecordedIrp refused = RecordedIrp.ready();
        assertThat(later.dispatch().wskSocket(later.client(), 2, 1, 6, 4, "c", "d", null, null, null, refused.irp()))
                .isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        registrar.wskReleaseProviderNPI(otherBlock);
        going.result();

        assertThat(registrar.wskCaptureProviderNPI(otherBlock, WSK_NO_WAIT, later))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(first.attached()).anyMatch(client -> client == later.client());
        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        registrar.wskReleaseProviderNPI(otherBlock);
    }

    @Test
    void aBetterOneThatRefusesTheVersionIsNoChoice() {
        FakeProvider first = provider(V1_0).register();
        provider(V2_0).versions(V2_0, V2_0).ranking(9).register();
        register();

        captured();

        assertThat(npi.client()).isSameAs(first.onlyClient());
    }

    @ParameterizedTest
    @MethodSource("serviceRankings")
    void theServiceRankingFollowsRankingThenVersion(int ranking, int version, int lowerRanking, int lowerVersion) {
        assertThat(PublishedNpi.serviceRanking(ranking, version))
                .isGreaterThan(PublishedNpi.serviceRanking(lowerRanking, lowerVersion));
    }

    static Stream<Arguments> serviceRankings() {
        return Stream.of(
                Arguments.of(0, V1_3, 0, V1_0),
                Arguments.of(1, V1_0, 0, 0xFFFF),
                Arguments.of(0, V1_0, -1, 0xFFFF),
                Arguments.of(Integer.MAX_VALUE, V1_3, Integer.MAX_VALUE, V1_0),
                Arguments.of(Integer.MAX_VALUE, V1_0, 1000, 0xFFFF),
                Arguments.of(-1000, V1_0, Integer.MIN_VALUE, 0xFFFF));
    }
}
