// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.GenericMapping;
import org.wsk4j.wdm.SddlException;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;

/**
 * Descriptors that are nearly right, and some that are nothing: they are read, or refused with a position.
 *
 * <p>Twenty thousand texts; 300,000 with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run
 * again with {@code -Dwsk4j.seed=n}.
 */
class SddlFuzzTest {
    private static final int ROUNDS =
            Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 300_000 : 20_000);

    private static final String ALPHABET = "OGDS:();,{}\"#@%!&|<>= \t\0-0123456789abcdefxXABCGINPRSTUWZ_./\u00e4\ud800";

    private static final String[] PIECES = {
        "D:",
        "S:P",
        "O:",
        "G:",
        "(A;;GA;;;WD)",
        "(",
        ")",
        ";",
        ";;;",
        "((",
        "))",
        "&&",
        "||",
        "!",
        "!(",
        "@User.",
        "a == ",
        "Member_of {",
        "SID(BA)",
        "Exists ",
        "Contains ",
        "{1, 2}",
        "\"x\"",
        "#0f",
        "0x",
        "-",
        "S-1-5-",
        "NO_ACCESS_CONTROL",
        "(XA;;GA;;;WD;(a))",
        "(RA;;;;;WD;(\"a\",TI,0x0,1))",
        "%0041",
        "%",
        "4294967296",
        "DA",
        "AR",
        "ab721a53-1e2f-11d0",
    };

    private final List<String> corpus = DescriptorCorpus.entries().stream()
            .map(DescriptorCorpus.Entry::sddl)
            .toList();

    private static SplittableRandom seeded(String test) {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("SddlFuzzTest." + test + ": " + ROUNDS + " rounds, -Dwsk4j.seed=" + seed);
        return new SplittableRandom(seed);
    }

    @Test
    void readsOrRefusesWithAPosition() {
        SplittableRandom random = seeded("readsOrRefusesWithAPosition");
        int read = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = random.nextInt(8) == 0 ? anything(random) : mutated(random);
            Sid domain = random.nextInt(4) == 0 ? null : DescriptorCorpus.DOMAIN;
            if (isRead(text, domain)) {
                read++;
            } else {
                refused++;
            }
        }
        // the share of both shows that the mutations are neither harmless nor hopeless
        assertThat(read).isGreaterThan(ROUNDS / 50);
        assertThat(refused).isGreaterThan(ROUNDS / 5);
    }

    private static boolean isRead(String text, Sid domain) {
        SecurityDescriptor descriptor;
        try {
            descriptor = SecurityDescriptor.parse(text, domain);
        } catch (SddlException e) {
            assertThat(e.position()).as(text).isBetween(0, text.length());
            assertThat(e.getMessage()).as(text).isNotBlank();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("Neither read nor refused: " + text, e);
        }
        String written = descriptor.toSddl();
        assertThat(SecurityDescriptor.parse(written)).as(text).isEqualTo(descriptor);
        assertThat(SecurityDescriptor.read(ByteBuffer.wrap(descriptor.toBytes())))
                .as(text)
                .isEqualTo(descriptor);
        descriptor.accessCheck(AccessToken.LOCAL_SERVICE, 0x02000000, GenericMapping.FILE);
        return true;
    }

    private String mutated(SplittableRandom random) {
        StringBuilder text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(1, 6));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 2 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 3 -> text.insert(at, text.substring(at, end));
                case 4 -> text.setLength(at);
                default -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }

    private static String anything(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(40); length > 0; length--) {
            text.append(
                    random.nextBoolean()
                            ? PIECES[random.nextInt(PIECES.length)]
                            : String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length()))));
        }
        return text.toString();
    }

    @Test
    void readsOrRefusesBytes() {
        SplittableRandom random = seeded("readsOrRefusesBytes");
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = SecurityDescriptor.parse(corpus.get(random.nextInt(corpus.size())), DescriptorCorpus.DOMAIN)
                    .toBytes();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(8));
            }
            read += areRead(ByteBuffer.wrap(bytes, 0, bytes.length - (random.nextInt(4) == 0 ? random.nextInt(9) : 0)));
        }
        assertThat(read).isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50);
    }

    private static int areRead(ByteBuffer bytes) {
        SecurityDescriptor descriptor;
        try {
            descriptor = SecurityDescriptor.read(bytes);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return 0;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("Neither read nor refused", e);
        }
        assertThat(SecurityDescriptor.read(ByteBuffer.wrap(descriptor.toBytes())))
                .isEqualTo(descriptor);
        // a text has no bits for what was filled in by default, and only one revision for a list
        String written = descriptor.toSddl();
        assertThat(SecurityDescriptor.parse(written).toSddl()).isEqualTo(written);
        return 1;
    }
}
