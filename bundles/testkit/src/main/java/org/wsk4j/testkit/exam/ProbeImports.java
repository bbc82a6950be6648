// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the packages that the classes of a bundle name, for its Import-Package.
 *
 * <p>Pax Exam's probe imports dynamically alone. When two threads of a test load the first classes of one package at once,
 * Felix 7 may wire the package for one of them and tell the other that there is no such class, which the JVM remembers:
 * the test class never finds it again. What is imported before the test begins cannot meet this. All of it is optional,
 * because the probe holds classes for the host too.
 *
 * <p>Threads: one.
 */
final class ProbeImports {

    private static final String CLASS_FILE = ".class";
    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L((?:[\\w$]+/)+)[\\w$]+[;<]");
    private static final Pattern INTERNAL_NAME = Pattern.compile("((?:[\\w$]+/)+)[\\w$]+");

    private final Set<String> own = new TreeSet<>();
    private final Set<String> named = new TreeSet<>();

    private ProbeImports() {}

    /** The value of the header for the bundle with this content. */
    static String of(InputStream bundle) throws IOException {
        ProbeImports imports = new ProbeImports();
        JarInputStream jar = new JarInputStream(bundle);
        for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
            if (entry.getName().endsWith(CLASS_FILE)) {
                addPackages(INTERNAL_NAME, entry.getName(), imports.own);
                imports.readClassFile(new DataInputStream(jar));
            }
        }
        return imports.named.stream()
                .filter(name -> !name.startsWith("java.") && !imports.own.contains(name))
                .map(name -> name + ";resolution:=optional")
                .collect(Collectors.joining(","));
    }

    /** The constants that begin each class file (JVMS 4.4) hold every name that is in it. */
    private void readClassFile(DataInputStream in) throws IOException {
        in.skipNBytes(8); // magic, version
        String[] texts = new String[in.readUnsignedShort()];
        BitSet classNames = new BitSet(texts.length);
        for (int i = 1; i < texts.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7 -> classNames.set(in.readUnsignedShort());
                case 8, 16, 19, 20 -> in.skipNBytes(2); // String, MethodType, Module, Package
                case 15 -> in.skipNBytes(3); // MethodHandle
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4); // numbers, members, dynamic
                case 5, 6 -> { // Long, Double
                    in.skipNBytes(8);
                    i++;
                }
                default -> throw new IOException("constant " + i + " of a class file has the unknown tag " + tag);
            }
        }
        for (int i = 1; i < texts.length; i++) {
            if (texts[i] != null) {
                boolean name = classNames.get(i) && !texts[i].startsWith("["); // an array's is a descriptor
                addPackages(name ? INTERNAL_NAME : TYPE_IN_DESCRIPTOR, texts[i], named);
            }
        }
    }

    private static void addPackages(Pattern pattern, String text, Set<String> packages) {
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            String folder = matcher.group(1);
            packages.add(folder.substring(0, folder.length() - 1).replace('/', '.'));
        }
    }
}
