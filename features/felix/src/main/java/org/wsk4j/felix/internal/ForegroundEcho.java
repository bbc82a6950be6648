// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * Runs the echo server, and prints {@code ready} and nothing else on the standard output once it listens.
 *
 * <p>The server knows nothing of this: it is configured as any component is, and it listens when it is active. If it fails,
 * the process says why on the error output, and ends with status 1; status 2 is for words that make no sense.
 *
 * <p>Threads: one daemon thread, until the server listens. The process is ended by a signal, whose shutdown hook stops the
 * framework in order.
 */
@Component(
        service = {},
        enabled = false)
public final class ForegroundEcho {
    static final String NAME = "echo";

    private static final String SERVER = "org.wsk4j.sample-echo"; // its bundle, and its PID
    private static final long PATIENCE = 30; // seconds: far more than a slow machine needs
    private static final long OFTEN = 5; // milliseconds: the runtime tells of changes only seconds later

    /** The first line of a stack trace, or of a cause in it, that has a message. */
    private static final Pattern MESSAGE = Pattern.compile("^(?:Caused by: )?[\\w.$]+: (.+)$", Pattern.MULTILINE);

    private final BundleContext context;
    private final Bundle framework;
    private final ConfigurationAdmin configurations;
    private final ServiceComponentRuntime components;
    private final Thread starter = new Thread(this::start, "wsk4j-echo");

    /** Called by Declarative Services, when {@link Foreground} has chosen this. */
    @Activate
    public ForegroundEcho(
            BundleContext context,
            @Reference(name = "configurations") ConfigurationAdmin configurations,
            @Reference(name = "components") ServiceComponentRuntime components) {
        this.context = context;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        this.configurations = configurations;
        this.components = components;
    }

    @Activate
    void activate() {
        starter.setDaemon(true);
        starter.start();
    }

    @Deactivate
    void deactivate() {
        starter.interrupt();
    }

    private void start() {
        EchoArguments arguments =
                EchoArguments.parse(EchoArguments.after(NAME, context.getProperty("wsk4j.arguments")));
        if (arguments == null) {
            exit(2, EchoArguments.USAGE);
            return;
        }
        try {
            FrameworkStart.await(context); // only then all transports are there
            StopOrder.clientsFirst(context);
            configurations.getConfiguration(SERVER, "?").update(arguments.properties());
            String failure = awaitServer();
            if (failure == null) {
                new PrintStream(new FileOutputStream(FileDescriptor.out), true).println("ready");
            } else {
                exit(1, failure);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // the framework stops
        } catch (IOException | RuntimeException e) {
            if (!stopping()) {
                exit(1, e.toString());
            }
        }
    }

    /** Waits until the server is active; its failure if it cannot be, otherwise null. */
    private String awaitServer() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (System.nanoTime() - deadline < 0) {
            for (ComponentConfigurationDTO server : servers()) {
                if (server.state == ComponentConfigurationDTO.ACTIVE) {
                    return null;
                }
                if (server.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    return reason(server.failure);
                }
            }
            TimeUnit.MILLISECONDS.sleep(OFTEN);
        }
        return "the echo server is not active after " + PATIENCE + " s" + missing();
    }

    /** What the server lacks. */
    private String missing() {
        List<String> missing = servers().stream()
                .flatMap(server -> Arrays.stream(server.unsatisfiedReferences))
                .map(reference -> reference.name)
                .toList();
        return missing.isEmpty() ? "" : ": it lacks " + String.join(", ", missing);
    }

    /** The message of what the server has thrown, which the runtime keeps as a stack trace. */
    private static String reason(String stackTrace) {
        Matcher message = MESSAGE.matcher(stackTrace);
        return message.find() ? message.group(1) : stackTrace;
    }

    /** Whether the framework takes away what the work of this thread needs: then there is nothing to say. */
    private boolean stopping() {
        return Thread.currentThread().isInterrupted() || framework.getState() != Bundle.ACTIVE;
    }

    private List<ComponentConfigurationDTO> servers() {
        Bundle[] bundles = Arrays.stream(context.getBundles())
                .filter(bundle -> SERVER.equals(bundle.getSymbolicName()))
                .toArray(Bundle[]::new);
        return components.getComponentDescriptionDTOs(bundles).stream()
                .map(components::getComponentConfigurationDTOs)
                .flatMap(Collection::stream)
                .toList();
    }

    private static void exit(int status, String reason) {
        System.err.println("wsk4j: " + reason);
        new Thread(() -> System.exit(status), "wsk4j-exit").start();
    }
}
