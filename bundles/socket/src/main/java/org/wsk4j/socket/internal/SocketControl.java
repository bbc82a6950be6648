// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.wsk4j.socket.internal.SocketCategory.BASIC;
import static org.wsk4j.socket.internal.SocketCategory.CONNECTION;
import static org.wsk4j.socket.internal.SocketCategory.DATAGRAM;
import static org.wsk4j.socket.internal.SocketCategory.LISTEN;
import static org.wsk4j.socket.internal.SocketCategory.STREAM;
import static org.wsk4j.socket.internal.ValueType.ADDRESS;
import static org.wsk4j.socket.internal.ValueType.ADDRESS_LIST;
import static org.wsk4j.socket.internal.ValueType.BOOLEAN;
import static org.wsk4j.socket.internal.ValueType.BYTES;
import static org.wsk4j.socket.internal.ValueType.DESCRIPTOR;
import static org.wsk4j.socket.internal.ValueType.EVENTS;
import static org.wsk4j.socket.internal.ValueType.EXTENSION_IN;
import static org.wsk4j.socket.internal.ValueType.EXTENSION_OUT;
import static org.wsk4j.socket.internal.ValueType.INSPECT_ID;
import static org.wsk4j.socket.internal.ValueType.NONE;
import static org.wsk4j.socket.internal.ValueType.OPAQUE;
import static org.wsk4j.socket.internal.ValueType.SIZE_T;
import static org.wsk4j.socket.internal.ValueType.ULONG;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wsk4j.report.ControlReport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;

/**
 * The options and I/O control codes that WskControlSocket knows: the one table of who may call which one when, and with what.
 *
 * <p>What is not in it goes to the transport as it comes, with an IRP (CONTROLSOCKET-06).
 *
 * <p>Spec: CONTROLSOCKET-03..CONTROLSOCKET-09; each row names its own.
 */
