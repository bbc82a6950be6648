// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.report.ControlReport;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeOperation;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskExtensionControlIn;
import org.wsk4j.wsk.WskExtensionControlOut;
import org.wsk4j.wsk.WskInspectId;

/**
 * WskControlSocket with anything for its arguments, in every state of every category: the answer is one that is documented,
 * the IRP agrees with it, and the socket works as before.
 *
 * <p>Some thousand calls, at least 200,000 with {@code -Dstress=true}. A failure names its seed, which
 * {@code -Dwsk4j.seed=n} repeats.
 */
@Timeout(300)
class ControlFuzzTest {
    private static final int CALLS_PER_SOCKET = 50;
    private static final int SOCKETS = Boolean.getBoolean("stress") ? 1000 : 80; // for each category
    private static final long POISON = -77;

    private static final long[] SIZES = {0, 1, 2, 3, 4, 7, 8, 12, 16, 24, 28, 32, 100, 1 << 20, -1, Long.MIN_VALUE};
    private static final int[] NUMBERS = {0, 1, 2, 4, 5000, -1, Integer.MIN_VALUE, Integer.MAX_VALUE};
    private static final int[] MASKS = {0, 1, 2, 0x40, 0x80, 0x100, 0x80000040, 0x80000000, -1};

    private static final Set<NtStatus> DOCUMENTED = Set.of(
            NtStatus.STATUS_SUCCESS,
            NtStatus.STATUS_PENDING,
            NtStatus.STATUS_EVENT_PENDING,
            NtStatus.STATUS_INVALID_PARAMETER,
            NtStatus.STATUS_INVALID_DEVICE_STATE,
            NtStatus.STATUS_INVALID_DEVICE_REQUEST,
            NtStatus.STATUS_INVALID_BUFFER_SIZE,
            NtStatus.STATUS_BUFFER_TOO_SMALL,
            NtStatus.STATUS_BUFFER_OVERFLOW,
            NtStatus.STATUS_NOT_SUPPORTED,
            NtStatus.STATUS_NOT_FOUND,
            NtStatus.STATUS_ACCESS_DENIED,
            NtStatus.STATUS_FILE_FORCED_CLOSED);

    private enum State {
        UNBOUND,
        BOUND,
        CONNECTED,
        TAKEN_AWAY
    }

    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private final List<ControlReport> rows = new ArrayList<>();
    private final List<Call> waiting = new ArrayList<>(); // of the socket at hand
    private long seed;
    private Random random;

    @BeforeEach
    void prepare() {
        seed = Long.getLong("wsk4j.seed", System.nanoTime());
        random = new Random(seed);
        System.out.println("ControlFuzzTest: seed " + seed);
        rows.addAll(streams.engine().controls());
        FakeOperation query = (input, output, written) -> {
            ((SocketAddressList) output).add(SockAddrIn.of("192.0.2.1", 0));
            return STATUS_SUCCESS;
        };
        streams.transport(FakeTransport.class).addControl(SocketOptions.SIO_ADDRESS_LIST_QUERY, query);
        datagrams.transport(FakeDatagramTransport.class).addControl(SocketOptions.SIO_ADDRESS_LIST_QUERY, query);
        for (ControlReport row : rows) { // half of the options are there
            if (!row.ioctl() && row.code() % 2 == 0) {
                streams.transport(FakeTransport.class).addOption(row.level(), row.code(), 0);
                datagrams.transport(FakeDatagramTransport.class).addOption(row.level(), row.code(), 0);
            }
        }
    }

    @AfterEach
    void nobodyWaits() {
        SocketFixture.eventually(
                "nobody looks for addresses",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("wsk4j-address-lists")));
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CONTROLSOCKET-10", "CONTROLSOCKET-11", "CONTROLSOCKET-13", "CONTROLSOCKET-14"})
    void answersWhateverIsAskedAndWorksOn(SocketCategory category) {
        for (int i = 0; i < SOCKETS; i++) {
            State state = pick(State.values());
            AnySocket socket = every.make(category);
            if (!bring(socket, category, state)) {
                state = State.UNBOUND;
            }
            for (int call = 0; call < CALLS_PER_SOCKET; call++) {
                callAnything(socket, category, state);
            }
            assertWorks(socket, category, state);
            Call close = socket.close();
            run();
            close.completedWith(STATUS_SUCCESS);
            waiting.forEach(call -> call.completedWithOneOf(STATUS_CANCELLED, STATUS_FILE_FORCED_CLOSED));
            waiting.clear();
        }
    }

