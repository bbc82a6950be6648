// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.wdm.Ace;
import org.wsk4j.wdm.AceCondition;
import org.wsk4j.wdm.AceType;
import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.ClaimSecurityAttribute;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.SddlException;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;

class SddlReadTest {
    private static final Sid DOMAIN = Sid.parse("S-1-5-21-1-2-3");

    @Test
    void takesEveryPartApart() {
        SecurityDescriptor read = SecurityDescriptor.parse(
                "O:BAG:S-1-5-32-545D:PAI(A;OICI;0x1200a9;;;BU)(D;IO;GRSD;;;AN)S:ARAI(AU;SAFA;GA;;;WD)(ML;;NWNX;;;HI)");

        assertThat(read.owner()).isEqualTo(Sid.ADMINISTRATORS);
        assertThat(read.group()).isEqualTo(Sid.USERS);
        assertThat(read.control())
                .isEqualTo(SecurityDescriptor.SE_DACL_PRESENT
                        | SecurityDescriptor.SE_DACL_PROTECTED
                        | SecurityDescriptor.SE_DACL_AUTO_INHERITED
                        | SecurityDescriptor.SE_SACL_PRESENT
                        | SecurityDescriptor.SE_SACL_AUTO_INHERIT_REQ
                        | SecurityDescriptor.SE_SACL_AUTO_INHERITED);
        assertThat(read.dacl())
                .isEqualTo(Acl.of(
                        Ace.allow(Sid.USERS, 0x001200A9).withFlags(0x03),
                        Ace.deny(Sid.ANONYMOUS, 0x80010000).withFlags(0x08)));
        assertThat(read.sacl())
                .isEqualTo(Acl.of(
                        Ace.of(AceType.SYSTEM_AUDIT, 0xC0, 0x10000000, null, null, Sid.EVERYONE, null),
                        Ace.label(Sid.HIGH_LEVEL, 0x5)));
    }

    @Test
    void readsObjectTypesInTheirOrder() {
        Ace ace = SecurityDescriptor.parse(
                        "D:(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;BF967ABA-0de6-11d0-a285-00aa003049e2;PS)")
                .dacl()
                .aces()
                .get(0);

        assertThat(ace.type()).isEqualTo(AceType.ACCESS_ALLOWED_OBJECT);
        assertThat(ace.mask()).isEqualTo(0x100);
        assertThat(ace.objectType()).isEqualTo(Guid.parse("ab721a53-1e2f-11d0-9819-00aa0040529b"));
        assertThat(ace.inheritedObjectType()).isEqualTo(Guid.parse("bf967aba-0de6-11d0-a285-00aa003049e2"));
        assertThat(ace.sid()).isEqualTo(Sid.PRINCIPAL_SELF);
    }

    @Test
    void tellsNoListFromANullListFromAnEmptyOne() {
        SecurityDescriptor none = SecurityDescriptor.parse("O:BA");
        SecurityDescriptor open = SecurityDescriptor.parse("O:BAD:NO_ACCESS_CONTROL");
        SecurityDescriptor empty = SecurityDescriptor.parse("O:BAD:");

        assertThat(none.dacl()).isNull();
        assertThat(none.hasControl(SecurityDescriptor.SE_DACL_PRESENT)).isFalse();
        assertThat(open.dacl()).isNull();
        assertThat(open.hasControl(SecurityDescriptor.SE_DACL_PRESENT)).isTrue();
        assertThat(empty.dacl()).isEqualTo(Acl.EMPTY);
        assertThat(List.of(none, open, empty)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "GA, 0x10000000",
        "GX, 0x20000000",
        "GW, 0x40000000",
        "GR, 0x80000000",
        "SD, 0x10000",
        "RC, 0x20000",
        "WD, 0x40000",
        "WO, 0x80000",
        "CC, 0x1",
        "DC, 0x2",
        "LC, 0x4",
        "SW, 0x8",
        "RP, 0x10",
        "WP, 0x20",
        "DT, 0x40",
        "LO, 0x80",
        "CR, 0x100",
        "FA, 0x1F01FF",
        "FR, 0x120089",
        "FW, 0x120116",
        "FX, 0x1200A0",
        "KA, 0xF003F",
        "KR, 0x20019",
        "KW, 0x20006",
        "KX, 0x20019",
        "NW, 0x1",
        "NR, 0x2",
        "NX, 0x4",
        "'', 0x0",
        "0x1f01ff, 0x1F01FF",
        "0X2, 0x2",
        "017, 0xF",
        "17, 0x11",
        "4294967295, 0xFFFFFFFF",
    })
    void readsRightsAsWordsAndAsNumbers(String rights, String mask) {
        Ace ace = SecurityDescriptor.parse("D:(A;;" + rights + ";;;WD)")
                .dacl()
                .aces()
                .get(0);

        assertThat(Integer.toUnsignedLong(ace.mask())).isEqualTo(Long.decode(mask));
    }

