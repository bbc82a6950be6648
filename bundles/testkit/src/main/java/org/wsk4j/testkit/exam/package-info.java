// SPDX-License-Identifier: Apache-2.0

/**
 * A JUnit 5 driver for Pax Exam 4.14: Jupiter tests that run inside an OSGi framework.
 *
 * <p>Pax Exam starts the framework, native, forked or Karaf; this package replaces its JUnit 4 runner. It knows nothing
 * of WSK and can be used alone:
 *
 * <pre>{@code
 * @ExamTest
 * class GreeterIT {
 *     @Inject Greeter greeter;
 *
 *     @Configuration static Option[] configuration() {
 *         return options(ExamOptions.bundle("org.apache.felix.scr"), ExamOptions.bundleOf(Greeter.class));
 *     }
 *
 *     @Test void greets(@Service BundleContext context) {
 *         assertThat(greeter.greet("Ann")).isEqualTo("Hello, Ann!");
 *     }
 * }
 * }</pre>
 *
 * <h2>How it works</h2>
 *
 * <p>The same test class is loaded twice. On the <em>host</em> side JUnit discovers and reports it as usual; before the
 * first test {@link org.wsk4j.testkit.exam.ExamTest} starts one container for the class and its nested classes, with
 * the options of its one {@code @Configuration} method and with the JUnit bundles, and packs the test classes into a
 * probe bundle, which imports what they name as far as it is there, and the rest dynamically. Each test method is then not called but named: its JUnit unique id goes through
 * {@code TestContainer.call}. On the <em>container</em> side the Jupiter engine runs exactly that id with the classes
 * of the probe, and what it threw comes back with its stack trace, its causes and its suppressed failures.
 *
 * <h2>What it needs</h2>
 *
 * <ul>
 *   <li>on the class path of the tests: one framework, one of Pax Exam's containers, {@code pax-exam-link-assembly},
 *       {@code pax-url-link}, {@code pax-url-classpath} and {@code javax.inject}. No Maven repository is consulted at
 *       run time, and a second framework is another run with another class path;
 *   <li>the system properties {@code java.protocol.handler.pkgs=org.ops4j.pax.url} and {@code pax.exam.logging=none}
 *       with an SLF4J 2 API among the bundles of the configuration;
 *   <li>for Felix in the JVM of the tests, the framework property {@code felix.bootdelegation.implicit=false}:
 *       otherwise a bundle may get a class that it forgot to import from the class path of the host;
 *   <li>for the forked container, the JVM of the tests in {@code JAVA_HOME}: Pax Exam starts that one;
 *   <li>JUnit 5.13 or a later 5.x.
 * </ul>
 *
 * <h2>What works, and what does not</h2>
 *
 * <ul>
 *   <li>{@code @Test}, {@code @ParameterizedTest}, {@code @RepeatedTest}, {@code @Nested}, {@code @BeforeEach},
 *       {@code @AfterEach}, {@code @Timeout} and assumptions work. Conditions such as {@code @EnabledOnOs} are decided
 *       on the host, once.
 *   <li>Each test is a Jupiter run of its own in the container: {@code @BeforeAll} and {@code @AfterAll} run once per
 *       test, and static fields keep their values between tests although a new instance runs each.
 *   <li>Constructors, field initialisers, argument sources and other extensions run on both sides, so they must do
 *       without the framework. The instance of the host side is never used.
 *   <li>{@code @TestFactory} is refused: its tests do not exist before the method has run in the container.
 *   <li>{@code @Service} parameters belong to methods; fields use {@code @Inject}, with Pax Exam's {@code @Filter}.
 *   <li>A bundle that does not resolve fails the class.
 * </ul>
 *
 * <p>Import range for users: {@code [1.0,2)}. There is nothing here to implement, hence none for providers.
 */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.exam;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
