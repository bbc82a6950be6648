// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.wdm.AccessCheckResult;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.ClaimSecurityAttribute;
import org.wsk4j.wdm.GenericMapping;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ObjectType;
import org.wsk4j.wdm.Privilege;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;
import org.wsk4j.wdm.SidAndAttributes;

/** Access checks against the table of access-checks.txt, and those of objects with parts. */
class AccessCheckTest {
    private static final Sid USER = Sid.parse("S-1-5-21-1-2-3-1001");
    private static final Sid OTHER = Sid.parse("S-1-5-21-1-2-3-1002");

    private static final Map<String, Integer> RIGHTS = Map.ofEntries(
            entry("FR", 0x00120089),
            entry("FW", 0x00120116),
            entry("FX", 0x001200A0),
            entry("FA", 0x001F01FF),
            entry("GR", 0x80000000),
            entry("GW", 0x40000000),
            entry("GX", 0x20000000),
            entry("GA", 0x10000000),
            entry("MAX", 0x02000000),
            entry("ASS", 0x01000000));

    private static final Map<String, NtStatus> STATUSES = Map.of(
            "SUCCESS", NtStatus.STATUS_SUCCESS,
            "DENIED", NtStatus.STATUS_ACCESS_DENIED,
            "NOT_HELD", NtStatus.STATUS_PRIVILEGE_NOT_HELD);

    private static final Map<String, AccessToken> TOKENS = Map.ofEntries(
            entry("anonymous", AccessToken.ANONYMOUS),
            entry("system", AccessToken.LOCAL_SYSTEM),
            entry("service", AccessToken.LOCAL_SERVICE),
            // a group that is disabled counts neither way
            entry("user", user(USER).group(new SidAndAttributes(Sid.NETWORK, 0)).build()),
            entry("denied", user(USER).userDenyOnly().build()),
            entry(
                    "admin",
                    user(OTHER)
                            .group(Sid.ADMINISTRATORS)
                            .integrityLevel(Sid.HIGH_LEVEL)
                            .build()),
            entry(
                    "filtered",
                    user(OTHER)
                            .group(SidAndAttributes.denyOnly(Sid.ADMINISTRATORS))
                            .build()),
            entry(
                    "security",
                    user(USER).privilege(Privilege.SE_SECURITY_PRIVILEGE).build()),
            entry(
                    "taker",
                    user(USER).privilege(Privilege.SE_TAKE_OWNERSHIP_PRIVILEGE).build()),
            entry("low", user(USER).integrityLevel(Sid.LOW_LEVEL).build()),
            entry(
                    "relabel",
                    user(USER)
                            .integrityLevel(Sid.LOW_LEVEL)
                            .privilege(Privilege.SE_RELABEL_PRIVILEGE)
                            .build()),
            entry(
                    "free",
                    user(USER)
                            .integrityLevel(Sid.LOW_LEVEL)
                            .mandatoryPolicyOff()
                            .build()),
            entry(
                    "restricted",
                    user(USER)
                            .restrictedTo(Sid.RESTRICTED_CODE)
                            .restrictedTo(Sid.USERS)
                            .build()),
            entry(
                    "writer",
                    user(USER)
                            .restrictedTo(Sid.WRITE_RESTRICTED_CODE)
                            .writeRestricted()
                            .build()),
            entry("pm", manager()));

    private static AccessToken.Builder user(Sid sid) {
        return AccessToken.builder(sid)
                .group(Sid.EVERYONE)
                .group(Sid.AUTHENTICATED_USERS)
                .group(Sid.USERS);
    }

