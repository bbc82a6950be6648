// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may import what: reads the manifests and the classes of all bundles as they are on the class path.
 *
 * <p>A new bundle needs a row in the table. A bundle that wants another row than it has most likely wants a service.
 */
class ImportTableTest {
    private static final String ROOT = "org.wsk4j.";

    /** The packages of the API, without {@code org.wsk4j.}, that a bundle may import; all bundles meet in these alone. */
    private static final Map<String, Set<String>> API_PACKAGES = Map.ofEntries(
            entry("api"),
            entry("nmr", "netioddk", "wdm", "report"),
            entry("registration", "wsk", "netioddk", "ws2def", "wdm", "report"),
            entry("provider", "wsk", "wsk.spi", "netioddk", "ws2def", "wdm", "report"),
            entry("transport-registry", "transport", "ws2def", "wdm"),
            entry("socket", "wsk", "wsk.spi", "transport", "ws2def", "wdm", "report"),
            entry("socket-connect", "wsk", "wsk.spi", "ws2def", "wdm"),
            entry("control-client", "wsk", "wsk.spi", "transport", "wdm"),
            entry("address-info", "wsk", "wsk.spi", "namespace", "ws2def", "wdm"),
            entry("namespace-hosts", "namespace", "ws2def", "wdm"),
            entry("namespace-dns", "namespace", "ws2def", "wdm"),
            entry("transport-loopback", "transport", "ws2def", "wdm"),
            entry("transport-tcpip", "transport", "ws2def", "wdm"),
            entry("watch", "report"),
            entry("policy", "wsk.spi", "ws2def"),
            entry("shell", "wsk", "transport", "ws2def", "wdm", "report"),
            entry("sample-echo", "wsk", "ws2def", "wdm"),
            entry("testkit", "wsk", "wsk.spi", "namespace", "transport", "netioddk", "ws2def", "wdm", "report"));

    private static Map.Entry<String, Set<String>> entry(String bundle, String... packages) {
        return Map.entry(bundle, Set.of(packages));
    }

    /** Packages of others than the JDK, by their beginnings. */
    private static final Map<String, List<String>> FOREIGN_PACKAGES = Map.of(
            "api", List.of("org.osgi.framework"),
            "namespace-dns", List.of("org.osgi.", "org.slf4j", "org.xbill.DNS"),
            "shell", List.of("org.osgi.", "org.slf4j", "org.apache.felix.service.command"),
            "testkit",
                    List.of(
                            "org.osgi.",
                            "org.slf4j",
                            "org.junit.",
                            "org.opentest4j",
                            "org.assertj.",
                            "org.ops4j.pax.",
                            "aQute.bnd."));

    private static final List<String> FOREIGN_PACKAGES_OF_ALL_OTHERS = List.of("org.osgi.", "org.slf4j");

    /** Who has sockets of the platform; everybody else has those of the transports. */
    private static final Set<String> MAY_USE_PLATFORM_SOCKETS = Set.of("transport-tcpip", "namespace-dns", "testkit");

    private static final Pattern PLATFORM_SOCKET =
            Pattern.compile("java\\.nio\\.channels\\.(?!FileChannel).*|java\\.net\\.\\w*Socket");

    /** Who does not touch what is sent: a character buffer alone, for the strings in the signatures of wsk.h. */
    private static final Set<String> MUST_NOT_USE_BUFFERS =
            Set.of("nmr", "registration", "provider", "transport-registry");

    private static final Pattern BUFFER = Pattern.compile("java\\.nio\\.(?!CharBuffer)\\w*Buffer");

    private static Map<String, Path> locations;

