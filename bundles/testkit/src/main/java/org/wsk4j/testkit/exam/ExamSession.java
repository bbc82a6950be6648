// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.io.InputStream;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Constants;

/**
 * The host's end of one container with one probe bundle, from the first test of a class to its last.
 *
 * <p>State: open from {@link #open} to {@link #close}; JUnit closes it with the store of the test class.
 *
 * <p>Threads: the one that JUnit runs the class on.
 */
final class ExamSession implements AutoCloseable {

    private final TestContainer container;
    private final TestAddress probe;

    private ExamSession(TestContainer container, TestAddress probe) {
        this.container = container;
        this.probe = probe;
    }

    /** Starts the container that the class asks for; if that fails, whatever had started is stopped again. */
    static ExamSession open(Class<?> testClass) throws IOException {
        ExamSystem system = PaxExamRuntime.createTestSystem(
                options(composite(ExamConfiguration.of(testClass)), ExamOptions.driver()));
        TestProbeBuilder probeBuilder = system.createProbe();
        TestAddress probe = probeBuilder.addTest(testClass, ProbeInvokerActivator.DRIVER);
        try (InputStream bundle = probeBuilder.build().getStream()) {
            probeBuilder.setHeader(Constants.IMPORT_PACKAGE, ProbeImports.of(bundle));
        }
        TestContainer container = PaxExamRuntime.createContainer(system);
        ExamSession session = new ExamSession(container, probe);
        try {
            container.start();
            try (InputStream bundle = probeBuilder.build().getStream()) {
                container.installProbe(bundle);
            }
            return session;
        } catch (IOException | RuntimeException failure) {
            session.closeAfter(failure);
            throw failure;
        }
    }

    /** Runs one test, named by its JUnit unique id, in the container, and throws here what it threw there. */
    void run(String uniqueId) throws Throwable {
        try {
            container.call(new TestCall(probe, uniqueId));
        } catch (TestContainerException e) {
            throw PortableFailure.unpack(e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * The address of one test: where its probe listens, and its unique id.
     *
     * <p>Pax Exam's own address drops the arguments of an address that has a root.
     */
    private record TestCall(TestAddress root, String uniqueId) implements TestAddress {

        @Override
        public String identifier() {
            return root.identifier();
        }

        @Override
        public String caption() {
            return uniqueId;
        }

        @Override
        public Object[] arguments() {
            return new Object[] {uniqueId};
        }
    }
}
