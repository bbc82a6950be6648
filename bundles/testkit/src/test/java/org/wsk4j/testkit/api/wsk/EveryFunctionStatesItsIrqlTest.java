// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.NtStatus;

/** The Javadoc of the NPI functions and callbacks: each says at which IRQL it is called, as the reference does. */
class EveryFunctionStatesItsIrqlTest {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", ""), "..", "api", "src", "main", "java");
    private static final Pattern IRQL = Pattern.compile("IRQL: (any|PASSIVE_LEVEL|<=? DISPATCH_LEVEL)");
    private static final Pattern STATUS = Pattern.compile("\\bSTATUS_[A-Z_]*[A-Z]\\b");

    /** The functions and callbacks that the reference does not allow up to DISPATCH_LEVEL. */
    private static final Map<String, String> LEVELS = Map.ofEntries(
            Map.entry("wskRegister", "PASSIVE_LEVEL"),
            Map.entry("wskDeregister", "PASSIVE_LEVEL"),
            Map.entry("wskCaptureProviderNPI", "PASSIVE_LEVEL"),
            Map.entry("wskGetAddressInfo", "PASSIVE_LEVEL"),
            Map.entry("wskFreeAddressInfo", "PASSIVE_LEVEL"),
            Map.entry("wskGetNameInfo", "PASSIVE_LEVEL"),
            Map.entry("nmrRegisterClient", "PASSIVE_LEVEL"),
            Map.entry("nmrRegisterProvider", "PASSIVE_LEVEL"),
            Map.entry("nmrClientAttachProvider", "PASSIVE_LEVEL"),
            Map.entry("nmrWaitForClientDeregisterComplete", "< DISPATCH_LEVEL"),
            Map.entry("nmrWaitForProviderDeregisterComplete", "< DISPATCH_LEVEL"),
            Map.entry("clientAttachProvider", "PASSIVE_LEVEL"),
            Map.entry("providerAttachClient", "PASSIVE_LEVEL"));

    private static final Map<String, String> DOCUMENTED = new TreeMap<>();
    private static final Map<String, String> DOCUMENTED_WITH_ITS_TYPE = new TreeMap<>();
    private static final Map<String, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void readTheSources() throws IOException {
        List<Path> files = new ArrayList<>();
        files.addAll(javaFiles("org/wsk4j/wsk", ""));
        files.addAll(javaFiles("org/wsk4j/wsk/spi", "PfnWsk"));
        files.addAll(javaFiles("org/wsk4j/netioddk", ""));
        for (Path file : files) {
            TEXTS.put(file.getFileName().toString(), Files.readString(file));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                new Functions(DocTrees.instance(task)).scan(unit, null);
            }
        }
    }

    @Test
    void everyFunctionAndCallbackStatesIt() {
        List<String> silent = DOCUMENTED.entrySet().stream()
                .filter(function -> !IRQL.matcher(function.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(DOCUMENTED).hasSizeGreaterThan(60);
        assertThat(silent).isEmpty();
    }

    @Test
    void everyFunctionAndCallbackStatesTheLevelOfTheReference() {
        Map<String, String> wrong = new TreeMap<>();
        DOCUMENTED.forEach((function, comment) -> {
            String name = function.substring(function.indexOf('.') + 1);
            boolean accessor = !name.matches("(wsk|nmr|client|provider)[A-Z].*");
            String expected = accessor ? "any" : LEVELS.getOrDefault(name, "<= DISPATCH_LEVEL");
            Matcher stated = IRQL.matcher(comment);
            if (!stated.find() || !stated.group(1).equals(expected)) {
                wrong.put(function, expected);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyFunctionAndCallbackSaysWhichClausesItImplements() {
        List<String> silent = DOCUMENTED_WITH_ITS_TYPE.entrySet().stream()
                .filter(function -> !function.getValue().matches(".*Spec: [A-Z][A-Z0-9-]+-[0-9]{2}.*"))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(silent).isEmpty();
    }

    @Test
    void everyStatusNamedExists() {
        List<String> known =
                Stream.of(NtStatus.values()).map(NtStatus::name).collect(Collectors.toCollection(ArrayList::new));
        Map<String, String> unknown = new TreeMap<>();
        TEXTS.forEach((file, text) -> {
            TreeSet<String> named = STATUS.matcher(text)
                    .results()
                    .map(found -> found.group())
                    .collect(Collectors.toCollection(TreeSet::new));
            named.removeAll(known);
            if (!named.isEmpty()) {
                unknown.put(file, named.toString());
            }
        });

        assertThat(unknown).isEqualTo(Collections.emptyMap());
    }

    private static List<Path> javaFiles(String folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().matches(prefix + "\\w+\\.java"))
                    .sorted()
                    .toList();
        }
    }

    /** Collects the comment of every method that an implementer of an interface has to write. */
    private static final class Functions extends TreePathScanner<Void, Void> {
        private final DocTrees trees;

        Functions(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            if (owner.getKind() == Tree.Kind.INTERFACE
                    && !method.getModifiers().getFlags().contains(Modifier.STATIC)) {
                String function = ((ClassTree) owner).getSimpleName() + "." + method.getName();
                String comment = plain(trees.getDocComment(getCurrentPath()));
                DOCUMENTED.put(function, comment);
                String ofType = plain(trees.getDocComment(getCurrentPath().getParentPath()));
                DOCUMENTED_WITH_ITS_TYPE.put(function, ofType + " " + comment);
            }
            return null;
        }

        private static String plain(String comment) {
            String text = comment == null ? "" : comment;
            return text.replaceAll("\\{@code ([^}]*)}", "$1")
                    .replace("&lt;", "<")
                    .replaceAll("\\s+", " ");
        }
    }
}