    @ParameterizedTest
    @CsvSource({
        "OI, 1",
        "CI, 2",
        "NP, 4",
        "IO, 8",
        "ID, 16",
        "CR, 32",
        "SA, 64",
        "FA, 128",
        "TP, 64",
        "OICIIOID, 27",
        "'', 0",
    })
    void readsFlags(String flags, int bits) {
        assertThat(SecurityDescriptor.parse("D:(A;" + flags + ";GA;;;WD)")
                        .dacl()
                        .aces()
                        .get(0)
                        .flags())
                .isEqualTo(bits);
    }

    @Test
    void namesMembersOfTheDomainThatIsGiven() {
        SecurityDescriptor read = SecurityDescriptor.parse("O:LAG:DUD:(A;;GA;;;da)", DOMAIN);

        assertThat(read.owner()).isEqualTo(Sid.parse("S-1-5-21-1-2-3-500"));
        assertThat(read.group()).isEqualTo(Sid.parse("S-1-5-21-1-2-3-513"));
        assertThat(read.dacl().aces().get(0).sid()).isEqualTo(Sid.parse("S-1-5-21-1-2-3-512"));
    }

    @Test
    void readsConditionsByTheirPrecedence() {
        assertThat(AceCondition.parse("a || b && !(c) || (d && e)"))
                .isEqualTo(AceCondition.parse("a||((b&&(!c))||d&&e)"))
                .isNotEqualTo(AceCondition.parse("(a || b) && !(c) || (d && e)"))
                .hasToString("a || b && !(c) || d && e");
        assertThat(AceCondition.parse("(a || b) && c")).hasToString("(a || b) && c");
        assertThat(AceCondition.parse("!a&&Member_of{SID(BA)}")).hasToString("!(a) && Member_of {SID(BA)}");
    }

    @Test
    void tellsNamesFromOperators() {
        AceCondition condition = AceCondition.parse("%0045xists == 1 && Exists @User.Exists && %004dember_of_Any");

        assertThat(condition).hasToString("%0045xists == 1 && Exists @User.Exists && %004dember_of_Any");
        assertThat(AceCondition.parse(condition.toString())).isEqualTo(condition);
        assertThat(AceCondition.parse("@User.a%0020b@c == 1")).hasToString("@User.a%0020b%0040c == 1");
    }

    @Test
    void endsAnAuthorityInTimeForTheNextPart() {
        SecurityDescriptor read = SecurityDescriptor.parse("O:S-1-0x00000000000FD:(A;;GA;;;WD)");

        assertThat(read.owner()).isEqualTo(Sid.of(15));
        assertThat(read.dacl().aces()).hasSize(1);
    }