    /** Brings a socket into a state; false when its category does not have that. */
    private boolean bring(AnySocket socket, SocketCategory category, State state) {
        switch (state) {
            case UNBOUND -> {
                return true;
            }
            case TAKEN_AWAY -> {
                every.fixture(category).registry().revokeAll();
                run();
                return true;
            }
            default -> {
                if (category == SocketCategory.BASIC) {
                    return false;
                }
                EveryCategory.bind(socket).completedWith(STATUS_SUCCESS);
                if (state == State.CONNECTED) {
                    connect(socket);
                }
                return true;
            }
        }
    }

    private void connect(AnySocket socket) {
        if (socket instanceof ClientSocket client) {
            client.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(STATUS_SUCCESS);
        } else if (socket instanceof ListeningSocket stream
                && stream.engineSide().category() == SocketCategory.STREAM) {
            stream.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(STATUS_SUCCESS);
        }
    }

    private void run() {
        streams.transport(FakeTransport.class).run();
        datagrams.transport(FakeDatagramTransport.class).run();
    }

    // ---- one call

    private void callAnything(AnySocket socket, SocketCategory category, State state) {
        WskControlSocketType type = random.nextInt(30) == 0 ? null : pick(WskControlSocketType.values());
        int level = pickInt(0, SocketOptions.SOL_SOCKET, 6, 41, random.nextInt());
        int code = pickInt(SocketOptions.SO_RCVBUF, random.nextInt(50), random.nextInt());
        if (random.nextInt(10) != 0) {
            ControlReport row = pick(rows.toArray(ControlReport[]::new));
            code = row.code();
            level = random.nextInt(10) == 0 ? level : row.level();
            type = row.ioctl() ? WskControlSocketType.WskIoctl : type;
        }
        SocketControl known = SocketControl.of(type, level, code);
        Object input = value(known == null ? null : known.input());
        Object output = value(known == null ? null : known.output());
        long inputSize = size(input);
        long outputSize = size(output);
        if (type == WskControlSocketType.WskSetOption && random.nextInt(4) != 0) {
            output = null;
            outputSize = 0;
        } else if (type == WskControlSocketType.WskGetOption && random.nextInt(4) != 0) {
            input = null;
            inputSize = 0;
        }
        boolean wantsSize = known != null && known.irp() == SocketControl.IrpRule.NONE_BUT_SIZE;
        boolean wantsNoIrp = wantsSize || known != null && known.irp() == SocketControl.IrpRule.NONE;
        SizeT size = (random.nextInt(4) == 0) != wantsSize ? new SizeT(POISON) : null;
        RecordedIrp irp = (random.nextInt(4) == 0) != wantsNoIrp ? null : RecordedIrp.ready();
        String what = "seed " + seed + ": " + category + " " + state + " " + type + " " + known + " " + level + "/"
                + code
                + " in " + inputSize + " " + input + " out " + outputSize + " " + output + " size " + size + " irp "
                + (irp != null);
        check(
                what,
                socket,
                state,
                known,
                new ControlCall(
                        type, code, level, inputSize, input, outputSize, output, size, irp == null ? null : irp.irp()),
                irp);
    }

    private void check(
            String what, AnySocket socket, State state, SocketControl known, ControlCall call, RecordedIrp irp) {
        boolean raised = random.nextInt(20) == 0;
        Irql old = raised ? Irql.raise(Irql.DISPATCH_LEVEL) : null;
        NtStatus[] answer = new NtStatus[1];
        Throwable thrown = catchThrowable(() -> answer[0] = socket.dispatch()
                .wskControlSocket(
                        socket.socket(),
                        call.type(),
                        call.code(),
                        call.level(),
                        call.inputSize(),
                        call.input(),
                        call.outputSize(),
                        call.output(),
                        call.sizeReturned(),
                        call.irp()));
        if (raised) {
            Irql.lower(old);
        }
        if (thrown != null) {
            assertThat(thrown).as(what).isInstanceOf(BugCheck.class);
            assertThat(raised && known != null && known.isPassive()).as(what).isTrue();
            if (irp != null) {
                assertThatIrp(irp).isUntouched();
            }
            return;
        }
        assertAnswer(what, answer[0], known, call, irp);
        if (state == State.TAKEN_AWAY) {
            assertThat(answer[0])
                    .as(what)
                    .isIn(STATUS_FILE_FORCED_CLOSED, irp == null ? STATUS_INVALID_PARAMETER : null);
        }
    }

