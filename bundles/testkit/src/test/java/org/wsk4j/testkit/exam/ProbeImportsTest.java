// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.management.MXBean;
import javax.naming.Context;
import javax.net.SocketFactory;
import javax.script.Bindings;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a probe bundle imports. */
class ProbeImportsTest {

    private static String importsOf(Class<?>... types) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(content)) {
            for (Class<?> type : types) {
                String file = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
                    in.transferTo(jar);
                }
            }
            jar.putNextEntry(new JarEntry("a/text.txt"));
        }
        return ProbeImports.of(new ByteArrayInputStream(content.toByteArray()));
    }

    @Test
    void importsWhatIsNamedAnywhereInAClassIfItIsThere() throws IOException {
        assertThat(importsOf(NamesEverything.class).split(","))
                .containsExactly(
                        "javax.management;resolution:=optional",
                        "javax.naming;resolution:=optional",
                        "javax.net;resolution:=optional",
                        "javax.script;resolution:=optional",
                        "javax.sql;resolution:=optional");
    }

    @Test
    void importsNothingThatItHas() throws IOException {
        assertThat(importsOf(ProbeImportsTest.class))
                .contains(TempDir.class.getPackageName() + ";")
                .contains("org.assertj.core.api;")
                .doesNotContain(ProbeImportsTest.class.getPackageName() + ";");
    }

    /** Names classes in an annotation, a generic signature, a constant, a lambda and an array. */
    @MXBean
    static final class NamesEverything {
        static final long TAKES_TWO_CONSTANTS = 1L << 40;
        static final double TAKES_TWO_TOO = Math.PI / TAKES_TWO_CONSTANTS;

        Callable<DataSource> generic;

        Class<?> constant() {
            return SocketFactory.class;
        }

        Runnable lambda(Context context) {
            return context::hashCode;
        }

        Object array() {
            return new Bindings[0][0];
        }
    }
}
