// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.spi.OwnedRequest;

/** The client object by itself. */
class AttachmentTest extends ProviderFixture {
    private final WskClientDispatch clientDispatch = new WskClientDispatch(V1_0, 0, null);
    private final AtomicInteger completions = new AtomicInteger();
    private final Attachment client = attachment("context");

    private Attachment attachment(Object bindingContext) {
        return new Attachment(
                dispatch, null, NpiModuleId.of(bundle), bindingContext, clientDispatch, accounts.of(bundle));
    }

    @Test
    @Clause({"CLIENT-NPI-01", "CLIENT-NPI-02"})
    void knowsTheClientsContextDispatchAndBundle() {
        Object context = new Object();

        assertThat(attachment(new WskClientNpi(context, clientDispatch)).clientContext())
                .isSameAs(context);
        assertThat(attachment(new WskClientNpi(null, clientDispatch)).clientContext())
                .isNull();
        assertThat(attachment(context).clientContext()).isSameAs(context);
        assertThat(attachment(null).clientContext()).isNull();
        assertThat(client.clientDispatch()).isSameAs(clientDispatch);
        assertThat(client.bundle()).isSameAs(bundle);
        assertThat(client).hasToString("org.acme.client");
    }

    @Test
    @Clause({"DEREGISTER-04", "DEREGISTER-05"})
    void staysAttachedUntilTheLastRequestAndTheLastSocketAreGone() {
        FakeSocket socket = new FakeSocket(client, "a socket");
        assertThat(client.acquire()).isTrue();
        assertThat(socket.open()).isTrue();

        client.detach(completions::incrementAndGet);

        assertThat(client.acquire()).isFalse();
        assertThat(new FakeSocket(client, "a late one").open()).isFalse();
        assertThat(client.sockets()).containsExactly(socket);
        client.release();
        assertThat(completions).hasValue(0);
        socket.close();
        assertThat(completions).hasValue(1);
        assertThat(client.isDetached()).isTrue();
        assertThat(client.sockets()).isEmpty();
    }

    @Test
    @Clause({"STATIC-EVENTS-01", "STATIC-EVENTS-02"})
    void takesStaticEventsUntilItHasHadASocket() {
        FakeSocket socket = new FakeSocket(client, "a socket");
        assertThat(client.staticEvents()).isZero();

        assertThat(client.enableStatically(WskConstants.WSK_EVENT_RECEIVE)).isTrue();
        assertThat(client.enableStatically(WskConstants.WSK_EVENT_DISCONNECT)).isTrue();
        socket.open();
        assertThat(client.enableStatically(WskConstants.WSK_EVENT_ACCEPT)).isFalse();
        socket.close();
        assertThat(client.enableStatically(WskConstants.WSK_EVENT_ACCEPT)).isFalse();

        assertThat(client.staticEvents()).isEqualTo(WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT);
    }

    @Test
    @Clause("DEREGISTER-05")
    void staysAttachedUntilTheLastPendingRequestIsOver() {
        OwnedRequest request = () -> "WskSocketConnect";
        assertThat(client.begun(request)).isTrue();

        client.detach(completions::incrementAndGet);

        assertThat(client.begun(() -> "a late one")).isFalse();
        assertThat(completions).hasValue(0);
        client.ended(request);
        assertThat(completions).hasValue(1);
    }

    @Test
    void aRequestThatEndsTwiceIsReportedAndCountsOnce() {
        OwnedRequest request = () -> "WskSocketConnect";
        client.begun(request);
        client.begun(() -> "another");
        client.ended(request);

        client.ended(request);

        assertThat(client.uses()).isEqualTo(1);
        assertThat(logged(Level.ERROR)).singleElement().asString().contains("org.acme.client");
    }

    @Test
    void aSocketThatClosesTwiceIsReportedAndCountsOnce() {
        FakeSocket socket = new FakeSocket(client, "a socket");
        FakeSocket other = new FakeSocket(client, "another");
        socket.open();
        other.open();
        socket.close();

        socket.close();

        assertThat(client.uses()).isEqualTo(1);
        assertThat(logged(Level.ERROR)).singleElement().asString().contains("org.acme.client");
    }

    @Test
    void aSocketOpensOnce() {
        FakeSocket socket = new FakeSocket(client, "a socket");
        socket.open();

        assertThatIllegalStateException().isThrownBy(socket::open);

        assertThat(client.uses()).isEqualTo(1);
    }
}
