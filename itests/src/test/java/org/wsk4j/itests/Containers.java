// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.wsk4j.testkit.exam.ExamOptions.bundle;

import java.util.Arrays;
import org.ops4j.pax.exam.Option;

/**
 * The named pieces that the configurations of container tests are made of.
 *
 * <p>Whether they go into Felix or Equinox, in this JVM or in one of its own, is decided by the class path of the run.
 *
 * <p>Threads: safe for all; used on the host only.
 */
final class Containers {

    private static final String JDK_LOGGING = "java.util.logging.config.file";
    private static final int BEFORE_ALL_OTHERS = 1;

    private Containers() {}

    /** What every configuration starts with: an empty framework with a logger, components and AssertJ, but no WSK. */
    static Option plainFramework() {
        return composite(
                cleanCaches(),
                systemProperty("stress").value(System.getProperty("stress", "false")),
                importsAreTheOnlyWayIn(),
                logging(),
                components(),
                assertions());
    }

    /** A plain framework with WSK in it, but no transport. */
    static Option wsk4jCore() {
        return composite(
                plainFramework(),
                wsk4j("api", "nmr", "registration", "provider", "transport-registry", "socket", "socket-connect"));
    }

    /** One transport, named as its bundle is after {@code transport-}, as in {@code transport("tcpip")}. */
    static Option transport(String name) {
        return wsk4j("transport-" + name);
    }

    /** Operations on clients as a whole. */
    static Option controlClient() {
        return wsk4j("control-client");
    }

    /** Names and addresses: the functions, and the table of hosts. */
    static Option nameResolution() {
        return wsk4j("address-info", "namespace-hosts");
    }

    /** Names by DNS servers, which are asked when they are configured, and the library for it. */
    static Option dns() {
        return composite(bundle("org.xbill.dns"), wsk4j("namespace-dns"));
    }

    /** Who says what is waited for. */
    static Option watch() {
        return wsk4j("watch");
    }

    /** Who may do what, as far as it is configured. */
    static Option policy() {
        return wsk4j("policy");
    }

    /** The echo server, which listens when it is configured. */
    static Option sampleEcho() {
        return wsk4j("sample-echo");
    }

    /** The Gogo commands and the runtime that executes them, without the console that reads this JVM's input. */
    static Option shell() {
        return composite(bundle("org.apache.felix.gogo.runtime"), wsk4j("shell"));
    }

    /** AssertJ, which the tests use inside the container too. */
    static Option assertions() {
        return composite(bundle("assertj-core"), bundle("net.bytebuddy.byte-buddy"));
    }

    /** Without this Felix looks on the class path of the host for a class that a bundle forgot to import. */
    private static Option importsAreTheOnlyWayIn() {
        return frameworkProperty("felix.bootdelegation.implicit").value("false");
    }

    private static Option wsk4j(String... modules) {
        return composite(Arrays.stream(modules)
                .map(module -> bundle("org.wsk4j." + module))
                .toArray(Option[]::new));
    }

    /** SLF4J finds its backend by a service loader, which SPI Fly joins across bundles: it must be there first. */
    private static Option logging() {
        return composite(
                systemProperty("org.slf4j.simpleLogger.defaultLogLevel").value("warn"),
                systemProperty(JDK_LOGGING).value(System.getProperty(JDK_LOGGING, "")),
                atLogLevel("org.objectweb.asm"),
                atLogLevel("org.objectweb.asm.commons"),
                atLogLevel("org.objectweb.asm.tree"),
                atLogLevel("org.objectweb.asm.tree.analysis"),
                atLogLevel("org.objectweb.asm.util"),
                atLogLevel("org.apache.aries.spifly.dynamic.bundle"),
                atLogLevel("slf4j.api"),
                atLogLevel("slf4j.simple"));
    }

    private static Option components() {
        return composite(
                bundle("org.osgi.util.function"),
                bundle("org.osgi.util.promise"),
                bundle("org.osgi.service.component"),
                bundle("org.apache.felix.configadmin"),
                bundle("org.apache.felix.scr"));
    }

    private static Option atLogLevel(String symbolicName) {
        return bundle(symbolicName).startLevel(BEFORE_ALL_OTHERS);
    }
}
