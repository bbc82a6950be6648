// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wsk4j.testkit.clause.Clause;

/** Addresses of the machine itself that come and go. */
@Timeout(180)
class AddressChangesTest {
    @TempDir
    Path folder;

    @Test
    @Clause({"SIO-ADDR-QUERY-01", "SIO-ADDR-CHANGE-01", "SIO-ADDR-CHANGE-03"})
    void areToldToThoseWhoWait() {
        OwnNetwork.assumePermitted(folder);
        try (Program program = OwnNetwork.java(folder, AddressChanges.class, folder.toString())) {
            program.complete();
        }
    }
}
