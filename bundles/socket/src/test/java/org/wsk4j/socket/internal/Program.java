// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the system that a test runs, and what it writes. Where it is not installed, the test is skipped.
 *
 * <p>Threads: one.
 */
final class Program implements AutoCloseable {
    private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/usr/local/bin");

    private final List<String> command;
    private final Process process;
    private final Path output;
    private final Path errors;

    private Program(List<String> command, Process process, Path output, Path errors) {
        this.command = command;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** Skips the test unless a program is there, and says which Debian package has it. */
    static void assumeInstalled(String name, String debianPackage) {
        assumeTrue(find(name) != null, name + " is not installed: apt-get install " + debianPackage);
    }

    private static Path find(String name) {
        Stream<String> path = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(path, MORE_FOLDERS.stream())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Starts a program that is installed; its output is kept in a folder. */
    static Program start(Path folder, String name, String... arguments) {
        return start(folder, name, find(name), List.of(arguments));
    }

    /** Starts a class of the tests, which needs no others, in a process of its own. */
    static Program java(Path folder, Class<?> program, String... arguments) {
        String classes =
                program.getProtectionDomain().getCodeSource().getLocation().getPath();
        List<String> all = new ArrayList<>(List.of("-Xmx256m", "-cp", classes, program.getName()));
        all.addAll(List.of(arguments));
        return start(folder, "java", Path.of(System.getProperty("java.home"), "bin", "java"), all);
    }

    private static Program start(Path folder, String name, Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile(folder, name, ".out");
            Path errors = Files.createTempFile(folder, name, ".err");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            return new Program(command, process, output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives it input. */
    Program write(byte[] bytes) {
        try {
            OutputStream input = process.getOutputStream();
            input.write(bytes);
            input.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(command + " reads no more: " + errors(), e);
        }
    }

    /** Ends its input. */
    Program finishInput() {
        try {
            process.getOutputStream().close();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has written so far. */
    byte[] output() {
        return bytes(output);
    }

    /** How much it has written so far. */
    long written() {
        return output.toFile().length();
    }

    /** What it has complained about so far. */
    String errors() {
        return new String(bytes(errors), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends its input and waits until it has ended, which it has to do without an error; answers what it has written. */
    byte[] complete() {
        assertThat(succeeds()).as("%s succeeds: %s", command, errors()).isTrue();
        return output();
    }

    /** Ends its input, waits until it has ended, and answers whether it did without an error. */
    boolean succeeds() {
        finishInput();
        try {
            boolean ended = process.waitFor(2 * SocketFixture.DEADLINE, TimeUnit.SECONDS);
            assertThat(ended).as("%s has ended: %s", command, errors()).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
        return process.exitValue() == 0;
    }

    String completeText() {
        return new String(complete(), StandardCharsets.UTF_8);
    }

    /** Whether it runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SocketFixture.DEADLINE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
