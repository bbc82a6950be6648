// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Mdl;

class MdlTest {
    private final ByteBuffer memory = ByteBuffer.allocateDirect(16);

    @Test
    void describesWhatLiesBetweenPositionAndLimit() {
        memory.position(3).limit(13);
        Mdl mdl = Mdl.allocate(memory);

        assertThat(mdl.byteCount()).isEqualTo(10);
        mdl.systemAddress().put(0, (byte) 1).put(9, (byte) 2);

        assertThat(memory.get(3)).isEqualTo((byte) 1);
        assertThat(memory.get(12)).isEqualTo((byte) 2);
        assertThat(memory.position()).isEqualTo(3);
        assertThat(memory.limit()).isEqualTo(13);
    }

    @Test
    void doesNotFollowTheBufferAfterItsAllocation() {
        Mdl mdl = Mdl.allocate(memory);

        memory.position(5).limit(6);

        assertThat(mdl.byteCount()).isEqualTo(16);
        assertThat(mdl.systemAddress().remaining()).isEqualTo(16);
    }

    @Test
    void mayDescribeNoBytes() {
        Mdl empty = Mdl.allocate(ByteBuffer.allocateDirect(0));

        assertThat(empty.byteCount()).isZero();
        assertThat(empty.systemAddress().hasRemaining()).isFalse();
    }

    @Test
    @Clause("BUF-07")
    void tellsNonPagedMemoryFromPageable() {
        assertThat(Mdl.allocate(memory).isNonPaged()).isTrue();
        assertThat(Mdl.allocate(ByteBuffer.allocate(4)).isNonPaged()).isFalse();
        assertThat(Mdl.allocate(memory)).hasToString("Mdl[16 bytes]");
        assertThat(Mdl.allocate(ByteBuffer.allocate(4))).hasToString("Mdl[4 bytes, pageable]");
    }

    @Test
    void staysReadOnly() {
        Mdl mdl = Mdl.allocate(memory.asReadOnlyBuffer());

        assertThat(mdl.isWritable()).isFalse();
        assertThat(Mdl.allocate(memory).isWritable()).isTrue();
        ByteBuffer view = mdl.claim(0, 4);
        assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> view.put((byte) 1));
    }

    @Test
    @Clause("BUF-01")
    void isLinkedToAChainByItsOwner() {
        Mdl first = Mdl.allocate(memory);
        Mdl second = Mdl.allocate(memory);
        assertThat(first.next()).isNull();

        first.setNext(second);
        assertThat(first.next()).isSameAs(second);
        assertThat(second.next()).isNull();
        assertThat(first).hasToString("Mdl[16 bytes, ...]");

        first.setNext(null);
        assertThat(first.next()).isNull();
    }

    @Test
    void givesEveryReaderAPositionOfItsOwn() {
        Mdl mdl = Mdl.allocate(memory);
        ByteBuffer one = mdl.systemAddress();
        ByteBuffer other = mdl.systemAddress();

        one.putInt(0x01020304);

        assertThat(other.position()).isZero();
        assertThat(other.getInt()).isEqualTo(0x01020304);
    }

    @Test
    void lendsTheBytesAskedFor() {
        Mdl mdl = Mdl.allocate(memory);
        for (int from = 0; from <= 16; from++) {
            for (int count = 0; from + count <= 16; count++) {
                ByteBuffer view = mdl.claim(from, count);
                assertThat(view.position()).isEqualTo(from);
                assertThat(view.remaining()).isEqualTo(count);
                view.position(view.limit()); // what an I/O call does
                mdl.unclaim(view);
            }
        }
    }

    @Test
    void lendsTheSameViewAgainOnceItIsBack() {
        Mdl mdl = Mdl.allocate(memory);
        ByteBuffer first = mdl.claim(0, 16);
        mdl.unclaim(first);

        assertThat(mdl.claim(4, 4)).isSameAs(first);
    }

    @Test
    @Clause("BUF-09")
    void lendsOneMoreViewToEachFurtherUseAtTheSameTime() {
        Mdl mdl = Mdl.allocate(memory);
        ByteBuffer first = mdl.claim(0, 8);
        ByteBuffer second = mdl.claim(8, 8);
        ByteBuffer third = mdl.claim(2, 1);

        assertThat(second).isNotSameAs(first);
        assertThat(third).isNotSameAs(first).isNotSameAs(second);
        assertThat(first.position()).isZero();
        assertThat(first.remaining()).isEqualTo(8);
        assertThat(second.position()).isEqualTo(8);

        mdl.unclaim(second); // an extra one: the first is still lent
        assertThat(mdl.claim(0, 1)).isNotSameAs(first);
        mdl.unclaim(first);
        assertThat(mdl.claim(0, 1)).isSameAs(first);
    }

    @Test
    void lendsEachViewToOneThreadAtATime() throws Exception {
        Meeting meeting = new Meeting("MdlTest");
        Mdl mdl = Mdl.allocate(memory);
        Meeting.Party party = random -> {
            for (int i = 0; i < meeting.iterations(); i++) {
                int from = random.nextInt(16);
                int count = random.nextInt(17 - from);
                ByteBuffer view = mdl.claim(from, count);
                Meeting.dawdle(random);
                if (view.position() != from || view.limit() != from + count) {
                    throw new AssertionError("moved by somebody else: " + view);
                }
                view.position(view.limit());
                mdl.unclaim(view);
            }
        };

        meeting.run(party, party, party);
    }
}
