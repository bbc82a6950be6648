// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs commands from the standard input of a framework that was started for its shell, and ends the process with them.
 *
 * <p>Gogo's own console ends with a message and cannot be asked for an exit status; this one prints its greeting, what
 * commands print, and nothing else. It reads when all bundles have started, so that the first command finds what it
 * names. The prompt is the framework property {@code wsk4j.prompt}, by default none. {@link Foreground} enables it.
 *
 * <p>Threads: one daemon thread reads; {@code exit} may come from any session and ends the process from a thread of its
 * own, since stopping the framework waits for the session's threads.
 */
@Component(
        service = ForegroundConsole.class,
        immediate = true,
        enabled = false,
        property = {CommandProcessor.COMMAND_SCOPE + "=wsk4j", CommandProcessor.COMMAND_FUNCTION + "=exit"})
public final class ForegroundConsole {
    private static final String GREETING = "wsk4j %d.%d.%d on Apache Felix %s%n"
            + "Type wsk:transports, wsk:send HOST PORT TEXT, wsk:connect HOST PORT, wsk:listen PORT, wsk:udp HOST PORT,"
            + " wsk:options, wsk:capabilities, or help. exit 0 leaves.%n";

    private final BundleContext context;
    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    private final CommandSession session;
    private final CommandLoop loop;
    private final Thread reader = new Thread(this::greetAndRead, "wsk4j-console");

    @Activate
    public ForegroundConsole(BundleContext context, @Reference(name = "processor") CommandProcessor processor) {
        this.context = context;
        InputStream in = new FileInputStream(FileDescriptor.in); // not buffered: commands may read from it, too
        session = processor.createSession(in, out, new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        String prompt = context.getProperty("wsk4j.prompt");
        loop = new CommandLoop(session, in, out, prompt == null ? "" : prompt);
    }

    @Activate
    void activate() {
        reader.setDaemon(true);
        reader.start();
    }

    /** The command {@code exit}: as {@code exit 0}. */
    public void exit() {
        exit(0);
    }

    /** The command {@code exit STATUS}: stops the framework in order and ends the process with the status. */
    public void exit(int status) {
        loop.end();
        new Thread(() -> System.exit(status), "wsk4j-exit").start();
    }

    @Deactivate
    void deactivate() {
        loop.end();
        reader.interrupt();
        session.close();
    }

    private void greetAndRead() {
        try {
            FrameworkStart.await(context);
            StopOrder.clientsFirst(context);
            Version version = context.getBundle().getVersion();
            Version felix = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getVersion();
            out.printf(GREETING, version.getMajor(), version.getMinor(), version.getMicro(), felix);
            if (loop.run()) {
                exit(0);
            }
        } catch (InterruptedException | IllegalStateException stopped) {
            loop.end();
        } catch (IOException unreadable) {
            exit(1);
        }
    }
}
