// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Finds bundles on the class path of the test run and names them by URLs that a framework can install.
 *
 * <p>Of two bundles with one name the first on the class path counts, as for classes.
 *
 * <p>Threads: safe for all.
 */
final class ClassPathBundles {

    private static final Map<String, String> URLS_BY_NAME = index();

    private ClassPathBundles() {}

    static String named(String symbolicName) {
        String url = URLS_BY_NAME.get(symbolicName);
        if (url == null) {
            throw new IllegalArgumentException("no bundle named " + symbolicName + " on the class path");
        }
        return url;
    }

    static String holding(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalArgumentException(type.getName() + " does not come from the class path");
        }
        return installable(source.getLocation().toString());
    }

    private static Map<String, String> index() {
        Map<String, String> urls = new HashMap<>();
        try {
            ClassLoader loader = ClassPathBundles.class.getClassLoader();
            for (URL manifest : Collections.list(loader.getResources(JarFile.MANIFEST_NAME))) {
                String name = symbolicName(manifest);
                if (name != null) {
                    urls.putIfAbsent(name, installable(rootOf(manifest)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the manifests on the class path", e);
        }
        return Map.copyOf(urls);
    }

    private static String symbolicName(URL manifest) throws IOException {
        try (InputStream in = manifest.openStream()) {
            String header = new Manifest(in).getMainAttributes().getValue("Bundle-SymbolicName");
            return header == null ? null : header.replaceFirst(";.*", "").trim();
        }
    }

    private static String rootOf(URL manifest) {
        String url = manifest.toString();
        String root = url.substring(0, url.length() - JarFile.MANIFEST_NAME.length());
        return root.startsWith("jar:") ? root.substring("jar:".length(), root.length() - "!/".length()) : root;
    }

    /** A folder of classes, as development environments use, is installed by reference; a jar as it is. */
    private static String installable(String url) {
        return url.endsWith("/") ? "reference:" + url : url;
    }
}
