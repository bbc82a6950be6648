// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.FileResource;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.options.UrlProvisionOption;

/**
 * Builds a small bundle from classes of the test, as a developer of a WSK client would build theirs.
 *
 * <p>bnd computes the imports and turns component annotations into component descriptions. The container gets a copy of
 * the classes: the probe has its own, so a test speaks with the client through types of others only, a
 * {@link Runnable} or what WSK exports.
 *
 * <pre>{@code
 * options(wsk4jCore(), ClientBundle.named("echo.client").with(EchoClient.class).option().noStart())
 * }</pre>
 *
 * <p>Threads: one. Used on the host only, from a {@code @Configuration} method: the container has no bnd.
 */
final class ClientBundle {

    private static final String CLASS_FILE = ".class";

    private final String symbolicName;
    private final Set<Class<?>> types = new LinkedHashSet<>();

    private ClientBundle(String symbolicName) {
        this.symbolicName = symbolicName;
    }

    static ClientBundle named(String symbolicName) {
        return new ClientBundle(symbolicName);
    }

    /**
     * Adds classes together with the classes nested in them.
     *
     * @throws IllegalArgumentException for a class that is itself nested: outside its nest the JVM refuses it the
     *     private members of its neighbours
     */
    ClientBundle with(Class<?>... more) {
        for (Class<?> type : more) {
            if (type.getNestHost() != type) {
                throw new IllegalArgumentException(type + " is nested; a client needs a file of its own");
            }
            types.add(type);
        }
        return this;
    }

    /** Provisions the bundle; it is started unless {@code noStart()} is called on the option. */
    UrlProvisionOption option() {
        try (InputStream bundle = stream()) {
            return CoreOptions.streamBundle(bundle);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + symbolicName, e);
        }
    }

    /** The bundle as a jar, as {@code BundleContext.installBundle} takes it. */
    InputStream stream() throws IOException {
        try (Jar jar = new Jar(symbolicName);
                Builder builder = new Builder()) {
            builder.setJar(jar);
            for (Class<?> type : types) {
                addClassFiles(type, jar);
            }
            builder.setBundleSymbolicName(symbolicName);
            builder.setImportPackage("*");
            builder.setProperty(Constants.NOEXTRAHEADERS, "true");
            addClassPath(builder);
            jar.setManifest(builder.calcManifest());
            if (!builder.isOk()) {
                throw new IllegalStateException(symbolicName + ": " + builder.getErrors());
            }
            return contentOf(jar);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("bnd cannot build " + symbolicName, e);
        }
    }

    private static void addClassFiles(Class<?> type, Jar jar) throws IOException, URISyntaxException {
        Path root =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = root.resolve(type.getPackageName().replace('.', '/'));
        String name = type.getName().substring(type.getPackageName().length() + 1);
        try (DirectoryStream<Path> classFiles = Files.newDirectoryStream(folder, name + "*" + CLASS_FILE)) {
            for (Path classFile : classFiles) {
                String file = classFile.getFileName().toString();
                if (file.equals(name + CLASS_FILE) || file.startsWith(name + "$")) {
                    jar.putResource(root.relativize(classFile).toString(), new FileResource(classFile));
                }
            }
        }
    }

    /** Without the exporters in view bnd would write imports without version ranges. */
    private static void addClassPath(Builder builder) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                builder.addClasspath(new File(entry));
            }
        }
    }

    private static InputStream contentOf(Jar jar) throws Exception {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        jar.write(content);
        return new ByteArrayInputStream(content.toByteArray());
    }
}
