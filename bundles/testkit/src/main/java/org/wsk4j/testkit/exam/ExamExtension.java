// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.io.IOException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.osgi.framework.FrameworkUtil;

/**
 * The driver as JUnit sees it, on both sides of the container's wall.
 *
 * <p>On the host it opens an {@link ExamSession} per class, skips the lifecycle methods and sends each test method,
 * named by its unique id, into the container. There {@link JupiterInvoker} runs it with this same extension, which now
 * calls the methods and injects services through {@link ProbeServices}. A test class knows which side it is on by
 * whether a bundle loaded it.
 *
 * <p>Threads: the ones JUnit calls it on; it has no state of its own.
 */
final class ExamExtension
        implements BeforeAllCallback, TestInstancePostProcessor, ParameterResolver, InvocationInterceptor {

    private static final Namespace SESSIONS = Namespace.create(ExamExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        boolean nestedInSession = session(context) != null;
        if (isHost(context) && !nestedInSession) {
            store(context).put(ExamSession.class, ExamSession.open(context.getRequiredTestClass()));
        }
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        if (!isHost(context)) {
            ProbeServices.of(context).injectFields(instance);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(Service.class) && parameter.getDeclaringExecutable() instanceof Method;
    }

    /** The host answers null for every service: there JUnit resolves the parameters of methods it never calls. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return isHost(context) ? null : ProbeServices.of(context).resolve(parameter);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        callInContainerOnly(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        callInContainerOnly(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        sendToContainer(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        sendToContainer(invocation, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
        throw new ExtensionConfigurationException("@ExamTest cannot run the @TestFactory " + method.getExecutable()
                + ": its tests would exist in the container only");
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        callInContainerOnly(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        callInContainerOnly(invocation, context);
    }

    private static void callInContainerOnly(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        if (isHost(context)) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }

    private static void sendToContainer(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        if (isHost(context)) {
            invocation.skip();
            session(context).run(context.getUniqueId());
        } else {
            invocation.proceed();
        }
    }

    private static boolean isHost(ExtensionContext context) {
        return FrameworkUtil.getBundle(context.getRequiredTestClass()) == null;
    }

    /** The session of the class or of a class around it, null if there is none yet. */
    private static ExamSession session(ExtensionContext context) {
        return store(context).get(ExamSession.class, ExamSession.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(SESSIONS);
    }
}
