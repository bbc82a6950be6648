// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.valfirst.slf4jtest.TestLogger;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;

/** The shell's attachment, and connecting through it. */
@Timeout(60)
class ShellClientTest {
    private final FakeProvider provider = new FakeProvider();
    private final ShellClient client = new ShellClient();

    @Test
    void triesTheAddressesInOrderUntilOneWorks() throws Exception {
        client.bindNpi(provider.npi());
        int[] attempts = new int[1];
        Destination localhost = Destination.parse("localhost", "80");
        int addresses = localhost.resolve().size();
        provider.connecting(
                remote -> ++attempts[0] < addresses ? NtStatus.STATUS_CONNECTION_REFUSED : NtStatus.STATUS_SUCCESS);

        client.connect(localhost).close();

        assertThat(provider.tried).isEqualTo(localhost.resolve());
        assertThat(provider.onlySocket().isClosed()).isTrue();
    }

    @Test
    void namesEveryAddressThatFailedInOneLine() throws Exception {
        client.bindNpi(provider.npi());
        provider.connecting(remote -> remote.family() == AddressFamily.AF_INET
                ? NtStatus.STATUS_CONNECTION_REFUSED
                : NtStatus.STATUS_NETWORK_UNREACHABLE);
        Destination localhost = Destination.parse("localhost", "80");

        assertThatThrownBy(() -> client.connect(localhost))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("connect to 127.0.0.1:80 failed: STATUS_CONNECTION_REFUSED: ")
                .extracting(Throwable::getMessage)
                .matches(line -> line.split("; ").length == provider.tried.size())
                .matches(line -> line.lines().count() == 1);
    }

    @Test
    void followsAProviderThatIsReplaced() throws Exception {
        client.bindNpi(provider.npi());
        FakeProvider successor = new FakeProvider();

        client.bindNpi(successor.npi());
        client.unbindNpi(provider.npi());
        client.connect(Destination.parse("127.0.0.1", "80")).close();

        assertThat(provider.sockets).isEmpty();
        assertThat(successor.sockets).hasSize(1);
    }

    @Test
    void leavesTheConnectionsOfAnotherProviderAlone() throws Exception {
        client.bindNpi(provider.npi());
        FakeProvider successor = new FakeProvider();
        client.bindNpi(successor.npi());
        try (Connection connection = client.connect(Destination.parse("127.0.0.1", "80"))) {
            client.unbindNpi(provider.npi());

            assertThat(connection.isEnding()).isFalse();
        }
    }

    @Test
    void aConnectThatHangsEndsWhenTheProviderGoes() throws Exception {
        client.bindNpi(provider.npi());
        provider.connecting(remote -> NtStatus.STATUS_PENDING);
        FakeSession session = new FakeSession();
        Thread thread = new Thread(
                () -> new SendCommand(client).send(session.session(), "127.0.0.1", "80", "hello"), "command");
        thread.start();
        ConnectCommandTest.await(provider::isConnecting);

        client.unbindNpi(provider.npi());
        thread.join();

        assertThat(session.lines())
                .containsExactly("connect to 127.0.0.1:80 failed: STATUS_DEVICE_NOT_READY: "
                        + NtStatus.STATUS_DEVICE_NOT_READY.meaning());
    }

    @Test
    void logsOutsideItsLock() throws Exception {
        client.bindNpi(provider.npi());
        AtomicBoolean logged = new AtomicBoolean();
        AtomicBoolean locked = new AtomicBoolean();
        PrintStream errors = System.err;
        TestLogger logger = TestLoggerFactory.getTestLogger(ShellClient.class);
        try (Connection connection = client.connect(Destination.parse("127.0.0.1", "80"))) {
            OutputStream probe = new OutputStream() {
                @Override
                public void write(int b) {
                    if (logged.compareAndSet(false, true)) {
                        locked.set(!callsInAnotherThread(() -> client.bindNpi(provider.npi())));
                    }
                }
            };
            TestLoggerFactory.getInstance().setPrintLevel(Level.WARN);
            System.setErr(new PrintStream(probe, true));
            Thread.currentThread().interrupt(); // or it would wait
            client.unbindNpi(provider.npi());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(connection.isEnding()).isTrue();
        } finally {
            System.setErr(errors);
            TestLoggerFactory.getInstance().setPrintLevel(Level.ERROR);
            logger.clearAll();
        }
        assertThat(logged).isTrue();
        assertThat(locked).isFalse();
    }

    private static boolean callsInAnotherThread(Runnable call) {
        boolean interrupted = Thread.interrupted();
        Thread thread = new Thread(call, "other");
        thread.start();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    @Test
    void isWithoutAProviderAfterItWent() {
        client.bindNpi(provider.npi());
        client.unbindNpi(provider.npi());

        assertThatThrownBy(() -> client.connect(Destination.parse("127.0.0.1", "80")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("STATUS_DEVICE_NOT_READY");
    }
}
