// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.ClaimSecurityAttribute;
import org.wsk4j.wdm.GenericMapping;
import org.wsk4j.wdm.Privilege;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;
import org.wsk4j.wdm.SidAndAttributes;

class AccessTokenTest {
    private static Bundle bundle(String symbolicName, String location) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSymbolicName" -> symbolicName;
                    case "getLocation" -> location;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void ofABundleIsThatOfAService() {
        AccessToken token = AccessToken.ofBundle(bundle("org.example.client", "file:client.jar"));

        assertThat(token.user()).isEqualTo(Sid.ofService("org.example.client"));
        assertThat(token.groups())
                .extracting(SidAndAttributes::sid)
                .containsExactlyInAnyOrder(Sid.EVERYONE, Sid.AUTHENTICATED_USERS, Sid.SERVICE, Sid.parse("S-1-5-80-0"));
        assertThat(token.groups()).allMatch(SidAndAttributes::allows);
        assertThat(token.integrityLevel()).isEqualTo(Sid.HIGH_LEVEL);
        assertThat(token.privileges())
                .contains(Privilege.SE_CHANGE_NOTIFY_PRIVILEGE)
                .doesNotContain(Privilege.SE_SECURITY_PRIVILEGE, Privilege.SE_TAKE_OWNERSHIP_PRIVILEGE);
        assertThat(token.restrictingSids()).isEmpty();
    }

    @Test
    void ofABundleIsGrantedWhatItsServiceSidIs() {
        SecurityDescriptor descriptor =
                SecurityDescriptor.parse("D:(A;;GA;;;" + Sid.ofService("org.example.client") + ")");

        assertThat(descriptor.grants(
                        AccessToken.ofBundle(bundle("org.example.client", "a")), 0x1F01FF, GenericMapping.FILE))
                .isTrue();
        assertThat(descriptor.grants(AccessToken.ofBundle(bundle("org.example.other", "a")), 0x1, GenericMapping.FILE))
                .isFalse();
    }

    @Test
    void ofBundlesIsEqualWhenTheirNamesAre() {
        AccessToken token = AccessToken.ofBundle(bundle("org.example.client", "a"));

        assertThat(token)
                .isEqualTo(AccessToken.ofBundle(bundle("org.example.client", "b")))
                .hasSameHashCodeAs(AccessToken.ofBundle(bundle("org.example.client", "b")))
                .isNotEqualTo(AccessToken.ofBundle(bundle("org.example.other", "a")));
    }

    @Test
    void ofABundleWithoutANameIsThatOfItsLocation() {
        assertThat(AccessToken.ofBundle(bundle(null, "file:old.jar")).user()).isEqualTo(Sid.ofService("file:old.jar"));
    }

    @Test
    void ofNoBundleIsAnonymous() {
        AccessToken token = AccessToken.ofBundle(null);

        assertThat(token).isSameAs(AccessToken.ANONYMOUS);
        assertThat(token.user()).isEqualTo(Sid.parse("S-1-5-7"));
        assertThat(token.groups()).isEmpty();
        assertThat(token.privileges()).isEmpty();
        assertThat(token.integrityLevel()).isEqualTo(Sid.parse("S-1-16-0"));
    }

    @Test
    void ofTheLocalServiceHasFewRights() {
        assertThat(AccessToken.LOCAL_SERVICE.user()).isEqualTo(Sid.parse("S-1-5-19"));
        assertThat(AccessToken.LOCAL_SERVICE.groups())
                .extracting(SidAndAttributes::sid)
                .contains(Sid.SERVICE, Sid.USERS)
                .doesNotContain(Sid.ADMINISTRATORS);
        assertThat(AccessToken.LOCAL_SERVICE.privileges())
                .doesNotContain(Privilege.SE_SECURITY_PRIVILEGE, Privilege.SE_DEBUG_PRIVILEGE);
        assertThat(AccessToken.LOCAL_SYSTEM.privileges()).contains(Privilege.values());
    }

    @Test
    void doesNotChangeWithItsBuilder() {
        AccessToken.Builder builder = AccessToken.builder(Sid.USERS).group(Sid.EVERYONE);
        AccessToken token = builder.build();

        builder.group(Sid.SERVICE)
                .userDenyOnly()
                .privilege(Privilege.SE_DEBUG_PRIVILEGE)
                .restrictedTo(Sid.EVERYONE);

        assertThat(token)
                .isEqualTo(AccessToken.builder(Sid.USERS).group(Sid.EVERYONE).build());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> token.groups().add(SidAndAttributes.enabled(Sid.SERVICE)));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> token.privileges().add(Privilege.SE_DEBUG_PRIVILEGE));
    }

    @Test
    void isEqualOnlyWhenEveryPartIs() {
        ClaimSecurityAttribute claim = ClaimSecurityAttribute.ofInt64("a", 1);

        assertThat(List.of(
                        AccessToken.builder(Sid.USERS).build(),
                        AccessToken.builder(Sid.GUESTS).build(),
                        AccessToken.builder(Sid.USERS).userDenyOnly().build(),
                        AccessToken.builder(Sid.USERS).group(Sid.EVERYONE).build(),
                        AccessToken.builder(Sid.USERS)
                                .group(SidAndAttributes.denyOnly(Sid.EVERYONE))
                                .build(),
                        AccessToken.builder(Sid.USERS)
                                .restrictedTo(Sid.EVERYONE)
                                .build(),
                        AccessToken.builder(Sid.USERS)
                                .restrictedTo(Sid.EVERYONE)
                                .writeRestricted()
                                .build(),
                        AccessToken.builder(Sid.USERS)
                                .privilege(Privilege.SE_DEBUG_PRIVILEGE)
                                .build(),
                        AccessToken.builder(Sid.USERS)
                                .integrityLevel(Sid.LOW_LEVEL)
                                .build(),
                        AccessToken.builder(Sid.USERS).mandatoryPolicyOff().build(),
                        AccessToken.builder(Sid.USERS)
                                .deviceGroup(SidAndAttributes.enabled(Sid.EVERYONE))
                                .build(),
                        AccessToken.builder(Sid.USERS).userClaim(claim).build(),
                        AccessToken.builder(Sid.USERS).deviceClaim(claim).build(),
                        AccessToken.builder(Sid.USERS).localClaim(claim).build()))
                .doesNotHaveDuplicates();
    }

    @Test
    void takesIntegrityLevelsOnlyForOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccessToken.builder(Sid.USERS).integrityLevel(Sid.EVERYONE))
                .withMessageContaining("S-1-1-0");
    }

    @Test
    void namesPrivilegesAsPoliciesDo() {
        assertThat(Privilege.SE_SECURITY_PRIVILEGE.luid()).isEqualTo(8);
        assertThat(Privilege.SE_TAKE_OWNERSHIP_PRIVILEGE.luid()).isEqualTo(9);
        assertThat(Privilege.SE_CHANGE_NOTIFY_PRIVILEGE.luid()).isEqualTo(23);
        assertThat(Privilege.SE_RELABEL_PRIVILEGE.luid()).isEqualTo(32);
        assertThat(Privilege.SE_RELABEL_PRIVILEGE.displayName()).isEqualTo("SeRelabelPrivilege");
    }
}
