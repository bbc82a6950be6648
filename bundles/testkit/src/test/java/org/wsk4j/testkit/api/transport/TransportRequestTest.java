// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_DRAIN;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_NODELAY;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_WAITALL;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.SockAddrIn;

class TransportRequestTest {
    private final Owner owner = new Owner();
    private final TransportRequest request = new TransportRequest();

    /** Notes what endpoints tell it. */
    private static final class Owner implements TransportRequest.Owner {
        private final List<String> told = new ArrayList<>();
        private boolean cancelled;

        @Override
        public boolean pending(TransportRequest pending) {
            told.add("pending");
            return !cancelled;
        }

        @Override
        public void completed(TransportRequest completed) {
            told.add("completed " + completed.status());
        }
    }

    private TransportRequest over(Mdl mdl, int offset, long length) {
        request.prepare(owner, null, 0);
        request.setBytes(mdl, offset, length);
        return request;
    }

    /** Moves some bytes in one piece and returns the piece that was offered for it. */
    private String move(int bytes) {
        ByteBuffer view = request.claim();
        String offered = Chain.text(view);
        view.position(view.position() + bytes);
        request.unclaim(view, bytes);
        return offered;
    }

    // ---- preparing and ending

    @Test
    void isPreparedForItsOwner() {
        Object context = new Object();
        SockAddrIn address = new SockAddrIn();
        request.prepare(owner, context, TransportRequest.WAITALL);
        request.setOperation(7);
        request.setAddress(address);

        assertThat(request.context()).isSameAs(context);
        assertThat(request.operation()).isEqualTo(7);
        assertThat(request.address()).isSameAs(address);
        assertThat(request.flags()).isEqualTo(TransportRequest.WAITALL);
        assertThat(request.has(TransportRequest.WAITALL)).isTrue();
        assertThat(request.has(TransportRequest.DRAIN)).isFalse();
        assertThat(request.status()).isEqualTo(STATUS_PENDING);
        assertThat(request.remaining()).isZero();
        assertThat(request.transferred()).isZero();
    }

    @Test
    void keepsItsChargeUntilItsOwnerChangesIt() {
        assertThat(request.charge()).isZero();
        request.prepare(owner, null, 0);
        request.setCharge(7);
        request.prepare(owner, null, 0);
        request.clear();

        assertThat(request.charge()).isEqualTo(7);
        request.setCharge(0);
        assertThat(request.charge()).isZero();
    }

    @Test
    void isPreparedAnewForEachRequest() {
        over(Chain.of("abc"), 0, 3).setAddress(new SockAddrIn());
        move(2);
        request.finish(STATUS_CONNECTION_RESET);

        request.prepare(owner, null, 0);

        assertThat(request.address()).isNull();
        assertThat(request.status()).isEqualTo(STATUS_PENDING);
        assertThat(request.remaining()).isZero();
        assertThat(request.transferred()).isZero();
        assertThat(request.claim()).isNull();
    }

    @Test
    void hasTheFlagsOfWsk() {
        assertThat(TransportRequest.NODELAY).isEqualTo(WSK_FLAG_NODELAY);
        assertThat(TransportRequest.WAITALL).isEqualTo(WSK_FLAG_WAITALL);
        assertThat(TransportRequest.DRAIN).isEqualTo(WSK_FLAG_DRAIN);
    }

    @Test
    void tellsItsOwnerThatItWaitsAndThatItIsOver() {
        over(null, 0, 0);

        assertThat(request.pend()).isTrue();
        assertThat(request.finish(STATUS_SUCCESS)).isEqualTo(STATUS_SUCCESS);
        request.complete();

        assertThat(owner.told).containsExactly("pending", "completed STATUS_SUCCESS");
    }

