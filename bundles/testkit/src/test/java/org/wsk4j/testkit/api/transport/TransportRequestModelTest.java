// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Mdl;

/**
 * Random chains, moved in random steps, against a model that is one flat array.
 *
 * <p>5,000 requests, 200,000 with {@code -Dstress=true}; {@code -Dwsk4j.seed=n} runs one schedule again.
 */
class TransportRequestModelTest {
    private static final int VIEWS = 6;

    private final ByteBuffer[] views = new ByteBuffer[VIEWS];

    /** A request, and where it should be. */
    private static final class Modelled {
        private final TransportRequest request = new TransportRequest();
        private final List<Integer> pieceEnds = new ArrayList<>(); // in the flat array, of pieces with bytes in it
        private final byte[] expected; // the bytes to move
        private final byte[] moved;
        private int at;

        Modelled(SplittableRandom random) {
            int pieces = 1 + random.nextInt(6);
            Mdl head = null;
            Mdl last = null;
            int[] counts = new int[pieces];
            for (int i = 0; i < pieces; i++) {
                counts[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 9);
                byte[] bytes = new byte[counts[i]];
                for (int j = 0; j < bytes.length; j++) {
                    bytes[j] = (byte) random.nextInt();
                }
                Mdl mdl = Mdl.allocate(
                        random.nextBoolean()
                                ? ByteBuffer.allocateDirect(bytes.length)
                                        .put(bytes)
                                        .flip()
                                : ByteBuffer.wrap(bytes));
                if (last == null) {
                    head = mdl;
                } else {
                    last.setNext(mdl);
                }
                last = mdl;
            }
            int offset = random.nextInt(counts[0] + 1);
            int most = Arrays.stream(counts).sum() - offset;
            expected = new byte[random.nextInt(most + 1)];
            moved = new byte[expected.length];
            int flat = -offset;
            for (Mdl mdl = head; mdl != null; mdl = mdl.next()) {
                for (int j = 0; j < mdl.byteCount(); j++, flat++) {
                    if (flat >= 0 && flat < expected.length) {
                        expected[flat] = mdl.systemAddress().get(j);
                    }
                }
                if (flat > 0 && mdl.byteCount() > 0) {
                    pieceEnds.add(Math.min(flat, expected.length));
                }
            }
            request.prepare(null, null, 0);
            request.setBytes(head, offset, expected.length);
        }

        private int pieceEnd(int position) {
            return pieceEnds.stream().filter(end -> end > position).findFirst().orElseThrow();
        }

        void check() {
            assertThat(request.remaining()).isEqualTo(expected.length - at);
            assertThat(request.transferred()).isEqualTo(at);
        }

        /** Compares a view with the model at a position; returns the position behind it. */
        int checkView(ByteBuffer view, int position) {
            int end = pieceEnd(position);
            assertThat(view.remaining()).isEqualTo(end - position);
            view.duplicate().get(moved, position, view.remaining());
            return end;
        }

        /** One piece, in part or whole. */
        void moveOnePiece(SplittableRandom random) {
            boolean scattered = request.isScattered();
            assertThat(scattered).isEqualTo(at < expected.length && pieceEnd(at) < expected.length);
            ByteBuffer view = request.claim();
            if (at == expected.length) {
                assertThat(view).isNull();
                return;
            }
            int end = checkView(view, at);
            int count = random.nextInt(end - at + 1);
            view.position(view.position() + count);
            request.unclaim(view, count);
            at += count;
        }

        boolean isDone() {
            return at == expected.length;
        }
    }

    @Test
    @Clause("BUF-09")
    void movesWhatAFlatArrayWouldHold() {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        int rounds = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 200_000 : 5_000);
        System.out.println("TransportRequestModelTest: " + rounds + " requests, -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            try {
                runRound(random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private void runRound(SplittableRandom random) {
        List<Modelled> queue = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            queue.add(new Modelled(random));
        }
        List<Modelled> all = List.copyOf(queue);
        while (!queue.isEmpty()) {
            Modelled first = queue.get(0);
            if (random.nextInt(3) == 0) {
                first.moveOnePiece(random);
            } else {
                gather(random, queue);
            }
            all.forEach(Modelled::check);
            while (!queue.isEmpty() && queue.get(0).isDone()) {
                queue.remove(0);
            }
        }
        for (Modelled modelled : all) {
            assertThat(modelled.moved).isEqualTo(modelled.expected);
        }
    }

    /** One call for the front of the queue, as a transport's gathering write makes it. */
    private void gather(SplittableRandom random, List<Modelled> queue) {
        int from = random.nextInt(VIEWS);
        int at = from;
        int[] ends = new int[queue.size()];
        int claimed = 0;
        for (int i = 0; i < ends.length; i++) {
            Modelled modelled = queue.get(i);
            int before = at;
            at = modelled.request.claim(views, at);
            ends[i] = at;
            int position = modelled.at;
            for (int view = before; view < at; view++) {
                position = modelled.checkView(views[view], position);
            }
            claimed += position - modelled.at;
            assertThat(at == VIEWS || position == modelled.expected.length)
                    .as("claims all that fits")
                    .isTrue();
        }
        long moved = random.nextInt(claimed + 1);
        for (int i = 0; i < ends.length; i++) {
            Modelled modelled = queue.get(i);
            int ours = (int) Math.min(moved, modelled.expected.length - modelled.at);
            long beyond = modelled.request.unclaim(views, i == 0 ? from : ends[i - 1], ends[i], moved);
            assertThat(beyond).isEqualTo(moved - ours);
            modelled.at += ours;
            moved = beyond;
        }
        assertThat(moved).as("all accounted for").isZero();
        assertThat(views).containsOnlyNulls();
    }
}