enum SocketControl {
    SO_BROADCAST(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, ULONG)
            .on(DATAGRAM)
            .spec("SO-BROADCAST")),
    SO_CONDITIONAL_ACCEPT(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_CONDITIONAL_ACCEPT, ULONG)
            .on(LISTEN)
            .when(Moment.UNBOUND)
            .byEngine()
            .spec("COND-ACCEPT")),
    SO_EXCLUSIVEADDRUSE(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_EXCLUSIVEADDRUSE, ULONG)
            .on(LISTEN, DATAGRAM, CONNECTION, STREAM)
            .when(Moment.UNBOUND)
            .spec("SO-EXCLUSIVE")),
    SO_REUSEADDR(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, ULONG)
            .on(LISTEN, DATAGRAM, CONNECTION, STREAM)
            .when(Moment.UNBOUND)
            .spec("SO-REUSEADDR")),
    SO_WSK_SECURITY(option(SocketOptions.SOL_SOCKET, WskConstants.SO_WSK_SECURITY, DESCRIPTOR)
            .on(LISTEN, DATAGRAM, CONNECTION, STREAM)
            .when(Moment.UNBOUND)
            .byEngine()
            .spec("SO-SECURITY")),
    SO_KEEPALIVE(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, ULONG)
            .on(LISTEN, CONNECTION, STREAM)
            .spec("SO-KEEPALIVE")),
    SO_RCVBUF(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, ULONG)
            .on(LISTEN, DATAGRAM, CONNECTION, STREAM)
            .spec("SO-RCVBUF")),
    SO_WSK_EVENT_CALLBACK(option(SocketOptions.SOL_SOCKET, WskConstants.SO_WSK_EVENT_CALLBACK, EVENTS)
            .setOnly()
            .on(LISTEN, DATAGRAM, CONNECTION, STREAM)
            .irp(IrpRule.OPTIONAL)
            .byEngine()
            .spec("SO-EVENT")),
    IPV6_V6ONLY(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, ULONG)
            .on(LISTEN, DATAGRAM, CONNECTION, STREAM)
            .when(Moment.UNBOUND)
            .spec("BIND")),

    TCP_NODELAY(option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY, ULONG).on(LISTEN, CONNECTION, STREAM, BASIC)),
    TCP_FASTOPEN(
            option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_FASTOPEN, ULONG).on(LISTEN, CONNECTION, STREAM, BASIC)),
    TCP_KEEPIDLE(
            option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_KEEPIDLE, ULONG).on(LISTEN, CONNECTION, STREAM, BASIC)),
    TCP_KEEPINTVL(
            option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_KEEPINTVL, ULONG).on(LISTEN, CONNECTION, STREAM, BASIC)),
    TCP_KEEPCNT(option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_KEEPCNT, ULONG).on(LISTEN, CONNECTION, STREAM, BASIC)),

    IP_TOS(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_TOS, ULONG).onAll()),
    IP_TTL(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, ULONG).onAll()),
    IP_MULTICAST_IF(
            option(IpProtocol.IPPROTO_IP, SocketOptions.IP_MULTICAST_IF, ULONG).on(DATAGRAM, BASIC)),
    IP_MULTICAST_TTL(
            option(IpProtocol.IPPROTO_IP, SocketOptions.IP_MULTICAST_TTL, ULONG).on(DATAGRAM, BASIC)),
    IP_MULTICAST_LOOP(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_MULTICAST_LOOP, ULONG)
            .on(DATAGRAM, BASIC)),
    IP_ADD_MEMBERSHIP(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_ADD_MEMBERSHIP, OPAQUE)
            .setOnly()
            .on(DATAGRAM)),
    IP_DROP_MEMBERSHIP(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_DROP_MEMBERSHIP, OPAQUE)
            .setOnly()
            .on(DATAGRAM)),
    IP_PKTINFO(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_PKTINFO, ULONG).on(DATAGRAM)),
    IP_RECVTTL(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_RECVTTL, ULONG).on(DATAGRAM)),
    IP_RECVTOS(option(IpProtocol.IPPROTO_IP, SocketOptions.IP_RECVTOS, ULONG).on(DATAGRAM)),

    IPV6_UNICAST_HOPS(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_UNICAST_HOPS, ULONG)
            .onAll()),
    IPV6_TCLASS(
            option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_TCLASS, ULONG).onAll()),
    IPV6_MULTICAST_IF(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_IF, ULONG)
            .on(DATAGRAM, BASIC)),
    IPV6_MULTICAST_HOPS(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_HOPS, ULONG)
            .on(DATAGRAM, BASIC)),
    IPV6_MULTICAST_LOOP(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_LOOP, ULONG)
            .on(DATAGRAM, BASIC)),
    IPV6_ADD_MEMBERSHIP(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_ADD_MEMBERSHIP, OPAQUE)
            .setOnly()
            .on(DATAGRAM)),
    IPV6_DROP_MEMBERSHIP(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_DROP_MEMBERSHIP, OPAQUE)
            .setOnly()
            .on(DATAGRAM)),
    IPV6_PKTINFO(
            option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_PKTINFO, ULONG).on(DATAGRAM)),
    IPV6_HOPLIMIT(
            option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_HOPLIMIT, ULONG).on(DATAGRAM)),
    IPV6_RECVTCLASS(option(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_RECVTCLASS, ULONG)
            .on(DATAGRAM)),

    SIO_WSK_SET_REMOTE_ADDRESS(ioctl(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS, ADDRESS, NONE)
            .on(DATAGRAM)
            .when(Moment.BOUND)
            .byEngine()
            .spec("SIO-REMOTE")),
    SIO_WSK_SET_SENDTO_ADDRESS(ioctl(WskConstants.SIO_WSK_SET_SENDTO_ADDRESS, ADDRESS, NONE)
            .on(DATAGRAM)
            .when(Moment.BOUND)
            .byEngine()
            .spec("SIO-SENDTO")),
    SIO_WSK_REGISTER_EXTENSION(ioctl(WskConstants.SIO_WSK_REGISTER_EXTENSION, EXTENSION_IN, EXTENSION_OUT)
            .onAll()
            .irp(IrpRule.NONE)
            .byEngine()
            .spec("SIO-EXTENSION")),
    SIO_WSK_QUERY_IDEAL_SEND_BACKLOG(ioctl(WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG, NONE, SIZE_T)
            .on(CONNECTION, STREAM)
            .when(Moment.CONNECTED)
            .spec("SIO-IDEAL-BACKLOG")),
    SIO_WSK_QUERY_RECEIVE_BACKLOG(ioctl(WskConstants.SIO_WSK_QUERY_RECEIVE_BACKLOG, NONE, SIZE_T)
            .on(CONNECTION, STREAM)
            .when(Moment.CONNECTED)
            .spec("SIO-RECEIVE-BACKLOG")),
    SIO_WSK_QUERY_INSPECT_ID(ioctl(WskConstants.SIO_WSK_QUERY_INSPECT_ID, NONE, INSPECT_ID)
            .onAll() // those that have none answer STATUS_INVALID_DEVICE_REQUEST
            .irp(IrpRule.NONE_BUT_SIZE)
            .byEngine()
            .spec("SIO-INSPECT-ID")),
    SIO_WSK_SET_TCP_SILENT_MODE(ioctl(WskConstants.SIO_WSK_SET_TCP_SILENT_MODE, NONE, NONE)
            .on(CONNECTION, STREAM)
            .when(Moment.CONNECTED)
            .byEngine()
            .spec("SIO-SILENT")),
    SIO_ADDRESS_LIST_QUERY(ioctl(SocketOptions.SIO_ADDRESS_LIST_QUERY, NONE, ADDRESS_LIST)
            .onAll()
            .irp(IrpRule.NONE_BUT_SIZE)
            .passive()
            .byEngine()
            .spec("SIO-ADDR-QUERY")),
    SIO_ADDRESS_LIST_CHANGE(ioctl(SocketOptions.SIO_ADDRESS_LIST_CHANGE, NONE, NONE)
            .onAll()
            .passive()
            .byEngine()
            .spec("SIO-ADDR-CHANGE")),
    SIO_ADDRESS_LIST_SORT(ioctl(SocketOptions.SIO_ADDRESS_LIST_SORT, OPAQUE, OPAQUE) // on none: it is not described
            .irp(IrpRule.OPTIONAL)
            .passive()
            .byEngine()
            .spec("SIO-ADDR-SORT")),
    SIO_LOOPBACK_FAST_PATH(ioctl(SocketOptions.SIO_LOOPBACK_FAST_PATH, BOOLEAN, NONE)
            .on(LISTEN, CONNECTION, STREAM)
            .passive()
            .spec("SIO-FASTPATH")),
    SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS(
            ioctl(SocketOptions.SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS, NONE, BYTES)
                    .on(CONNECTION, STREAM)
                    .passive()
                    .byEngine()
                    .spec("SIO-REDIRECT")),
    SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT(
            ioctl(SocketOptions.SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT, NONE, BYTES)
                    .on(CONNECTION, STREAM)
                    .passive()
                    .byEngine()
                    .spec("SIO-REDIRECT")),
    SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS(ioctl(SocketOptions.SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS, BYTES, NONE)
            .on(CONNECTION, STREAM)
            .passive()
            .byEngine()
            .spec("SIO-REDIRECT"));

    /** When it may be set or run, in the life of the socket. */
    enum Moment {
        ANY,
        UNBOUND,
        BOUND,
        CONNECTED;

        boolean isMetBy(EngineSocket socket) {
            return switch (this) {
                case ANY -> true;
                case UNBOUND -> !socket.isBound();
                case BOUND -> socket.isBound();
                case CONNECTED -> socket.isConnected();
            };
        }
    }

    /** Whether it takes an IRP, and the variable for the size of the output. */
    enum IrpRule {
        REQUIRED,
        OPTIONAL,
        /** No IRP, and no variable. */
        NONE,
        /** No IRP, but the variable. */
        NONE_BUT_SIZE;

        boolean isMetBy(boolean irp, boolean sizeReturned) {
            return switch (this) {
                case REQUIRED -> irp;
                case OPTIONAL -> true;
                case NONE -> !irp && !sizeReturned;
                case NONE_BUT_SIZE -> !irp && sizeReturned;
            };
        }
    }

    private record Key(boolean ioctl, int level, int code) {}

    private static final Map<Key, SocketControl> ROWS =
            Arrays.stream(values()).collect(Collectors.toMap(row -> row.key, Function.identity()));

    private final Key key;
    private final ValueType input;
    private final ValueType output;
    private final boolean gettable;
    private final Set<SocketCategory> categories;
    private final Moment moment;
    private final IrpRule irp;
    private final boolean passive;
    private final boolean engine;
    private final String clauses;

    SocketControl(Row row) {
        this.key = new Key(row.ioctl, row.level, row.code);
        this.input = row.input;
        this.output = row.output;
        this.gettable = row.gettable;
        this.categories = row.categories;
        this.moment = row.moment;
        this.irp = row.irp;
        this.passive = row.passive;
        this.engine = row.engine;
        this.clauses = row.clauses;
    }

    /** The row of what was asked for; null when there is none. For an ioctl the level is ignored (CONTROLSOCKET-05). */
    static SocketControl of(WskControlSocketType type, int level, int code) {
        boolean ioctl = type == WskControlSocketType.WskIoctl;
        return ROWS.get(new Key(ioctl, ioctl ? 0 : level, code));
    }

    IrpRule irp() {
        return irp;
    }

    boolean isPassive() {
        return passive;
    }

    boolean isFor(SocketCategory category) {
        return categories.contains(category);
    }

    /** The answer to an input that is not there, of the wrong class or too small. */
    NtStatus inputTooSmall(ControlCall call) {
        return this == SIO_LOOPBACK_FAST_PATH && call.inputSize() != WskConstants.SIZEOF_BOOLEAN
                ? NtStatus.STATUS_INVALID_BUFFER_SIZE
                : NtStatus.STATUS_INVALID_PARAMETER;
    }

    Moment moment() {
        return moment;
    }

    boolean isGettable() {
        return gettable;
    }

    /** What it takes: when an option is set, or an ioctl run. */
    ValueType input() {
        return input;
    }

    /** What it gives: when an option is got, or an ioctl run. */
    ValueType output() {
        return output;
    }

    /** The row for people. */
    ControlReport report() {
        return new ControlReport(
                name(),
                key.ioctl,
                key.level,
                key.code,
                input.toString(),
                output.toString(),
                categories.stream().map(SocketCategory::title).toList(),
                moment == Moment.ANY ? "any" : moment.name().toLowerCase(Locale.ROOT),
                engine,
                clauses);
    }

    private static Row option(int level, int code, ValueType type) {
        return new Row(false, level, code, type, type);
    }

    private static Row ioctl(int code, ValueType input, ValueType output) {
        return new Row(true, 0, code, input, output);
    }

    /** A row while it is written down. */
    private static final class Row {
        private final boolean ioctl;
        private final int level;
        private final int code;
        private final ValueType input;
        private final ValueType output;
        private boolean gettable = true;
        private Set<SocketCategory> categories = EnumSet.noneOf(SocketCategory.class);
        private Moment moment = Moment.ANY;
        private IrpRule irp = IrpRule.REQUIRED;
        private boolean passive;
        private boolean engine;
        private String clauses = "CONTROLSOCKET";

        private Row(boolean ioctl, int level, int code, ValueType input, ValueType output) {
            this.ioctl = ioctl;
            this.level = level;
            this.code = code;
            this.input = input;
            this.output = output;
        }

        private Row setOnly() {
            gettable = false;
            return this;
        }

        private Row on(SocketCategory first, SocketCategory... more) {
            categories = EnumSet.of(first, more);
            return this;
        }

        private Row onAll() {
            categories = EnumSet.allOf(SocketCategory.class);
            return this;
        }

        private Row when(Moment newMoment) {
            moment = newMoment;
            return this;
        }

        private Row irp(IrpRule rule) {
            irp = rule;
            return this;
        }

        private Row passive() {
            passive = true;
            return this;
        }

        /** Answered by the sockets themselves; every other row is the transport's. */
        private Row byEngine() {
            engine = true;
            return this;
        }

        private Row spec(String newClauses) {
            clauses = newClauses;
            return this;
        }
    }
}
