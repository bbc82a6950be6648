// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A status value (NTSTATUS): how a function, a request or a callback ended.
 *
 * <p>Functions return it, completed IRPs carry it in {@link IoStatusBlock#status()}, and callbacks answer with it. The
 * constants are those that this project can return or that a client may return to it, with the spelling and the 32-bit
 * value of ntstatus.h, in the order of those values. Releases may add constants: a {@code switch} over them keeps a
 * {@code default}.
 *
 * <p>The two topmost bits of the value are its severity, and success is a matter of that number alone. Hence
 * {@link #STATUS_PENDING} counts as a success: whoever must know whether a request is finished asks
 * {@link #isPending()} first.
 *
 * <p>Threads: immutable. IRQL: any, for every member.
 */
public enum NtStatus {
    /** The operation is done. */
    STATUS_SUCCESS(0x00000000, "the operation is done"),
    /** The wait ended because its time was over; a success by its number. */
    STATUS_TIMEOUT(0x00000102, "the wait ended because its time was over; a success by its number"),
    /** The operation goes on and its outcome follows later; a success by its number. */
    STATUS_PENDING(0x00000103, "the operation goes on and its outcome follows later; a success by its number"),
    /** The event callback is being disabled, and calls of it are still running. */
    STATUS_EVENT_PENDING(0x40000013, "the event callback is being disabled, and calls of it are still running"),
    /** The data does not fit in the buffer that was given for it. */
    STATUS_BUFFER_OVERFLOW(0x80000005, "the data does not fit in the buffer that was given for it"),
    /** It failed, and no closer reason is known. */
    STATUS_UNSUCCESSFUL(0xC0000001, "it failed, and no closer reason is known"),
    /** This is not implemented here. */
    STATUS_NOT_IMPLEMENTED(0xC0000002, "this is not implemented here"),
    /** The object given is not one that is in use. */
    STATUS_INVALID_HANDLE(0xC0000008, "the object given is not one that is in use"),
    /** An argument is missing or not valid. */
    STATUS_INVALID_PARAMETER(0xC000000D, "an argument is missing or not valid"),
    /** The object given has no such operation. */
    STATUS_INVALID_DEVICE_REQUEST(0xC0000010, "the object given has no such operation"),
    /** The completion routine keeps the IRP for itself. */
    STATUS_MORE_PROCESSING_REQUIRED(0xC0000016, "the completion routine keeps the IRP for itself"),
    /** The caller lacks the right to do this, or may not share that address. */
    STATUS_ACCESS_DENIED(0xC0000022, "the caller lacks the right to do this, or may not share that address"),
    /** The output buffer is too small, and nothing was stored in it. */
    STATUS_BUFFER_TOO_SMALL(0xC0000023, "the output buffer is too small, and nothing was stored in it"),
    /** The owner has used up what it was allotted. */
    STATUS_QUOTA_EXCEEDED(0xC0000044, "the owner has used up what it was allotted"),
    /** The caller does not hold the privilege that this needs. */
    STATUS_PRIVILEGE_NOT_HELD(0xC0000061, "the caller does not hold the privilege that this needs"),
    /** A size is too large to be counted. */
    STATUS_INTEGER_OVERFLOW(0xC0000095, "a size is too large to be counted"),
    /** Memory or another resource has run out. */
    STATUS_INSUFFICIENT_RESOURCES(0xC000009A, "memory or another resource has run out"),
    /** No WSK provider is attached, or the registration has ended. */
    STATUS_DEVICE_NOT_READY(0xC00000A3, "no WSK provider is attached, or the registration has ended"),
    /** The other side did not answer in time. */
    STATUS_IO_TIMEOUT(0xC00000B5, "the other side did not answer in time"),
    /** The socket was cut off from its transport and can only be closed. */
    STATUS_FILE_FORCED_CLOSED(0xC00000B6, "the socket was cut off from its transport and can only be closed"),
    /** This is not supported here. */
    STATUS_NOT_SUPPORTED(0xC00000BB, "this is not supported here"),
    /** The other machine takes no requests of this kind. */
    STATUS_REMOTE_NOT_LISTENING(0xC00000BC, "the other machine takes no requests of this kind"),
    /** The connection offered was turned down. */
    STATUS_REQUEST_NOT_ACCEPTED(0xC00000D0, "the connection offered was turned down"),
    /** Too many sockets or files are open already. */
    STATUS_TOO_MANY_OPENED_FILES(0xC000011F, "too many sockets or files are open already"),
    /** The request was cancelled, or its socket was closed. */
    STATUS_CANCELLED(0xC0000120, "the request was cancelled, or its socket was closed"),
    /** That is not a usable address. */
    STATUS_INVALID_ADDRESS(0xC0000141, "that is not a usable address"),
    /** The socket is not in the state that this operation needs. */
    STATUS_INVALID_DEVICE_STATE(0xC0000184, "the socket is not in the state that this operation needs"),
    /** The buffer has the wrong size. */
    STATUS_INVALID_BUFFER_SIZE(0xC0000206, "the buffer has the wrong size"),
    /** A part of the address, such as the host or port, is not valid here. */
    STATUS_INVALID_ADDRESS_COMPONENT(0xC0000207, "a part of the address, such as the host or port, is not valid here"),
    /** No further address or port is free. */
    STATUS_TOO_MANY_ADDRESSES(0xC0000209, "no further address or port is free"),
    /** The address and port are in use already. */
    STATUS_ADDRESS_ALREADY_EXISTS(0xC000020A, "the address and port are in use already"),
    /** The local address of the socket has gone away. */
    STATUS_ADDRESS_CLOSED(0xC000020B, "the local address of the socket has gone away"),
    /** The connection has ended. */
    STATUS_CONNECTION_DISCONNECTED(0xC000020C, "the connection has ended"),
    /** The other side broke the connection off. */
    STATUS_CONNECTION_RESET(0xC000020D, "the other side broke the connection off"),
    /** The client did not take the data that was offered to it. */
    STATUS_DATA_NOT_ACCEPTED(0xC000021B, "the client did not take the data that was offered to it"),
    /** There is no such thing. */
    STATUS_NOT_FOUND(0xC0000225, "there is no such thing"),
    /** Nobody listens at that address and port. */
    STATUS_CONNECTION_REFUSED(0xC0000236, "nobody listens at that address and port"),
    /** The connection was ended in good order. */
    STATUS_GRACEFUL_DISCONNECT(0xC0000237, "the connection was ended in good order"),
    /** The socket has an address already, or the address has a socket. */
    STATUS_ADDRESS_ALREADY_ASSOCIATED(0xC0000238, "the socket has an address already, or the address has a socket"),
    /** There is no such connection, or not yet. */
    STATUS_CONNECTION_INVALID(0xC000023A, "there is no such connection, or not yet"),
    /** The socket is connected already. */
    STATUS_CONNECTION_ACTIVE(0xC000023B, "the socket is connected already"),
    /** No route leads to that network. */
    STATUS_NETWORK_UNREACHABLE(0xC000023C, "no route leads to that network"),
    /** No route leads to that machine. */
    STATUS_HOST_UNREACHABLE(0xC000023D, "no route leads to that machine"),
    /** The other machine does not speak that protocol. */
    STATUS_PROTOCOL_UNREACHABLE(0xC000023E, "the other machine does not speak that protocol"),
    /** Nobody receives at that port of the other machine. */
    STATUS_PORT_UNREACHABLE(0xC000023F, "nobody receives at that port of the other machine"),
    /** The request was broken off. */
    STATUS_REQUEST_ABORTED(0xC0000240, "the request was broken off"),
    /** This side broke the connection off. */
    STATUS_CONNECTION_ABORTED(0xC0000241, "this side broke the connection off"),
    /** No such host or service name is known. */
    STATUS_NO_MATCH(0xC0000272, "no such host or service name is known"),
    /** The other module does not offer the version or interface asked for. */
    STATUS_NOINTERFACE(0xC00002B9, "the other module does not offer the version or interface asked for");

    private static final NtStatus[] ALL = values();

    private final int value;
    private final String meaning;

    NtStatus(int value, String meaning) {
        this.value = value;
        this.meaning = meaning;
    }

    /**
     * The status with a given 32-bit value, for those who get one from native code, a log or a command line.
     *
     * @param value a value of ntstatus.h, for example {@code 0xC000000D}
     * @return the constant that has this value
     * @throws IllegalArgumentException when no constant has it
     */
    public static NtStatus of(int value) {
        for (NtStatus status : ALL) {
            if (status.value == value) {
                return status;
            }
        }
        throw new IllegalArgumentException(String.format("0x%08X is no NTSTATUS known here", value));
    }

    /**
     * The 32-bit value of ntstatus.h.
     *
     * @return the value; warnings and errors are negative
     */
    public int value() {
        return value;
    }

    /**
     * What this status says to a person, for messages of a shell or a log: a few plain words, starting in lower case
     * and without a full stop, such as "nobody listens at that address and port".
     *
     * @return the words, never empty
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Tells whether this is a success by its number (NT_SUCCESS): severity success or information.
     *
     * @return true for everything that is neither a warning nor an error, also for {@link #STATUS_PENDING}
     */
    public boolean isSuccess() {
        return value >= 0;
    }

    /**
     * Tells whether the outcome is still open, so that it will arrive through the IRP.
     *
     * @return true for {@link #STATUS_PENDING} only
     */
    public boolean isPending() {
        return this == STATUS_PENDING;
    }

    /**
     * Tells whether the severity is "information" (NT_INFORMATION): a success with something to tell.
     *
     * @return true for values from 0x40000000 to 0x7FFFFFFF
     */
    public boolean isInformation() {
        return value >>> 30 == 1;
    }

    /**
     * Tells whether the severity is "warning" (NT_WARNING): not a success, yet something was done or learnt.
     *
     * @return true for values from 0x80000000 to 0xBFFFFFFF
     */
    public boolean isWarning() {
        return value >>> 30 == 2;
    }

    /**
     * Tells whether the severity is "error" (NT_ERROR).
     *
     * @return true for values from 0xC0000000 to 0xFFFFFFFF
     */
    public boolean isError() {
        return value >>> 30 == 3;
    }
}
