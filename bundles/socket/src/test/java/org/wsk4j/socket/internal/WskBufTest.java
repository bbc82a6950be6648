// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** What a WSK_BUF may describe, and how its MDL chain is walked. */
@Timeout(60)
class WskBufTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    /** The three functions that take a WSK_BUF. */
    enum Transfer {
        SEND {
            @Override
            Call start(ConnectedSocket on, WskBuf buffer) {
                return on.send(buffer);
            }
        },
        RECEIVE {
            @Override
            Call start(ConnectedSocket on, WskBuf buffer) {
                return on.receive(buffer);
            }
        },
        DISCONNECT {
            @Override
            Call start(ConnectedSocket on, WskBuf buffer) {
                return on.disconnect(buffer, 0);
            }
        };

        abstract Call start(ConnectedSocket on, WskBuf buffer);
    }

    private void assertRefused(Transfer transfer, WskBuf buffer) {
        ConnectedSocket connected = wsk.connect();

        transfer.start(connected, buffer).completedInlineWith(STATUS_INVALID_PARAMETER);

        connected.send("unharmed").succeededWith(8);
        assertThat(connected.peer().readText(8)).isEqualTo("unharmed");
        connected.peer().write("likewise");
        ReceiveTest.assertReceives(connected, "likewise");
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("BUF-01")
    void needsAnMdlWhenThereAreBytes(Transfer transfer) {
        assertRefused(transfer, new WskBuf(null, 0, 1));
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause({"BUF-01", "BUF-03"})
    void needsNoMdlAndIgnoresTheOffsetWhenThereAreNone(Transfer transfer) {
        for (int offset : new int[] {0, 1, Integer.MAX_VALUE, -1}) {
            ConnectedSocket connected = wsk.connect();

            transfer.start(connected, new WskBuf(null, offset, 0)).completedWith(STATUS_SUCCESS);
        }
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("BUF-02")
    void refusesAnOffsetOutsideTheFirstMdl(Transfer transfer) {
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 5, 1));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 6, 0));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), -1, 1));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), Integer.MIN_VALUE, 0));
        Mdl chain = Bytes.chain(Bytes.of("12345").mdl(), Bytes.of("678").mdl());
        assertRefused(transfer, new WskBuf(chain, 5, 1));
        assertRefused(transfer, new WskBuf(chain, 7, 1));
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause({"BUF-04", "BUF-05"})
    void refusesALengthThatTheChainDoesNotHold(Transfer transfer) {
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 0, 6));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 2, 4));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 0, Long.MAX_VALUE));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 0, -1));
        assertRefused(transfer, new WskBuf(Bytes.of("12345").mdl(), 4, Long.MIN_VALUE));
        assertRefused(transfer, new WskBuf(null, 0, -1));
        Mdl chain = Bytes.chain(Bytes.of("12345").mdl(), Bytes.of("678").mdl());
        assertRefused(transfer, new WskBuf(chain, 1, 8));
    }

    @Test
    @Clause("BUF-04")
    void sendsJustTheLengthCountedFromTheOffset() {
        ConnectedSocket connected = wsk.connect();
        Mdl chain = Bytes.chain(Bytes.of("--ab").mdl(), Bytes.of("cde--").mdl());

        connected.send(new WskBuf(chain, 2, 5)).succeededWith(5);
        connected.send("|").succeededWith(1);

        assertThat(connected.peer().readText(6)).isEqualTo("abcde|");
    }

    @Test
    @Clause("BUF-05")
    void storesNoMoreThanTheLength() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("123456789");
        Bytes room = Bytes.room(6);

        connected
                .receive(new WskBuf(room.mdl(), 1, 4), WskConstants.WSK_FLAG_WAITALL)
                .succeededWith(4);

        assertThat(room.text()).isEqualTo(".1234.");
        ReceiveTest.assertReceives(connected, "56789");
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("BUF-07")
    void worksOverPageableMemoryWithoutTheVerifier(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("mix");
        byte[] heap = "heap".getBytes(StandardCharsets.ISO_8859_1);
        Mdl chain = Bytes.chain(
                Mdl.allocate(ByteBuffer.wrap(heap)), Bytes.of("direct").mdl());

        Call call = transfer.start(connected, new WskBuf(chain, 1, 9));

        if (transfer == Transfer.RECEIVE) {
            long bytes = call.irp().await().information();
            assertThat(bytes).isBetween(1L, 3L);
            call.succeededWith(bytes);
            assertThat(new String(heap, StandardCharsets.ISO_8859_1)).startsWith("hm");
        } else {
            call.completedWith(STATUS_SUCCESS);
            assertThat(connected.peer().readText(9)).isEqualTo("eapdirect");
        }
    }

    @Test
    @Clause("BUF-07")
    void sendsFromMemoryThatCannotBeWrittenButDoesNotReceiveIntoIt() {
        ConnectedSocket connected = wsk.connect();
        ByteBuffer readOnly = ByteBuffer.allocateDirect(3)
                .put(new byte[] {'a', 'b', 'c'})
                .flip()
                .asReadOnlyBuffer();

        connected.send(new WskBuf(Mdl.allocate(readOnly), 0, 3)).succeededWith(3);
        connected.receive(new WskBuf(Mdl.allocate(readOnly), 0, 3)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(connected.peer().readText(3)).isEqualTo("abc");
    }

    @Test
    @Clause("BUF-08")
    void receivesNothingIntoADescriptionOfLengthZero() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("kept");
        Bytes room = Bytes.room(4);

        connected.receive(new WskBuf()).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        connected
                .receive(new WskBuf(room.mdl(), 0, 0))
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);
        connected
                .receive(new WskBuf(room.mdl(), 4, 0))
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        assertThat(room.text()).isEqualTo("....");
        ReceiveTest.assertReceives(connected, "kept");
    }

    @Test
    @Clause("BUF-09")
    void sendsChainsInOrderWithoutAGapAndSkipsEmptyPieces() {
        ConnectedSocket connected = wsk.connect();
        Mdl chain = Bytes.chain(
                Bytes.of("__one,").mdl(),
                Bytes.of("").mdl(),
                Bytes.of("two,").mdl(),
                Bytes.of("").mdl(),
                Bytes.of("").mdl(),
                Bytes.of("three").mdl(),
                Bytes.of("").mdl());

        connected.send(new WskBuf(chain, 2, 13)).succeededWith(13);

        assertThat(connected.peer().readText(13)).isEqualTo("one,two,three");
    }

    @Test
    @Clause("BUF-09")
    void fillsChainsInOrderWithoutAGapAndSkipsEmptyPieces() {
        ConnectedSocket connected = wsk.connect();
        List<Bytes> pieces = List.of(Bytes.room(4), Bytes.room(0), Bytes.room(3), Bytes.room(0), Bytes.room(5));
        Mdl chain = Bytes.chain(pieces.stream().map(Bytes::mdl).toArray(Mdl[]::new));

        Call call = connected.receive(new WskBuf(chain, 3, 8), WskConstants.WSK_FLAG_WAITALL);
        connected.peer().write("12345").write("6789");

        call.succeededWith(8);
        assertThat(pieces).extracting(Bytes::text).containsExactly("...1", "", "234", "", "5678.");
    }

    @Test
    @Clause("BUF-09")
    void movesLongChainsOfRandomPiecesInBothDirections() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        ConnectedSocket connected = wsk.connect();
        byte[] content = Bytes.pattern(200_000, seed);
        int offset = random.nextInt(50);

        List<Mdl> pieces = new ArrayList<>();
        List<Bytes> rooms = new ArrayList<>();
        int at = -offset;
        while (at < content.length) {
            int size = Math.min(at < 0 ? 50 + random.nextInt(50) : random.nextInt(3000), content.length - at);
            byte[] piece = new byte[size];
            System.arraycopy(content, Math.max(at, 0), piece, Math.max(-at, 0), size - Math.max(-at, 0));
            pieces.add(Bytes.of(piece).mdl());
            rooms.add(Bytes.room(size));
            at += size;
        }
        Mdl source = Bytes.chain(pieces.toArray(new Mdl[0]));
        Mdl target = Bytes.chain(rooms.stream().map(Bytes::mdl).toArray(Mdl[]::new));
        Call receive = connected.receive(new WskBuf(target, offset, content.length), WskConstants.WSK_FLAG_WAITALL);

        Call send = connected.send(new WskBuf(source, offset, content.length));
        byte[] arrived = connected.peer().read(content.length);
        connected.peer().write(arrived);

        send.succeededWith(content.length);
        receive.succeededWith(content.length);
        assertThat(arrived).as("seed " + seed).isEqualTo(content);
        byte[] stored = new byte[content.length];
        at = 0;
        for (Bytes room : rooms) {
            int skip = at == 0 && room == rooms.get(0) ? offset : 0;
            byte[] bytes = room.content();
            System.arraycopy(bytes, skip, stored, at, bytes.length - skip);
            at += bytes.length - skip;
        }
        assertThat(stored).as("seed " + seed).isEqualTo(content);
    }

    @Test
    void letsOneMdlBeSentByManyRequestsAtOnce() {
        ConnectedSocket connected = wsk.connect();
        Mdl shared = Bytes.much().mdl();
        List<Call> calls = List.of(
                connected.send(new WskBuf(shared, 0, Bytes.MORE_THAN_FITS)).isPending(),
                connected.send(new WskBuf(shared, 5, 10)).isPending(),
                connected.send(new WskBuf(shared, 0, 10)).isPending());

        connected.peer().read(Bytes.MORE_THAN_FITS);
        byte[] rest = connected.peer().read(20);

        calls.get(0).succeededWith(Bytes.MORE_THAN_FITS);
        calls.get(1).succeededWith(10);
        calls.get(2).succeededWith(10);
        byte[] content = Bytes.much().content();
        for (int i = 0; i < 10; i++) {
            assertThat(rest[i]).isEqualTo(content[5 + i]);
            assertThat(rest[10 + i]).isEqualTo(content[i]);
        }
    }
}
