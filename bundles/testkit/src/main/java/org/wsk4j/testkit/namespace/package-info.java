// SPDX-License-Identifier: Apache-2.0

/**
 * A name space provider that does what a test tells it to: the other side of name resolution.
 *
 * <pre>
 * ScriptedNameSpace names = ScriptedNameSpace.named("names").knows("host.example", "192.0.2.1", "2001:db8::1");
 * ... a client looks up host.example, and has both addresses
 * names.holds();
 * ... a client looks up a name: its IRP is pending
 * names.nextName().fail(STATUS_IO_TIMEOUT);
 * </pre>
 */
@Export
@Version("1.0.0")
package org.wsk4j.testkit.namespace;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
