// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.DirectRegistry;
import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wsk.WskConstants;

/** WSK_CACHE_SD and WSK_RELEASE_SD. */
class SecurityDescriptorCacheTest {
    private static final int SIZE = WskConstants.SIZEOF_POINTER;

    private final ControlClient control = new ControlClient(DirectRegistry.of(), new TransportListChanges());
    private final FakeClient client = new FakeClient();
    private final SecurityDescriptor descriptor =
            SecurityDescriptor.of(SecurityDescriptor.SE_DACL_PRESENT, null, null, Acl.EMPTY, null);

    private NtStatus cache(Object input, Ptr<SecurityDescriptor> output) {
        return control.wskControlClient(client, WskConstants.WSK_CACHE_SD, SIZE, input, SIZE, output, null, null);
    }

    private NtStatus release(Object input) {
        return control.wskControlClient(client, WskConstants.WSK_RELEASE_SD, SIZE, input, 0, null, null, null);
    }

    @Test
    @Clause({"CACHE-SD-01", "CONTROLCLIENT-02"})
    void storesACachedCopyInTheOutput() {
        Ptr<SecurityDescriptor> output = new Ptr<>();

        assertThat(cache(Ptr.of(descriptor), output)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(output.get()).isEqualTo(descriptor).isNotSameAs(descriptor);
        assertThat(client.securityDescriptors().size()).isOne();
    }

    @Test
    @Clause({"RELEASE-SD-01", "CACHE-SD-04"})
    void releasesACopyOnce() {
        Ptr<SecurityDescriptor> output = new Ptr<>();
        cache(Ptr.of(descriptor), output);

        assertThat(release(output)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(client.securityDescriptors().size()).isZero();
        assertThat(release(output)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"CACHE-SD-03", "RELEASE-SD-01"})
    void doesNotReleaseWhatIsNoCachedCopy() {
        cache(Ptr.of(descriptor), new Ptr<>());

        assertThat(release(Ptr.of(descriptor))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(client.securityDescriptors().size()).isOne();
    }

    @Test
    @Clause("RELEASE-SD-04")
    void doesNotReleaseACopyThatARequestUses() {
        Ptr<SecurityDescriptor> output = new Ptr<>();
        cache(Ptr.of(descriptor), output);
        client.securityDescriptors().use(output.get());

        assertThatThrownBy(() -> release(output)).isInstanceOf(BugCheck.class).hasMessageContaining("RELEASE-SD-04");
        client.securityDescriptors().endUse(output.get());
        assertThat(release(output)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause({"CACHE-SD-01", "RELEASE-SD-01"})
    void refusesVariablesThatPointToNothingOrSomethingElse() {
        Ptr<SecurityDescriptor> output = Ptr.of(descriptor);

        assertThat(cache(new Ptr<>(), output)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(cache(Ptr.of("D:P"), output)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(output.get()).isSameAs(descriptor);
        assertThat(release(new Ptr<>())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(release(Ptr.of("D:P"))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }
}
