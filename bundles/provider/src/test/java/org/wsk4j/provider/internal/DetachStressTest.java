// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.WskClientObject;

/** Sockets that open and close while their client, or the provider, detaches. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DetachStressTest extends ProviderFixture {
    private static final int ROUNDS = Boolean.getBoolean("stress") ? 100_000 : 500;

    private Random random() {
        long seed = System.nanoTime();
        System.out.println("DetachStressTest seed " + seed);
        return new Random(seed);
    }

    private void serveSockets() {
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, thread, sd, irp) -> {
            FakeSocket socket = new FakeSocket((WskClientObject) c, "a socket");
            irp.setNextStackLocation();
            return socket.open()
                    ? irp.complete(NtStatus.STATUS_SUCCESS, socket)
                    : irp.complete(NtStatus.STATUS_DEVICE_NOT_READY, 0);
        };
    }

    /** Opens sockets until it is refused; closes each of them. */
    private static void openAndClose(DirectClient client, Random random) {
        List<FakeSocket> open = new ArrayList<>();
        RecordedIrp irp = RecordedIrp.ready();
        while (socket(client.table(), client.client(), irp) == NtStatus.STATUS_SUCCESS) {
            open.add(irp.object(FakeSocket.class));
            if (random.nextBoolean()) {
                open.remove(random.nextInt(open.size())).close();
            }
            irp.again();
        }
        assertThat(irp.completions()).isEqualTo(1);
        assertThat(irp.status()).isIn(NtStatus.STATUS_DEVICE_NOT_READY, NtStatus.STATUS_INVALID_HANDLE);
        open.forEach(FakeSocket::close);
    }

    @Test
    @Clause({"DEREGISTER-03", "DEREGISTER-04", "NMR-WSK-08"})
    void socketsMeetTheDetachOfTheirClient() {
        Random random = random();
        serveSockets();
        provider.start();
        for (int round = 0; round < ROUNDS; round++) {
            DirectClient client = attachedClient();
            Random others = new Random(random.nextLong());
            OtherThread<Void> user = OtherThread.run(() -> openAndClose(client, others));
            spin(random.nextInt(200));
            client.deregister();
            assertThat(client.attachment().isDetached()).isTrue();
            assertThat(client.attachment().sockets()).isEmpty();
            user.result();
        }
        assertThat(logged(Level.ERROR)).isEmpty();
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    @Clause("NMR-WSK-08")
    void socketsThatCloseMeetTheirAbandonment() {
        Random random = random();
        serveSockets();
        provider.configure(OsgiFakes.config(1));
        provider.start();
        int rounds = Math.min(ROUNDS, 5_000) / 5; // each takes a millisecond at least
        for (int round = 0; round < rounds; round++) {
            DirectClient client = attachedClient();
            ClosingSocket[] sockets = {new ClosingSocket(client), new ClosingSocket(client)};
            int pause = random.nextInt(20_000);
            client.startDeregistration();
            OtherThread<Void> closing = OtherThread.run(() -> {
                spin(pause);
                sockets[0].closeOnce();
                sockets[1].closeOnce();
            });
            client.awaitDeregistration();
            assertThat(client.events()).containsOnlyOnce("cleaned up");
            closing.result();
            await(client.attachment()::isDetached); // on a slow machine the provider may have given up before
        }
        assertThat(logged(Level.ERROR)).noneMatch(line -> line.contains("not open"));
    }

    /** A socket that its client and the provider both close, whoever comes first. */
    private static final class ClosingSocket {
        private final FakeSocket socket;
        private boolean closed; // guarded by this

        ClosingSocket(DirectClient client) {
            socket = new FakeSocket(client.attachment(), "a socket", this::closeOnce);
            assertThat(socket.open()).isTrue();
        }

        void closeOnce() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            socket.close();
        }
    }

    @Test
    @Clause("ARCH-02")
    void clientsThatComeAndGoMeetAProviderThatDoes() {
        Random random = random();
        serveSockets();
        for (int round = 0; round < ROUNDS; round++) {
            WskProvider coming = provider(NEVER);
            DirectClient client = new DirectClient(nmr, bundle, "context", V1_0);
            OtherThread<Void> other = OtherThread.run(() -> {
                client.register();
                client.deregister();
            });
            spin(random.nextInt(200));
            coming.start();
            spin(random.nextInt(200));
            coming.stop();
            other.result();
        }
        assertThat(logged(Level.ERROR)).isEmpty();
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }
}
