// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;

class TransportRequestQueueTest {
    private final TransportRequestQueue queue = new TransportRequestQueue();
    private final TransportRequest a = new TransportRequest();
    private final TransportRequest b = new TransportRequest();
    private final TransportRequest c = new TransportRequest();

    private static List<TransportRequest> contents(TransportRequestQueue queue) {
        List<TransportRequest> contents = new ArrayList<>();
        for (TransportRequest request = queue.peek(); request != null; request = queue.after(request)) {
            contents.add(request);
        }
        return contents;
    }

    private void fill() {
        queue.add(a);
        queue.add(b);
        queue.add(c);
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isNull();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void givesRequestsOutInTheOrderOfTheirAddition() {
        fill();

        assertThat(queue.peek()).isSameAs(a);
        assertThat(contents(queue)).containsExactly(a, b, c);
        assertThat(queue.poll()).isSameAs(a);
        assertThat(queue.poll()).isSameAs(b);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.poll()).isSameAs(c);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void givesARequestUpFromAnyPlace() {
        fill();
        assertThat(queue.remove(b)).isTrue();
        assertThat(contents(queue)).containsExactly(a, c);
        queue.add(b);
        assertThat(queue.remove(a)).isTrue();
        assertThat(contents(queue)).containsExactly(c, b);
        queue.add(a);
        assertThat(queue.remove(a)).isTrue();
        assertThat(contents(queue)).containsExactly(c, b);
        queue.add(a);
        assertThat(contents(queue)).containsExactly(c, b, a);
    }

    @Test
    void knowsWhatItDoesNotHold() {
        TransportRequestQueue other = new TransportRequestQueue();
        queue.add(a);
        other.add(b);

        assertThat(queue.remove(c)).isFalse();
        assertThat(queue.remove(b)).isFalse();
        assertThat(queue.remove(a)).isTrue();
        assertThat(queue.remove(a)).isFalse();

        assertThat(contents(other)).containsExactly(b);
    }

    @Test
    void takesNoRequestThatIsInAQueue() {
        TransportRequestQueue other = new TransportRequestQueue();
        queue.add(a);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> queue.add(a));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> other.add(a));

        assertThat(contents(queue)).containsExactly(a);
        assertThat(other.isEmpty()).isTrue();
    }

    @Test
    void movesEverythingBehindWhatAnotherHolds() {
        TransportRequestQueue other = new TransportRequestQueue();
        other.add(c);
        queue.add(a);
        queue.add(b);

        queue.drainTo(other);

        assertThat(queue.isEmpty()).isTrue();
        assertThat(contents(other)).containsExactly(c, a, b);
        assertThat(queue.remove(a)).isFalse();
        assertThat(other.remove(a)).isTrue();
        new TransportRequestQueue().drainTo(other);
        assertThat(contents(other)).containsExactly(c, b);
    }

    @Test
    void behavesLikeAQueueUnderRandomUse() {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("TransportRequestQueueTest: -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<TransportRequestQueue> queues = List.of(queue, new TransportRequestQueue());
        List<Deque<TransportRequest>> models = List.of(new ArrayDeque<>(), new ArrayDeque<>());
        List<TransportRequest> free = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            free.add(new TransportRequest());
        }
        for (int step = 0; step < 20_000; step++) {
            int which = random.nextInt(2);
            TransportRequestQueue one = queues.get(which);
            Deque<TransportRequest> model = models.get(which);
            switch (random.nextInt(8)) {
                case 0 -> {
                    TransportRequest polled = model.poll();
                    assertThat(one.poll()).isSameAs(polled);
                    if (polled != null) {
                        free.add(polled);
                    }
                }
                case 1 -> {
                    Deque<TransportRequest> other = models.get(1 - which);
                    one.drainTo(queues.get(1 - which));
                    other.addAll(model);
                    model.clear();
                }
                case 2, 3, 4 -> {
                    List<TransportRequest> held = new ArrayList<>(model);
                    if (!held.isEmpty()) {
                        TransportRequest removed = held.get(random.nextInt(held.size()));
                        assertThat(queues.get(1 - which).remove(removed)).isFalse();
                        assertThat(one.remove(removed)).isTrue();
                        model.remove(removed);
                        free.add(removed);
                    }
                }
                default -> {
                    if (!free.isEmpty()) {
                        TransportRequest added = free.remove(random.nextInt(free.size()));
                        one.add(added);
                        model.add(added);
                    }
                }
            }
            assertThat(contents(one)).as("seed %d, step %d", seed, step).containsExactlyElementsOf(model);
        }
    }
}