    private static AccessToken manager() {
        return user(USER)
                .userClaim(ClaimSecurityAttribute.ofString("Title", "PM"))
                .userClaim(ClaimSecurityAttribute.ofInt64("clearance", 3))
                .userClaim(ClaimSecurityAttribute.ofString("Project", "Windows", "SQL"))
                .userClaim(ClaimSecurityAttribute.ofBoolean("smartcard", true))
                .userClaim(ClaimSecurityAttribute.ofString("Blank", ""))
                .userClaim(ClaimSecurityAttribute.ofInt64("risky", 1)
                        .withFlags(ClaimSecurityAttribute.CLAIM_SECURITY_ATTRIBUTE_USE_FOR_DENY_ONLY))
                .userClaim(ClaimSecurityAttribute.ofInt64("off", 1)
                        .withFlags(ClaimSecurityAttribute.CLAIM_SECURITY_ATTRIBUTE_DISABLED))
                .deviceClaim(ClaimSecurityAttribute.ofInt64("managed", 1))
                .deviceGroup(SidAndAttributes.enabled(Sid.parse("S-1-5-32-547")))
                .localClaim(ClaimSecurityAttribute.ofInt64("vip", 1))
                .build();
    }

    /** One line of the table. */
    record Row(String token, String desired, String status, String granted, String sddl) {}