    @Test
    void readsClaims() {
        Acl sacl = SecurityDescriptor.parse("S:(RA;;;;;WD;(\"N%0061me\",TS,0x2,\"a\",\"b c\"))"
                        + "(RA;CI;;;;WD;(\"n\",TI,0,-5,0x10))(RA;;;;;WD;(\"o\",TX,0x0,#1#3))"
                        + "(RA;;;;;WD;(\"u\",TU,0x0,18446744073709551615))(RA;;;;;WD;(\"b\",TB,0x0,1,0))"
                        + "(RA;;;;;WD;(\"d\",TD,0x0,SID(BA)))")
                .sacl();

        assertThat(sacl)
                .isEqualTo(Acl.of(
                        Ace.resource(
                                0,
                                ClaimSecurityAttribute.ofString("Name", "a", "b c")
                                        .withFlags(2)),
                        Ace.resource(2, ClaimSecurityAttribute.ofInt64("n", -5, 16)),
                        Ace.resource(0, ClaimSecurityAttribute.ofOctets("o", new byte[] {0x01, 0x03})),
                        Ace.resource(0, ClaimSecurityAttribute.ofUint64("u", -1)),
                        Ace.resource(0, ClaimSecurityAttribute.ofBoolean("b", true, false)),
                        Ace.resource(0, ClaimSecurityAttribute.ofSid("d", Sid.ADMINISTRATORS))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X:BA                               | 0  | O:, G:, D: or S:",
                "O:BAO:BA                           | 4  | at most once",
                "D:S:D:                             | 4  | at most once",
                "O:QQ                               | 2  | neither a SID nor an alias",
                "O:DA                               | 2  | no domain is given",
                "O:S-1                              | 2  | Not a SID",
                "O:S-1-5-4294967296                 | 2  | not a number of its range",
                "O:S-1-5-1-2-3-4-5-6-7-8-9-0-1-2-3-4-5-6 | 2 | at most 15",
                "D:(Q;;GA;;;WD)                     | 3  | no entry has this type",
                "D:(A;ZZ;GA;;;WD)                   | 5  | no flag",
                "D:(A;;ZZ;;;WD)                     | 6  | no right",
                "D:(A;;0x1FFFFFFFF;;;WD)            | 6  | mask of rights",
                "D:(A;;GA;;;WD                      | 13 | ')' is missing",
                "D:(A;;GA                           | 8  | ';' is missing",
                "D:(A;;GA;;;WD;(a))                 | 2  | takes no condition",
                "D:(XA;;GA;;;WD)                    | 2  | has none",
                "D:(A;;GA;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD) | 9 | have no GUIDs",
                "D:(OA;;GA;ab721a53;;WD)            | 10 | no GUID",
                "D:NO_ACCESS_CONTROL(A;;GA;;;WD)    | 19 | has no entries",
                "S:(RA;;GA;;;WD;(\"a\",TI,0))       | 2  | resource attribute",
                "S:(RA;;;;;WD;(\"a\",TQ,0))         | 18 | no type of claims",
                "D:(XA;;GA;;;WD;(a ==))             | 20 | no number",
                "D:(XA;;GA;;;WD;(a < {1, 2}))       | 20 | no number",
                "D:(XA;;GA;;;WD;())                 | 16 | expected here",
                "D:(XA;;GA;;;WD;(Member_of {}))     | 27 | 'SID(' is missing",
                "D:(XA;;GA;;;WD;(@User.a%00g0))     | 23 | percent",
                "D:(XA;;GA;;;WD;(a == \"b))         | 25 | does not end",
                "D:(XA;;GA;;;WD;(a == 9223372036854775808)) | 21 | 64 bits",
            })
    void tellsWhereItStoppedAndWhy(String sddl, int position, String sentence) {
        assertThatExceptionOfType(SddlException.class)
                .isThrownBy(() -> SecurityDescriptor.parse(sddl.strip()))
                .withMessageContaining(sentence)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    @Test
    void boundsHowDeepConditionsNest() {
        String deep = "(".repeat(100_000) + "a" + ")".repeat(100_000);

        assertThat(AceCondition.parse("(".repeat(64) + "a" + ")".repeat(64))).hasToString("a");
        assertThatExceptionOfType(SddlException.class)
                .isThrownBy(() -> AceCondition.parse(deep))
                .withMessageContaining("64 deep");
        assertThatExceptionOfType(SddlException.class)
                .isThrownBy(() -> AceCondition.parse("!".repeat(100_000) + "a"))
                .withMessageContaining("64 deep");
    }

    @Test
    void boundsHowLongListsAre() {
        String list = "D:" + "(A;;GA;;;WD)".repeat(4000);

        assertThatExceptionOfType(SddlException.class)
                .isThrownBy(() -> SecurityDescriptor.parse(list))
                .withMessageContaining("65535");
        assertThatExceptionOfType(SddlException.class)
                .isThrownBy(() -> SecurityDescriptor.parse(" ".repeat(2_000_000)))
                .satisfies(e -> assertThat(e.position()).isBetween(0, 2_000_000));
    }

    @Test
    void copiesAreEqualAndNotTheSame() {
        SecurityDescriptor descriptor = SecurityDescriptor.parse("O:BAD:(A;;GA;;;WD)S:(ML;;NW;;;LW)");

        SecurityDescriptor copy = descriptor.copy();

        assertThat(copy).isEqualTo(descriptor).isNotSameAs(descriptor).hasSameHashCodeAs(descriptor);
    }

    @Test
    void isEqualOnlyWhenEveryPartIs() {
        assertThat(List.of(
                        SecurityDescriptor.parse("O:BAG:SYD:(A;;GA;;;WD)S:"),
                        SecurityDescriptor.parse("O:SYG:SYD:(A;;GA;;;WD)S:"),
                        SecurityDescriptor.parse("O:BAG:BAD:(A;;GA;;;WD)S:"),
                        SecurityDescriptor.parse("O:BAG:SYD:P(A;;GA;;;WD)S:"),
                        SecurityDescriptor.parse("O:BAG:SYD:(D;;GA;;;WD)S:"),
                        SecurityDescriptor.parse("O:BAG:SYD:(A;OI;GA;;;WD)S:"),
                        SecurityDescriptor.parse("O:BAG:SYD:(A;;GR;;;WD)S:"),
                        SecurityDescriptor.parse("O:BAG:SYD:(A;;GA;;;AN)S:"),
                        SecurityDescriptor.parse("O:BAG:SYD:(A;;GA;;;WD)"),
                        SecurityDescriptor.parse("O:BAG:SYD:(A;;GA;;;WD)S:(ML;;NW;;;LW)")))
                .doesNotHaveDuplicates();
    }
}
