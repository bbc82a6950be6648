// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.ops4j.pax.exam.TestContainerException;

/** What a test threw in the container is thrown again, as far as the host can tell, on the host. */
class PortableFailureTest {

    @Test
    void keepsMessageAndStackTraceOfAFailedAssertion() {
        AssertionError original = new AssertionError("1 is not 2");

        Throwable arrived = sendToHost(original);

        assertThat(arrived).isExactlyInstanceOf(AssertionFailedError.class).hasMessage("1 is not 2");
        assertThat(arrived.getStackTrace()).isEqualTo(original.getStackTrace());
    }

    @Test
    void keepsAnAbortedTestAborted() {
        assertThat(sendToHost(new TestAbortedException("no network")))
                .isExactlyInstanceOf(TestAbortedException.class)
                .hasMessage("no network");
    }

    @Test
    void namesTheTypeOfAnyOtherFailure() {
        assertThat(sendToHost(new IllegalStateException("closed")))
                .isNotInstanceOf(AssertionError.class)
                .hasToString("java.lang.IllegalStateException: closed");
    }

    @Test
    void treatsATypeTheHostDoesNotKnowAsAnyOtherFailure() throws Exception {
        Throwable foreign = (Throwable) hiddenClass().getDeclaredConstructor().newInstance();

        assertThat(sendToHost(foreign)).isNotInstanceOf(AssertionError.class).hasToString(foreign.toString());
    }

    @Test
    void keepsCausesAndSuppressedFailures() {
        IllegalStateException original = new IllegalStateException("outer", new IOException("cause"));
        original.addSuppressed(new AssertionError("suppressed"));

        Throwable arrived = sendToHost(original);

        assertThat(arrived.getCause()).hasToString("java.io.IOException: cause");
        assertThat(arrived.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed)
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("suppressed"));
    }

    @Test
    void packsACycleOfCausesOnce() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);

        assertThat(sendToHost(one).getCause())
                .hasToString("java.lang.Exception: two")
                .hasNoCause();
    }

    @Test
    void findsAFailureThatTheContainerHasWrapped() {
        TestContainerException thrown = new TestContainerException(PortableFailure.pack(new AssertionError("inner")));

        assertThat(PortableFailure.unpack(thrown))
                .isInstanceOf(AssertionError.class)
                .hasMessage("inner");
    }

    @Test
    void leavesAFailureOfTheContainerItself() {
        TestContainerException thrown = new TestContainerException("framework is gone");

        assertThat(PortableFailure.unpack(thrown)).isSameAs(thrown);
    }

    /** Packs, serializes as remote method invocation does, and unpacks. */
    private static Throwable sendToHost(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(PortableFailure.pack(failure));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return PortableFailure.unpack((TestContainerException) in.readObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("the host must need no class of the container", e);
        }
    }

    /** A class that nobody finds by its name, as the host cannot find one that only the container has. */
    private static Class<?> hiddenClass() throws IOException, IllegalAccessException {
        try (InputStream in = HiddenFailure.class.getResourceAsStream("PortableFailureTest$HiddenFailure.class")) {
            return MethodHandles.lookup()
                    .defineHiddenClass(in.readAllBytes(), false)
                    .lookupClass();
        }
    }

    private static final class HiddenFailure extends AssertionError {

        private static final long serialVersionUID = 1L;

        HiddenFailure() {
            super("hidden");
        }
    }
}
