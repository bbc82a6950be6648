// SPDX-License-Identifier: Apache-2.0

/** What a client object has, in memory, for tests of those who are handed one. */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
