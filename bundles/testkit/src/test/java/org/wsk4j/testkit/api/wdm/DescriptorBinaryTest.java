// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.api.wdm.DescriptorCorpus.Entry;
import org.wsk4j.wdm.Ace;
import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;

/** The self-relative form, against bytes put together by hand from the structures. */
class DescriptorBinaryTest {
    static List<Entry> entries() {
        return DescriptorCorpus.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void readsBackWhatItWrites(Entry entry) {
        SecurityDescriptor descriptor = SecurityDescriptor.parse(entry.sddl(), DescriptorCorpus.DOMAIN);

        assertThat(SecurityDescriptor.read(ByteBuffer.wrap(descriptor.toBytes())))
                .isEqualTo(descriptor);
    }

    // header: revision, 0, control, then the offsets of owner, group, SACL and DACL
    @ParameterizedTest
    @CsvSource({
        "'O:WD', 01000080 14000000 00000000 00000000 00000000 010100000000000100000000",
        "'D:NO_ACCESS_CONTROL', 01000480 00000000 00000000 00000000 00000000",
        "'D:P', 01000490 00000000 00000000 00000000 14000000 0200080000000000",
        "'D:(A;OI;GR;;;WD)', 01000480 00000000 00000000 00000000 14000000 02001c0001000000"
                + " 00011400 00000080 010100000000000100000000",
        "'S:(OU;SA;RP;00112233-4455-6677-8899-aabbccddeeff;;WD)', 01001080 00000000 00000000 14000000 00000000"
                + " 0400300001000000 07402800 10000000 01000000 33221100554477668899aabbccddeeff"
                + " 010100000000000100000000",
        "'D:(XA;;GR;;;WD;(@User.a == 1 && !(Exists b)))', 01000480 00000000 00000000 00000000 14000000"
                + " 0200400001000000 09003800 00000080 010100000000000100000000"
                + " 61727478 f902000000 6100 04 0100000000000000 03 02 80 f802000000 6200 87 a2 a0 000000",
        "'S:(RA;;;;;WD;(\"a\",TI,0x2,7))', 01001080 00000000 00000000 14000000 00000000"
                + " 02003c0001000000 12003400 00000000 010100000000000100000000"
                + " 14000000 0100 0000 02000000 01000000 18000000 61000000 0700000000000000",
    })
    void hasTheBytesOfTheStructures(String sddl, String bytes) {
        byte[] expected = HexFormat.of().parseHex(bytes.replace(" ", ""));

        assertThat(HexFormat.of().formatHex(SecurityDescriptor.parse(sddl).toBytes()))
                .isEqualTo(HexFormat.of().formatHex(expected));
        assertThat(SecurityDescriptor.read(ByteBuffer.wrap(expected))).isEqualTo(SecurityDescriptor.parse(sddl));
    }

    @Test
    void keepsWhatSddlHasNoLettersFor() {
        int defaulted = SecurityDescriptor.SE_OWNER_DEFAULTED
                | SecurityDescriptor.SE_GROUP_DEFAULTED
                | SecurityDescriptor.SE_DACL_DEFAULTED
                | SecurityDescriptor.SE_SACL_DEFAULTED;
        SecurityDescriptor descriptor = SecurityDescriptor.of(
                defaulted, Sid.USERS, Sid.GUESTS, Acl.of(4, List.of(Ace.allow(Sid.USERS, 1))), Acl.EMPTY);

        SecurityDescriptor read = SecurityDescriptor.read(ByteBuffer.wrap(descriptor.toBytes()));

        assertThat(read).isEqualTo(descriptor);
        assertThat(read.hasControl(defaulted)).isTrue();
        assertThat(read.dacl().revision()).isEqualTo(4);
    }

    @Test
    void leavesTheBufferAlone() {
        byte[] bytes = SecurityDescriptor.parse("O:BAD:(A;;GA;;;WD)").toBytes();
        ByteBuffer source = ByteBuffer.allocate(bytes.length + 7);
        source.position(7).put(bytes).position(7);

        assertThat(SecurityDescriptor.read(source)).isEqualTo(SecurityDescriptor.parse("O:BAD:(A;;GA;;;WD)"));

        assertThat(source.position()).isEqualTo(7);
        assertThat(source.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0100048000000000000000000000000014",
                "0200048000000000000000000000000000000000",
                "0100040000000000000000000000000000000000",
                "0100008010000000000000000000000000000000",
                "01000080ffffff7f000000000000000000000000",
                "0100008014000000000000000000000000000000",
                "0100048000000000000000000000000014000000",
                "01000480000000000000000000000000140000000200090000000000",
                "01000480000000000000000000000000140000000200080001000000",
                "01000480000000000000000000000000140000000700080000000000",
                "010004800000000000000000000000001400000002001c00010000000401140000000080010100000000000100000000",
                "010004800000000000000000000000001400000002001c00010000000901140000000080010100000000000100000000",
            })
    void refusesBytesThatAreNoDescriptor(String bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SecurityDescriptor.read(ByteBuffer.wrap(HexFormat.of().parseHex(bytes))));
    }

