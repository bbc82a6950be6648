// SPDX-License-Identifier: Apache-2.0

/** A DNS server on loopback that does what a test says: answers, waits, breaks, lies. No library for DNS is in it. */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.dns;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