    @Test
    void doesNotWaitWhenItsOwnerKnowsThatItWasCancelled() {
        over(null, 0, 0);
        owner.cancelled = true;

        assertThat(request.pend()).isFalse();
        assertThat(request.finish(STATUS_CANCELLED)).isEqualTo(STATUS_CANCELLED);

        assertThat(request.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(owner.told).containsExactly("pending");
    }

    @Test
    void tellsNobodyOfAnOutcomeThatWasAnsweredAtOnce() {
        over(null, 0, 0);

        request.finish(STATUS_SUCCESS);

        assertThat(owner.told).isEmpty();
    }

    @Test
    void holdsOnToNothingOnceCleared() {
        request.prepare(owner, new Object(), 0);
        request.setAddress(new SockAddrIn());

        request.clear();

        assertThat(request.context()).isNull();
        assertThat(request.address()).isNull();
    }

    // ---- one piece at a time

    @Test
    @Clause("BUF-09")
    void walksTheChainPieceByPieceFromTheOffsetInTheFirst() {
        over(Chain.of("abcde", "fg", "hij"), 2, 8);

        assertThat(move(3)).isEqualTo("cde");
        assertThat(move(2)).isEqualTo("fg");
        assertThat(move(3)).isEqualTo("hij");

        assertThat(request.claim()).isNull();
        assertThat(request.transferred()).isEqualTo(8);
        assertThat(request.remaining()).isZero();
    }

    @Test
    void offersTheRestOfAPieceThatMovedInPart() {
        over(Chain.of("abcde", "fg"), 0, 7);

        assertThat(move(0)).isEqualTo("abcde");
        assertThat(move(1)).isEqualTo("abcde");
        assertThat(move(3)).isEqualTo("bcde");
        assertThat(request.transferred()).isEqualTo(4);
        assertThat(request.remaining()).isEqualTo(3);
        assertThat(move(1)).isEqualTo("e");
        assertThat(move(2)).isEqualTo("fg");

        assertThat(request.claim()).isNull();
    }

    @Test
    void stopsAtItsLengthWithinAPiece() {
        over(Chain.of("abcde", "fghij"), 1, 6);

        assertThat(move(4)).isEqualTo("bcde");
        assertThat(move(2)).isEqualTo("fg");

        assertThat(request.claim()).isNull();
    }

    @Test
    void stepsOverEmptyPieces() {
        over(Chain.of("", "", "ab", "", "cd", "", ""), 0, 4);

        assertThat(request.isScattered()).isTrue();
        assertThat(move(2)).isEqualTo("ab");
        assertThat(request.isScattered()).isFalse();
        assertThat(move(1)).isEqualTo("cd");
        assertThat(move(1)).isEqualTo("d");

        assertThat(request.claim()).isNull();
        assertThat(request.transferred()).isEqualTo(4);
    }

    @Test
    void startsInTheSecondPieceWhenTheOffsetIsTheEndOfTheFirst() {
        over(Chain.of("abc", "de"), 3, 2);

        assertThat(request.isScattered()).isFalse();
        assertThat(move(2)).isEqualTo("de");
    }

    @Test
    @Clause("BUF-08")
    void hasNothingToMoveWhenItsLengthIsZero() {
        over(null, 0, 0);
        assertThat(request.claim()).isNull();
        assertThat(request.isScattered()).isFalse();
        assertThat(request.claim(new ByteBuffer[4], 1)).isEqualTo(1);

        over(Chain.of("abc"), 1, 0);
        assertThat(request.claim()).isNull();
        assertThat(request.isScattered()).isFalse();
        assertThat(request.claim(new ByteBuffer[4], 1)).isEqualTo(1);
        assertThat(request.unclaim(new ByteBuffer[4], 1, 1, 0)).isZero();
    }

    @Test
    void storesInPlace() {
        Mdl chain = Chain.of("-----", "", "---");
        over(chain, 2, 5);
        for (ByteBuffer view = request.claim(); view != null; view = request.claim()) {
            view.put((byte) 'x');
            request.unclaim(view, 1);
        }

        assertThat(Chain.text(chain)).isEqualTo("--xxxxx-");
    }

    // ---- gathering

    @Test
    void claimsItsPiecesInOrder() {
        over(Chain.of("abc", "", "de", "fgh"), 1, 6);
        ByteBuffer[] views = new ByteBuffer[5];

        int to = request.claim(views, 1);

        assertThat(to).isEqualTo(4);
        assertThat(views[0]).isNull();
        assertThat(Chain.text(views[1]) + "|" + Chain.text(views[2]) + "|" + Chain.text(views[3]))
                .isEqualTo("bc|de|fg");
        assertThat(views[4]).isNull();

        assertThat(request.unclaim(views, 1, to, 6)).isZero();
        assertThat(views).containsOnlyNulls();
        assertThat(request.remaining()).isZero();
        assertThat(request.transferred()).isEqualTo(6);
    }

    @Test
    void claimsNoMoreThanThereIsRoomFor() {
        over(Chain.of("ab", "cd", "ef"), 0, 6);
        ByteBuffer[] views = new ByteBuffer[2];

        assertThat(request.claim(views, 0)).isEqualTo(2);
        assertThat(request.unclaim(views, 0, 2, 4)).isZero();

        assertThat(request.claim(views, 0)).isEqualTo(1);
        assertThat(Chain.text(views[0])).isEqualTo("ef");
        assertThat(request.claim(views, 2)).as("no room at all").isEqualTo(2);
    }

    @Test
    void goesOnWhereAGatheringCallStopped() {
        over(Chain.of("abc", "", "def", "gh"), 0, 8);
        ByteBuffer[] views = new ByteBuffer[4];
        int to = request.claim(views, 0);

        assertThat(request.unclaim(views, 0, to, 4)).isZero();

        to = request.claim(views, 0);
        assertThat(to).isEqualTo(2);
        assertThat(Chain.text(views[0]) + "|" + Chain.text(views[1])).isEqualTo("ef|gh");
    }

    @Test
    void staysWhereItIsWhenNothingMoved() {
        over(Chain.of("", "ab", "cd"), 0, 4);
        ByteBuffer[] views = new ByteBuffer[4];
        int to = request.claim(views, 0);

        assertThat(request.unclaim(views, 0, to, 0)).isZero();

        assertThat(request.transferred()).isZero();
        assertThat(move(2)).isEqualTo("ab");
    }

    @Test
    void sharesOneCallWithTheRequestsBehindIt() {
        TransportRequest second = new TransportRequest();
        second.prepare(owner, null, 0);
        second.setBytes(Chain.of("ef", "gh"), 0, 4);
        over(Chain.of("ab", "cd"), 0, 4);
        ByteBuffer[] views = new ByteBuffer[8];
        int middle = request.claim(views, 0);
        int end = second.claim(views, middle);
        assertThat(end).isEqualTo(4);

        long beyond = request.unclaim(views, 0, middle, 7);
        long left = second.unclaim(views, middle, end, beyond);

        assertThat(beyond).isEqualTo(3);
        assertThat(left).isZero();
        assertThat(request.remaining()).isZero();
        assertThat(second.transferred()).isEqualTo(3);
        assertThat(second.remaining()).isOne();
        assertThat(views).containsOnlyNulls();
    }

    @Test
    @Clause("BUF-09")
    void lendsTheSameMemoryToTwoRequestsAtOnce() {
        Mdl shared = Chain.of("abc", "de");
        TransportRequest second = new TransportRequest();
        second.prepare(owner, null, 0);
        second.setBytes(shared, 1, 4);
        over(shared, 0, 5);
        ByteBuffer[] views = new ByteBuffer[4];
        int middle = request.claim(views, 0);
        int end = second.claim(views, middle);

        assertThat(Chain.text(views[0]) + Chain.text(views[1])).isEqualTo("abcde");
        assertThat(Chain.text(views[2]) + Chain.text(views[3])).isEqualTo("bcde");
        assertThat(second.unclaim(views, middle, end, request.unclaim(views, 0, middle, 9)))
                .isZero();
        assertThat(request.remaining() + second.remaining()).isZero();
    }

    @Test
    void countsMoreThanAnIntCanHold() {
        ByteBuffer memory = ByteBuffer.allocateDirect(1 << 20);
        Mdl head = null;
        for (int i = 0; i < 2_100; i++) {
            Mdl mdl = Mdl.allocate(memory); // the same memory again and again
            mdl.setNext(head);
            head = mdl;
        }
        long length = 2_100L << 20;
        over(head, 0, length);
        long moved = 0;
        for (ByteBuffer view = request.claim(); view != null; view = request.claim()) {
            int count = view.remaining();
            moved += count;
            request.unclaim(view, count);
        }

        assertThat(moved).isEqualTo(length).isGreaterThan(Integer.MAX_VALUE);
        assertThat(request.transferred()).isEqualTo(length);
    }
}
