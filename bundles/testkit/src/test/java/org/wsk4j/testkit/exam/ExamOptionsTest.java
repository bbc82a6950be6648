// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.options.ProvisionOption;

/** Bundles come from the class path, by name or by a class of theirs. */
class ExamOptionsTest {

    @Test
    void findsABundleByItsSymbolicName() {
        assertThat(ExamOptions.bundle("junit-jupiter-api").getURL())
                .startsWith("file:")
                .endsWith(".jar");
    }

    @Test
    void findsTheSameBundleByAClass() {
        assertThat(ExamOptions.bundleOf(Test.class).getURL())
                .isEqualTo(ExamOptions.bundle("junit-jupiter-api").getURL());
    }

    @Test
    void refusesANameThatNoBundleHas() {
        assertThatThrownBy(() -> ExamOptions.bundle("org.example.absent"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.example.absent");
    }

    @Test
    void refusesAClassThatIsNotFromTheClassPath() {
        assertThatThrownBy(() -> ExamOptions.bundleOf(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void installsAFolderOfClassesByReference() {
        assertThat(ExamOptions.bundleOf(ExamOptionsTest.class).getURL())
                .startsWith("reference:file:")
                .endsWith("/");
    }

    @Test
    void provisionsJUnitAndTheDriverForEveryTest() {
        assertThat(OptionUtils.filter(ProvisionOption.class, OptionUtils.expand(ExamOptions.driver())))
                .extracting(option -> option.getURL().replaceFirst(".*/", ""))
                .anyMatch(jar -> jar.startsWith("junit-jupiter-engine-"))
                .anyMatch(jar -> jar.startsWith("junit-platform-launcher-"));
    }
}
