// SPDX-License-Identifier: Apache-2.0

/**
 * The clause matrix: which numbered rule of WSK and NMR is shown by which test, and with what result.
 *
 * <p>Tests name rules with {@link org.wsk4j.testkit.clause.Clause}; a listener that JUnit finds by itself writes what ran; the
 * last module of the build merges all of it with the rules.
 */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.clause;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
