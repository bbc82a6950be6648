// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.RundownRef;

/**
 * The documented way for a client to call its provider: through a wrapper that counts the calls in progress and knows
 * when the binding is gone. The registrar sees none of these calls; what it has to do with them is the order of its
 * callbacks.
 */
class CallWrapperTest extends NmrFixture {
    private final AtomicInteger callsThatGotThrough = new AtomicInteger();
    private RecordingProvider provider;
    private RecordingClient client;
    private CallWrapper wrapper;

    /** The provider's dispatch table: one function. */
    @FunctionalInterface
    private interface Table {
        NtStatus function();
    }

    /** The client's wrapper, in the client's words: a count, and a binding that is there or gone. */
    private static final class CallWrapper {
        private final RundownRef callsInProgress = new RundownRef();
        private final Table table;

        CallWrapper(Table table) {
            this.table = table;
        }

        NtStatus function() {
            if (!callsInProgress.acquire()) {
                return STATUS_NOINTERFACE;
            }
            try {
                return table.function();
            } finally {
                callsInProgress.release();
            }
        }

        /** Completes when the last call has returned, which may be at once; either way as a pending detach does. */
        NtStatus detach(Runnable complete) {
            callsInProgress.drain(complete);
            return STATUS_PENDING;
        }
    }

    private void attach(Supplier<NtStatus> function) {
        Table table = () -> {
            callsThatGotThrough.incrementAndGet();
            return function.get();
        };
        provider = provider("P");
        provider.whenAsked = request -> {
            request.accept();
            request.dispatchOut.set(table);
            return STATUS_SUCCESS;
        };
        provider.register();
        client = registeredClient("C");
        wrapper = new CallWrapper((Table) client.offer().providerDispatch.get());
        client.whenDetached = offer -> wrapper.detach(offer::completeDetach);
    }

    @Test
    @Clause("NMR-CONCEPT-14")
    void answersNoInterfaceOnceTheBindingIsGone() {
        attach(() -> STATUS_SUCCESS);
        assertThat(wrapper.function()).as("attached").isEqualTo(STATUS_SUCCESS);

        provider.deregister();

        assertThat(wrapper.function()).isEqualTo(STATUS_NOINTERFACE);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(wrapper.function()).isEqualTo(STATUS_NOINTERFACE);
        assertThat(callsThatGotThrough).hasValue(1);
    }

    @Test
    @Clause({"NMR-CONCEPT-14", "NMR-CONCEPT-12"})
    void letsACallInProgressReturnAndNoOtherBegin() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        attach(() -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return STATUS_SUCCESS;
        });
        Future<NtStatus> call = other.start(wrapper::function);
        inside.await();
        journal.take();

        provider.deregister();

        assertThat(wrapper.function()).isEqualTo(STATUS_NOINTERFACE);
        assertThat(journal.take()).containsExactlyInAnyOrder("C-P client detach", "C-P provider detach");
        goOn.countDown();
        assertThat(OtherThread.result(call)).isEqualTo(STATUS_SUCCESS);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).containsExactlyInAnyOrder("C-P client cleanup", "C-P provider cleanup");
        assertThat(callsThatGotThrough).hasValue(1);
    }

    @Test
    @Clause("NMR-CONCEPT-14")
    void answersNoInterfaceFromWithinTheDetachCallbacksOn() {
        attach(() -> STATUS_SUCCESS);
        provider.whenDetached = request -> {
            assertThat(wrapper.function()).isEqualTo(STATUS_NOINTERFACE);
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).contains("C-P provider detach");
        assertThat(callsThatGotThrough).hasValue(0);
    }
}