    static List<Row> rows() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                AccessCheckTest.class.getResourceAsStream("access-checks.txt"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(" +", 5))
                    .map(parts -> new Row(parts[0], parts[1], parts[2], parts[3], parts[4]))
                    .toList();
        }
    }

    private static int rights(String text) {
        return Arrays.stream(text.split("\\+"))
                .mapToInt(word -> RIGHTS.containsKey(word) ? RIGHTS.get(word) : Integer.decode(word))
                .reduce(0, (left, right) -> left | right);
    }

    private static SecurityDescriptor descriptor(String sddl) {
        return SecurityDescriptor.parse(sddl.replace("O:U", "O:" + USER)
                .replace(";U)", ";" + USER + ")")
                .replace("SID(U)", "SID(" + USER + ")"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void comesToWhatTheAlgorithmSays(Row row) {
        SecurityDescriptor descriptor = descriptor(row.sddl().replace("O:BUD:", "O:S-1-5-32-545D:"));
        AccessToken token = TOKENS.get(row.token());
        int desired = rights(row.desired());

        AccessCheckResult result = descriptor.accessCheck(token, desired, GenericMapping.FILE);

        assertThat(result.status()).isEqualTo(STATUSES.get(row.status()));
        assertThat(Integer.toHexString(result.granted())).isEqualTo(Integer.toHexString(rights(row.granted())));
        assertThat(result.isGranted()).isEqualTo(row.status().equals("SUCCESS"));
        assertThat(descriptor.grants(token, desired, GenericMapping.FILE)).isEqualTo(result.isGranted());
    }

    private static final List<ObjectType> PARTS = List.of(part(0, 1), part(1, 2), part(2, 3), part(2, 4), part(1, 5));

    private static ObjectType part(int level, int number) {
        return new ObjectType(level, Guid.parse(guid(number)));
    }

    private static String guid(int number) {
        return "00000000-0000-0000-0000-00000000000" + number;
    }

    // the tree: 1 has 2 and 5, and 2 has 3 and 4; {n} stands for the GUID of a node, 0x30 are RP and WP
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x10      | 0x10 | D:(A;;RP;;;WD)",
                "0x10      | 0x10 | D:(OA;;RP;{1};;WD)",
                "0x10      | 0    | D:(OA;;RP;{3};;WD)",
                "0x10      | 0    | D:(OA;;RP;{2};;WD)",
                "0x10      | 0x10 | D:(OA;;RP;{2};;WD)(OA;;RP;{5};;WD)",
                "0x10      | 0x10 | D:(OA;;RP;{3};;WD)(OA;;RP;{4};;WD)(OA;;RP;{5};;WD)",
                "0x10      | 0x10 | D:(OA;;RP;{5};;WD)(OA;;RP;{4};;WD)(OA;;RP;{3};;WD)",
                "0x10      | 0    | D:(OA;;RP;{3};;WD)(OA;;WP;{4};;WD)(OA;;RP;{5};;WD)",
                "0x10      | 0    | D:(OD;;RP;{3};;WD)(A;;RP;;;WD)",
                "0x10      | 0    | D:(OD;;RP;{2};;WD)(A;;RP;;;WD)",
                "0x10      | 0x10 | D:(A;;RP;;;WD)(OD;;RP;{3};;WD)",
                "0x10      | 0x10 | D:(OD;;RP;{9};;WD)(A;;RP;;;WD)",
                "0x10      | 0    | D:(OA;;RP;{9};;WD)",
                "0x20      | 0x20 | D:(OD;;RP;{3};;WD)(A;;0x30;;;WD)",
                "0x2000000 | 0x20 | D:(OD;;RP;{3};;WD)(A;;0x30;;;WD)",
                "0x2000000 | 0x30 | D:(OA;;0x30;{2};;WD)(OA;;0x70;{5};;WD)",
                "0x10      | 0x10 | D:(ZA;;RP;{1};;WD;(Member_of {SID(BU)}))",
                "0x10      | 0    | D:(ZA;;RP;{1};;WD;(Member_of {SID(BA)}))",
                "0x10      | 0    | D:(ZD;;RP;{4};;WD;(@User.nope))(A;;RP;;;WD)",
            })
    void decidesForEveryPart(String desired, String granted, String sddl) {
        String named = IntStream.range(0, 10)
                .boxed()
                .reduce(sddl, (text, i) -> text.replace("{" + i + "}", guid(i)), (left, right) -> left);

        AccessCheckResult result = SecurityDescriptor.parse(named)
                .accessCheckByType(TOKENS.get("user"), null, Integer.decode(desired), PARTS, GenericMapping.FILE);

        assertThat(result.granted()).isEqualTo(Integer.decode(granted));
        assertThat(result.isGranted()).isEqualTo(Integer.decode(granted) != 0);
    }

    @Test
    void looksAtTheTreeThatIsGivenOnly() {
        SecurityDescriptor descriptor = SecurityDescriptor.parse("D:(OA;;RP;" + guid(3) + ";;WD)");

        AccessCheckResult ofOnePart = descriptor.accessCheckByType(
                TOKENS.get("user"), null, 0x10, List.of(part(0, 1), part(1, 3)), GenericMapping.FILE);

        assertThat(ofOnePart).isEqualTo(new AccessCheckResult(NtStatus.STATUS_SUCCESS, 0x10));
    }

    @Test
    void putsThePrincipalInPlaceOfSelf() {
        SecurityDescriptor descriptor = SecurityDescriptor.parse("D:(A;;RP;;;PS)");

        assertThat(of(descriptor, USER)).isTrue();
        assertThat(of(descriptor, OTHER)).isFalse();
        assertThat(of(descriptor, null)).isFalse();
        assertThat(of(SecurityDescriptor.parse("D:(D;;RP;;;PS)(A;;RP;;;WD)"), USER))
                .isFalse();
    }

    private static boolean of(SecurityDescriptor descriptor, Sid principal) {
        return descriptor
                .accessCheckByType(TOKENS.get("user"), principal, 0x10, List.of(), GenericMapping.FILE)
                .isGranted();
    }

    @Test
    void refusesListsThatAreNoTree() {
        assertRefused(part(1, 1));
        assertRefused(part(0, 1), part(0, 2));
        assertRefused(part(0, 1), part(2, 2));
        assertRefused(part(0, 1), part(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> part(5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectType(0, null));
    }

    private static void assertRefused(ObjectType... types) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityDescriptor.parse("D:")
                        .accessCheckByType(TOKENS.get("user"), null, 1, List.of(types), GenericMapping.FILE))
                .withMessageContaining("tree");
    }

    @Test
    void mapsByTheMappingThatIsGiven() {
        GenericMapping mapping = new GenericMapping(0x1, 0x2, 0x4, 0x8);
        SecurityDescriptor descriptor = SecurityDescriptor.parse("D:(A;;GRGX;;;WD)");

        assertThat(mapping.map(0x10000000)).isEqualTo(0x8);
        assertThat(mapping.map(0x40020000)).isEqualTo(0x20002);
        assertThat(descriptor
                        .accessCheck(TOKENS.get("user"), 0x02000000, mapping)
                        .granted())
                .isEqualTo(0x5);
        assertThat(descriptor.grants(TOKENS.get("user"), 0x40000000, mapping)).isFalse();
    }
}