    @ParameterizedTest
    @CsvSource({
        "a2, operands",
        "f802000000 6100 f802000000 6200, operands",
        "f802000000 6100 a0, operands",
        "f902000000 6100 80, operands",
        "f804000000 6100, within a value",
        "f802000000 6100 5000000000 80, without elements",
        "f802000000 6100 77, token",
        "f802000000 6100 f802000000 6200 80, without a prefix",
        "0401000000000000000302 f802000000 6100 80, without a prefix",
        "0401000000000000000302 0401000000000000000302 80, operands",
        "f800000000, empty",
        "f801000000 61, half a character",
    })
    void refusesConditionsThatSddlCannotSay(String tokens, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityDescriptor.read(withCondition(tokens)))
                .withMessageContaining(sentence);
    }

    @Test
    void boundsHowDeepConditionsNest() {
        String term = "f802000000 6100";
        String orAnd = (" " + term + " a1 " + term + " a0");

        assertThat(condition(term + "a2".repeat(64))).startsWith("!(!(!(");
        assertThat(condition(term + orAnd.repeat(64))).startsWith("((((");
        assertThat(condition(term + (term + "a0").repeat(500))).isEqualTo("a" + " && a".repeat(500));
        assertThat(condition(term.repeat(501) + "a1".repeat(500))).isEqualTo("a" + " || a".repeat(500));
        assertTooDeep(term + "a2".repeat(65));
        assertTooDeep(term + orAnd.repeat(65));
    }

    private static String condition(String tokens) {
        SecurityDescriptor read = SecurityDescriptor.read(withCondition(tokens));
        assertThat(SecurityDescriptor.parse(read.toSddl())).isEqualTo(read);
        return read.dacl().aces().get(0).condition().toString();
    }

    /** Small bytes that would be large values: each of them is the same long string. */
    @Test
    void refusesAClaimWhoseValuesNeedMoreThanAnEntryHas() {
        int values = 8000;
        int characters = 16_000;
        int claim = 16 + values * Integer.BYTES + 2 * characters + 2;
        ByteBuffer bytes = ByteBuffer.allocate(20 + 8 + 20 + claim).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 1)
                .putShort((short) 0x8010)
                .putInt(0)
                .putInt(0)
                .putInt(20)
                .putInt(0);
        bytes.putShort((short) 2).putShort((short) (28 + claim)).putInt(1);
        bytes.putShort((short) 0x12).putShort((short) (20 + claim)).putInt(0);
        Sid.EVERYONE.write(bytes);
        int text = 16 + values * Integer.BYTES;
        bytes.putInt(text + 2 * characters - 2).putShort((short) 3).putShort((short) 0);
        bytes.putInt(0).putInt(values);
        for (int i = 0; i < values; i++) {
            bytes.putInt(text);
        }
        for (int i = 0; i < characters; i++) {
            bytes.putChar('x');
        }
        bytes.putChar((char) 0).flip();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);

        assertThatIllegalArgumentException().isThrownBy(() -> SecurityDescriptor.read(bytes));

        assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(8 << 20);
    }

    private static void assertTooDeep(String tokens) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityDescriptor.read(withCondition(tokens)))
                .withMessageContaining("64 deep");
    }

    private static ByteBuffer withCondition(String tokens) {
        byte[] condition = HexFormat.of().parseHex("61727478" + tokens.replace(" ", ""));
        int size = 20 + condition.length;
        ByteBuffer bytes = ByteBuffer.allocate(28 + size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0x8004)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(20);
        bytes.put((byte) 2)
                .put((byte) 0)
                .putShort((short) (8 + size))
                .putShort((short) 1)
                .putShort((short) 0);
        bytes.put((byte) 9).put((byte) 0).putShort((short) size).putInt(1);
        Sid.EVERYONE.write(bytes);
        return bytes.put(condition).flip();
    }
}
