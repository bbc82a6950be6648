// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.WrappedTestContainerException;

/**
 * Carries what a test threw out of the container, where its class may be unknown and another JVM may be listening.
 *
 * <p>The container packs a failure, its causes and its suppressed failures into Pax Exam's wrappers, which hold names
 * and stack traces only. The host unpacks them into what JUnit tells apart: an aborted test, a failed assertion,
 * anything else. Expected and actual values of an assertion stay behind; its message does not.
 */
final class PortableFailure {

    private PortableFailure() {}

    static WrappedTestContainerException pack(Throwable failure) {
        return pack(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** A failure that is its own cause, or is met twice, is packed the first time only. */
    private static WrappedTestContainerException pack(Throwable failure, Set<Throwable> packed) {
        packed.add(failure);
        WrappedTestContainerException wrapper = new WrappedTestContainerException(failure.toString(), failure);
        Throwable cause = failure.getCause();
        if (cause != null && !packed.contains(cause)) {
            wrapper.initCause(pack(cause, packed));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!packed.contains(suppressed)) {
                wrapper.addSuppressed(pack(suppressed, packed));
            }
        }
        return wrapper;
    }

    /** What to throw on the host for a failed call; a failure of the container itself stays what it is. */
    static Throwable unpack(TestContainerException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof WrappedTestContainerException wrapper) {
                return unwrap(wrapper);
            }
        }
        return failure;
    }

    private static Throwable unwrap(WrappedTestContainerException wrapper) {
        Throwable failure = sameKind(wrapper);
        failure.setStackTrace(wrapper.getStackTrace());
        for (Throwable suppressed : wrapper.getSuppressed()) {
            failure.addSuppressed(unwrapped(suppressed));
        }
        return failure;
    }

    private static Throwable sameKind(WrappedTestContainerException wrapper) {
        String message = wrapper.getWrappedMessage();
        Throwable cause = unwrapped(wrapper.getCause());
        if (isA(TestAbortedException.class, wrapper)) {
            return new TestAbortedException(message, cause);
        }
        if (isA(AssertionError.class, wrapper)) {
            return new AssertionFailedError(message, cause);
        }
        return new ThrownInContainer(wrapper.getMessage(), cause);
    }

    private static Throwable unwrapped(Throwable t) {
        return t instanceof WrappedTestContainerException wrapper ? unwrap(wrapper) : t;
    }

    /** Asks the host's class of that name; a class that only the container knows is of neither kind. */
    private static boolean isA(Class<?> kind, WrappedTestContainerException wrapper) {
        try {
            ClassLoader loader = PortableFailure.class.getClassLoader();
            return kind.isAssignableFrom(Class.forName(wrapper.getWrappedClassName(), false, loader));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** An exception of the container that reads in reports as the original does. */
    static final class ThrownInContainer extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ThrownInContainer(String original, Throwable cause) {
            super(original, cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
