// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wsk.spi.CachedDescriptors;

/** What a client object knows of cached security descriptors. */
class ClientDescriptorsTest extends ProviderFixture {
    private final SecurityDescriptor descriptor =
            SecurityDescriptor.of(SecurityDescriptor.SE_DACL_PRESENT, null, null, Acl.EMPTY, null);

    private DirectClient client;
    private CachedDescriptors cache;

    @BeforeEach
    void attach() {
        provider.start();
        client = attachedClient();
        cache = client.attachment().securityDescriptors();
    }

    @Test
    @Clause({"CACHE-SD-01", "CACHE-SD-04", "RELEASE-SD-01"})
    void countsACopyAsOftenAsItIsHandedOut() {
        SecurityDescriptor copy = cache.cache(descriptor);
        assertThat(copy).isEqualTo(descriptor).isNotSameAs(descriptor);
        assertThat(cache.cache(descriptor.copy())).as("an equal one").isSameAs(copy);
        assertThat(cache.cache(copy)).isSameAs(copy);

        assertThat(cache.release(copy)).isTrue();
        assertThat(cache.release(copy)).isTrue();
        assertThat(cache.use(copy)).isTrue();
        cache.endUse(copy);
        assertThat(cache.release(copy)).isTrue();
        assertThat(cache.release(copy)).isFalse();
        assertThat(cache.use(copy)).isFalse();

        client.deregister();
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    @Clause("CACHE-SD-03")
    void tellsCopiesByIdentityAndByTheirOwner() {
        DirectClient other = attachedClient();
        SecurityDescriptor copy = cache.cache(descriptor);
        CachedDescriptors its = other.attachment().securityDescriptors();

        assertThat(cache.use(descriptor)).isFalse();
        assertThat(cache.use(copy.copy())).isFalse();
        assertThat(cache.release(descriptor)).isFalse();
        assertThat(its.use(copy)).isFalse();
        assertThat(its.release(copy)).isFalse();
        assertThat(its.cache(copy)).isNotSameAs(copy);

        cache.release(copy);
        its.release(its.cache(copy));
    }

    @Test
    @Clause({"RELEASE-SD-04", "SOCKET-18", "SO-SECURITY-07", "SOCKETCONNECT-12"})
    void doesNotReleaseTheLastCopyWhileARequestUsesIt() {
        SecurityDescriptor copy = cache.cache(descriptor);
        cache.cache(descriptor);
        assertThat(cache.use(copy)).isTrue();
        assertThat(cache.release(copy)).as("not the last one").isTrue();

        assertBugCheck(BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION, "RELEASE-SD-04", () -> cache.release(copy));

        cache.endUse(copy);
        assertThat(cache.release(copy)).isTrue();
    }

    @Test
    @Clause({"CACHE-SD-04", "SO-SECURITY-09"})
    void isReportedWhenTheClientForgetsIt() {
        cache.cache(descriptor);

        client.deregister();

        assertThat(logged(Level.WARN))
                .singleElement()
                .asString()
                .contains("org.acme.client", "cached security descriptors: 1", descriptor.toString());
    }
}
