// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;

class SidTest {
    // as systems show them, and documents that give such a service rights
    @ParameterizedTest
    @CsvSource({
        "TrustedInstaller, S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
        "trustedinstaller, S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
        "WdiServiceHost, S-1-5-80-3139157870-2983391045-3678747466-658725712-1809340420",
    })
    void ofAServiceIsTheDigestOfItsName(String name, String sid) {
        assertThat(Sid.ofService(name)).hasToString(sid).isEqualTo(Sid.parse(sid));
    }

    @Test
    void ofAServiceNeedsAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sid.ofService(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S-1-5-32-544",
                "S-1-0-0",
                "S-1-5",
                "S-1-16-12288",
                "S-1-5-21-4294967295-2147483648-0-500",
                "S-1-4294967295-1",
                "S-1-0x000100000000-1",
                "S-1-0xffffffffffff-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15",
            })
    void writesWhatItReads(String text) {
        assertThat(Sid.parse(text)).hasToString(text);
    }

    @Test
    void readsBothFormsOfTheAuthority() {
        assertThat(Sid.parse("S-1-0x5-32-544")).isEqualTo(Sid.ADMINISTRATORS);
        assertThat(Sid.parse("s-1-0X000000000005-32-544")).isEqualTo(Sid.ADMINISTRATORS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "S",
                "S-1",
                "S-1-",
                "S-2-5-32",
                "X-1-5",
                "S-1-5-",
                "S-1-5--1",
                "S-1-5-x",
                "S-1-5-4294967296",
                "S-1-5- 1",
                "S-1-4294967296-1",
                "S-1-0x1000000000000-1",
                "S-1-0x-1",
                "S-1-5-1-",
                "BA",
                "S-1-5-+1",
                "S-1-5-\u0661",
                "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16",
                "S-1-5-99999999999999999999999",
            })
    void refusesWhatIsNoSid(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sid.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "S-1-5-32-544, 01020000000000052000000020020000",
        "S-1-1-0, 010100000000000100000000",
        "S-1-5, 0100000000000005",
        "S-1-0x010203040506-4294967294, 0101010203040506feffffff",
    })
    void hasTheBinaryFormOfTheStructure(String text, String bytes) {
        Sid sid = Sid.parse(text);
        byte[] expected = HexFormat.of().parseHex(bytes);

        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer target = ByteBuffer.allocate(expected.length + 1).order(order);
            sid.write(target);
            assertThat(target.position()).isEqualTo(sid.size()).isEqualTo(expected.length);
            assertThat(Arrays.copyOf(target.array(), expected.length)).isEqualTo(expected);
            target.flip();
            assertThat(Sid.read(target)).isEqualTo(sid);
            assertThat(target.hasRemaining()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "0202000000000005",
                "0101000000000005",
                "0110000000000005",
                "01020000000000052000000020"
            })
    void refusesBytesThatAreNoSid(String bytes) {
        ByteBuffer source = ByteBuffer.wrap(HexFormat.of().parseHex(bytes));

        assertThatIllegalArgumentException().isThrownBy(() -> Sid.read(source));

        assertThat(source.position()).isZero();
    }

    @Test
    void isNotWrittenInPart() {
        ByteBuffer small = ByteBuffer.allocate(15);

        assertThatExceptionOfType(BufferOverflowException.class).isThrownBy(() -> Sid.ADMINISTRATORS.write(small));

        assertThat(small.position()).isZero();
    }

    @Test
    void isEqualWhenItNamesTheSame() {
        int[] parts = {32, 544};
        Sid sid = Sid.of(5, parts);
        parts[1] = 545;

        assertThat(sid).isEqualTo(Sid.ADMINISTRATORS).hasSameHashCodeAs(Sid.ADMINISTRATORS);
        assertThat(sid).isNotEqualTo(Sid.USERS).isNotEqualTo(Sid.of(6, 32, 544)).isNotEqualTo(Sid.of(5, 32));
    }

    @Test
    void tellsItsParts() {
        Sid sid = Sid.of(5, 21, 1, 2);

        assertThat(sid.member(-1)).hasToString("S-1-5-21-1-2-4294967295");
        assertThat(sid.authority()).isEqualTo(5);
        assertThat(sid.subAuthorityCount()).isEqualTo(3);
        assertThat(sid.subAuthority(1)).isEqualTo(1);
        assertThat(sid.relativeId()).isEqualTo(2);
        assertThat(Sid.of(5).relativeId()).isZero();
        assertThat(Sid.HIGH_LEVEL.isIntegrityLevel()).isTrue();
        assertThat(sid.isIntegrityLevel()).isFalse();
    }

    @Test
    void refusesPartsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sid.of(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Sid.of(1L << 48, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Sid.of(5, new int[16]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sid.of(5, new int[15]).member(1));
    }

    @ParameterizedTest
    @CsvSource({
        "AA, S-1-5-32-579", "AC, S-1-15-2-1", "AN, S-1-5-7", "AO, S-1-5-32-548", "AS, S-1-18-1", "AU, S-1-5-11",
        "BA, S-1-5-32-544", "BG, S-1-5-32-546", "BO, S-1-5-32-551", "BU, S-1-5-32-545", "CD, S-1-5-32-574",
                "CG, S-1-3-1",
        "CO, S-1-3-0", "CY, S-1-5-32-569", "ED, S-1-5-9", "ER, S-1-5-32-573", "ES, S-1-5-32-576", "HA, S-1-5-32-578",
        "HI, S-1-16-12288", "IS, S-1-5-32-568", "IU, S-1-5-4", "LS, S-1-5-19", "LU, S-1-5-32-559", "LW, S-1-16-4096",
        "ME, S-1-16-8192", "MP, S-1-16-8448", "MS, S-1-5-32-577", "MU, S-1-5-32-558", "NO, S-1-5-32-556",
                "NS, S-1-5-20",
        "NU, S-1-5-2", "OW, S-1-3-4", "PO, S-1-5-32-550", "PS, S-1-5-10", "PU, S-1-5-32-547", "RA, S-1-5-32-575",
        "RC, S-1-5-12", "RD, S-1-5-32-555", "RE, S-1-5-32-552", "RM, S-1-5-32-580", "RU, S-1-5-32-554",
                "SI, S-1-16-16384",
        "SO, S-1-5-32-549", "SS, S-1-18-2", "SU, S-1-5-6", "SY, S-1-5-18", "UD, S-1-5-84-0-0-0-0-0", "WD, S-1-1-0",
        "WR, S-1-5-33",
    })
    void hasAnAliasInSddl(String alias, String text) {
        Sid sid = Sid.parse(text);

        assertThat(sid.alias()).isEqualTo(alias);
        assertThat(SecurityDescriptor.parse("O:" + alias).owner()).isEqualTo(sid);
    }

    @ParameterizedTest
    @CsvSource({
        "AP, 525", "CA, 517", "CN, 522", "DA, 512", "DC, 515", "DD, 516", "DG, 514", "DU, 513", "EA, 519", "EK, 527",
        "KA, 526", "LA, 500", "LG, 501", "PA, 520", "RO, 498", "RS, 553", "SA, 518",
    })
    void isAMemberOfTheDomainByAnAlias(String alias, int relativeId) {
        assertThat(SecurityDescriptor.parse("O:" + alias, DescriptorCorpus.DOMAIN)
                        .owner())
                .isEqualTo(DescriptorCorpus.DOMAIN.member(relativeId));
        assertThat(DescriptorCorpus.DOMAIN.member(relativeId).alias()).isNull();
    }
}
