// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.io.InputStream;

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
    private ProbeImports() {}

    /** The value of the header for the bundle with this content; empty when it needs none. */
    static String of(InputStream bundle) throws IOException {
        try (Analyzer analyzer = new Analyzer(new Jar("probe", bundle))) {
            analyzer.setProperty(Constants.IMPORT_PACKAGE, "!java.*,*;resolution:=optional");
            String imports = analyzer.calcManifest().getMainAttributes().getValue(Constants.IMPORT_PACKAGE);
            return imports == null ? "" : imports;
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) { // what bnd declares
            throw new IOException("the classes of a probe cannot be read", e);
        }
    }
}