    private void assertAnswer(String what, NtStatus answer, SocketControl known, ControlCall call, RecordedIrp irp) {
        assertThat(answer).as(what).isIn(DOCUMENTED);
        if (answer.isPending()) {
            assertThat(known).as(what).isEqualTo(SocketControl.SIO_ADDRESS_LIST_CHANGE);
            assertThat(irp).as(what).isNotNull();
            waiting.add(new Call(answer, irp).isPending());
        } else if (irp != null) {
            assertThat(irp.completions()).as(what).isOne();
            assertThat(irp.status()).as(what).isSameAs(answer);
            assertThat(irp.pendingReturned()).as(what).isFalse();
            assertThat(answer.isSuccess() || irp.information() == 0).as(what).isTrue();
        }
        if (call.sizeReturned() != null && !answer.isSuccess() && answer != NtStatus.STATUS_BUFFER_OVERFLOW) {
            assertThat(call.sizeReturned().get()).as(what).isEqualTo(POISON);
        }
    }

    // ---- what is left of the socket

    private void assertWorks(AnySocket socket, SocketCategory category, State state) {
        if (state == State.TAKEN_AWAY) {
            return;
        }
        EnumSet<State> bound = EnumSet.of(State.BOUND, State.CONNECTED);
        if (category != SocketCategory.BASIC) {
            Call bind = EveryCategory.bind(socket);
            bind.completedWith(bound.contains(state) ? STATUS_INVALID_DEVICE_STATE : STATUS_SUCCESS);
        }
        if (socket instanceof ClientSocket client) {
            if (state != State.CONNECTED) {
                connect(client);
            }
            client.send("alive").succeededWith(5);
        } else if (socket instanceof DatagramClient client) {
            SockAddr to = SockAddrIn.of("192.0.2.9", 9);
            client.sendTo("alive", to).succeededWith(5);
        } else if (socket instanceof ListeningSocket listening && category == SocketCategory.LISTEN) {
            Call accept = listening.accept();
            streams.transport(FakeTransport.class).listener().connect();
            run();
            streams.done(streams.accepted(accept));
        }
        SizeT size = new SizeT();
        assertThat(socket.ioctl(SocketOptions.SIO_ADDRESS_LIST_QUERY, 0, null, 100, new SocketAddressList(), size))
                .as("seed " + seed)
                .isEqualTo(STATUS_SUCCESS);
    }

    // ---- chance

    /** Something for a buffer; mostly of the type that is right. */
    private Object value(ValueType right) {
        Object any = anyValue();
        if (right != null && random.nextInt(5) != 0) {
            if (right == ValueType.NONE) {
                return null;
            }
            for (int i = 0; i < 40 && !right.isMetBy(any); i++) {
                any = anyValue();
            }
        }
        return any;
    }

    private Object anyValue() {
        return switch (random.nextInt(14)) {
            case 0, 1 -> new ULong(pickInt(NUMBERS));
            case 2 -> new SizeT(pickInt(NUMBERS));
            case 3 -> random.nextBoolean();
            case 4 -> SockAddrIn.of("192.0.2." + random.nextInt(256), random.nextInt(65_536));
            case 5 -> new SockAddrIn6();
            case 6 -> new SocketAddressList();
            case 7 -> new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, pickInt(MASKS));
            case 8 -> new WskInspectId();
            case 9 -> new WskExtensionControlIn(WskConstants.NPI_WSK_INTERFACE_ID, null, null);
            case 10 -> new WskExtensionControlOut();
            case 11 -> ByteBuffer.allocate(random.nextInt(40));
            case 12 -> "a string";
            default -> null;
        };
    }

    private long size(Object of) {
        if (of == null && random.nextInt(4) != 0) {
            return 0;
        }
        return random.nextInt(4) != 0 ? 64 : SIZES[random.nextInt(SIZES.length)];
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }

    private int pickInt(int... from) {
        return from[random.nextInt(from.length)];
    }
}
