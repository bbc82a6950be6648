// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/** One client and one provider of one NPI, which count their callbacks. Threads: safe for all. */
final class MeetingPair {
    final AtomicInteger offers = new AtomicInteger();
    final AtomicInteger attached = new AtomicInteger();
    final AtomicInteger clientDetaches = new AtomicInteger();
    final AtomicInteger providerDetaches = new AtomicInteger();
    final AtomicInteger clientCleanups = new AtomicInteger();
    final AtomicInteger providerCleanups = new AtomicInteger();
    final AtomicInteger bugChecks = new AtomicInteger();

    private final PairingRegistrar nmr;
    private final NtStatus clientAnswer;
    private final NtStatus providerAnswer;
    private final NmrClientHandle client = new NmrClientHandle();
    private final NmrProviderHandle provider = new NmrProviderHandle();
    private volatile NmrBindingHandle binding; // set when offered

    /** Both attach; a detach callback answers as given here. */
    MeetingPair(PairingRegistrar nmr, NtStatus clientAnswer, NtStatus providerAnswer) {
        this.nmr = nmr;
        this.clientAnswer = clientAnswer;
        this.providerAnswer = providerAnswer;
    }

    void registerClient() {
        NpiClientCharacteristics characteristics = new NpiClientCharacteristics(
                this::attach,
                context -> count(clientDetaches, clientAnswer),
                context -> clientCleanups.incrementAndGet(),
                new NpiRegistrationInstance(NmrFixture.NPI, RecordingClient.moduleId("C"), 0, null));
        assertThat(nmr.nmrRegisterClient(characteristics, null, client)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    void registerProvider() {
        NpiProviderCharacteristics characteristics = new NpiProviderCharacteristics(
                (handle, context, instance, clientContext, table, contextOut, tableOut) -> NtStatus.STATUS_SUCCESS,
                context -> count(providerDetaches, providerAnswer),
                context -> providerCleanups.incrementAndGet(),
                new NpiRegistrationInstance(NmrFixture.NPI, RecordingClient.moduleId("P"), 0, null));
        assertThat(nmr.nmrRegisterProvider(characteristics, null, provider)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private NtStatus attach(NmrBindingHandle handle, Object context, NpiRegistrationInstance instance) {
        offers.incrementAndGet();
        binding = handle;
        NtStatus status = nmr.nmrClientAttachProvider(handle, this, null, Ptr.of(null), Ptr.of(null));
        if (status == NtStatus.STATUS_SUCCESS) {
            attached.incrementAndGet();
        }
        return status;
    }

    private static NtStatus count(AtomicInteger calls, NtStatus answer) {
        calls.incrementAndGet();
        return answer;
    }

    NtStatus deregisterClient() {
        return nmr.nmrDeregisterClient(client);
    }

    NtStatus deregisterProvider() {
        return nmr.nmrDeregisterProvider(provider);
    }

    void awaitClient() {
        assertThat(nmr.nmrWaitForClientDeregisterComplete(client)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    void awaitProvider() {
        assertThat(nmr.nmrWaitForProviderDeregisterComplete(provider)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    void completeClient() {
        complete(() -> nmr.nmrClientDetachProviderComplete(binding));
    }

    void completeProvider() {
        complete(() -> nmr.nmrProviderDetachClientComplete(binding));
    }

    private void complete(Runnable completion) {
        try {
            completion.run();
        } catch (BugCheck bugCheck) {
            assertThat(bugCheck.code()).isEqualTo(BugCheck.Code.NMR_INVALID_STATE);
            bugChecks.incrementAndGet();
        }
    }

    /** Whoever was attached saw each callback once; nobody else saw any. */
    void assertLivedOnce() {
        int lives = attached.get();
        assertThat(offers.get()).isBetween(lives, 1);
        assertThat(new int[] {clientDetaches.get(), providerDetaches.get(), clientCleanups.get(), providerCleanups.get()
                })
                .as("detaches and cleanups of client and provider")
                .containsExactly(lives, lives, lives, lives);
    }
}