    @BeforeAll
    static void findBundles() throws IOException {
        locations = new TreeMap<>();
        for (URL url : Collections.list(ImportTableTest.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            String name = read(url).getMainAttributes().getValue("Bundle-SymbolicName");
            if (name != null && name.startsWith(ROOT)) {
                locations.put(name.substring(ROOT.length()), location(url));
            }
        }
    }

    static Collection<String> bundles() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("..", "bundles"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsOnlyWhatItsRowAllows(String bundle) throws IOException {
        assertThat(API_PACKAGES).as("the table").containsKey(bundle);

        Set<String> others = new HashSet<>(imports(bundle).keySet());
        others.removeAll(header(bundle, "Export-Package").keySet());
        assertThat(others).filteredOn(name -> !isAllowed(bundle, name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void usesBuffersAndPlatformSocketsOnlyWhereItsRowAllows(String bundle) {
        Set<String> used = usedClasses(locations.get(bundle));

        if (!MAY_USE_PLATFORM_SOCKETS.contains(bundle)) {
            assertThat(used).filteredOn(PLATFORM_SOCKET.asMatchPredicate()).isEmpty();
        }
        if (MUST_NOT_USE_BUFFERS.contains(bundle)) {
            assertThat(used).filteredOn(BUFFER.asMatchPredicate()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsNothingOptionally(String bundle) throws IOException {
        if (!bundle.equals("testkit")) {
            assertThat(imports(bundle).values()).noneMatch(attributes -> attributes.containsKey("resolution:"));
        }
        assertThat(header(bundle, "DynamicImport-Package")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void exportsNothingUnlessItIsThereForThat(String bundle) throws IOException {
        Set<String> exported = header(bundle, "Export-Package").keySet();

        if (bundle.equals("api")) {
            assertThat(exported).isEqualTo(apiPackages());
        } else if (bundle.equals("testkit")) {
            assertThat(exported).isNotEmpty().allMatch(name -> name.startsWith(ROOT + "testkit"));
        } else {
            assertThat(exported).isEmpty();
            assertThat(header(bundle, "Private-Package").keySet())
                    .containsExactly(ROOT + bundle.replace("-", "") + ".internal");
        }
    }

    @Test
    void containerTestsUseNoInternalPackage() {
        Path tests = Path.of(location(ImportTableTest.class));

        assertThat(usedClasses(tests))
                .filteredOn(name -> name.startsWith(ROOT) && name.contains(".internal."))
                .isEmpty();
    }

    private static boolean isAllowed(String bundle, String name) {
        if (name.startsWith("java.") || name.startsWith("javax.")) {
            return true; // another test looks at the classes
        }
        if (name.startsWith(ROOT)) {
            return API_PACKAGES.get(bundle).contains(name.substring(ROOT.length()));
        }
        return FOREIGN_PACKAGES.getOrDefault(bundle, FOREIGN_PACKAGES_OF_ALL_OTHERS).stream()
                .anyMatch(name::startsWith);
    }

    private static Set<String> apiPackages() {
        return API_PACKAGES.values().stream()
                .flatMap(Set::stream)
                .map(ROOT::concat)
                .collect(toSet());
    }

    private static Map<String, Map<String, String>> imports(String bundle) throws IOException {
        return header(bundle, "Import-Package").entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
    }

    private static Parameters header(String bundle, String name) throws IOException {
        Path location = Objects.requireNonNull(locations.get(bundle), () -> bundle + " is not on the class path");
        URI manifest = Files.isDirectory(location)
                ? location.resolve("META-INF/MANIFEST.MF").toUri()
                : URI.create("jar:" + location.toUri() + "!/META-INF/MANIFEST.MF");
        return new Parameters(read(manifest.toURL()).getMainAttributes().getValue(name));
    }

    private static Manifest read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new Manifest(in);
        }
    }

    private static Path location(URL manifest) {
        String container = manifest.toString().replaceFirst("!?/META-INF/MANIFEST\\.MF$", "");
        return Path.of(URI.create(container.replaceFirst("^jar:", "")));
    }

    private static URI location(Class<?> type) {
        return URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString());
    }

    /** The names of all classes outside the location that classes in it refer to. */
    private static Set<String> usedClasses(Path location) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "-verbose:class",
                        "--ignore-missing-deps",
                        location.toString());
        assertThat(status).as("jdeps %s: %s%s", location, out, err).isZero();
        return out.toString()
                .lines()
                .filter(line -> line.contains(" -> "))
                .map(line -> line.split(" -> ", 2)[1].strip().split("\\s+", 2)[0])
                .filter(not(String::isEmpty))
                .collect(toSet());
    }
}
