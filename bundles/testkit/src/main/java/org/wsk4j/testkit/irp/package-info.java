// SPDX-License-Identifier: Apache-2.0

/** IRPs that record how they complete, and assertions on them. */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.irp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
