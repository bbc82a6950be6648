// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskExtensionControlIn;
import org.wsk4j.wsk.WskExtensionControlOut;
import org.wsk4j.wsk.WskInspectId;

/** What WskControlSocket takes and gives as a buffer: its class here, and its size in C. */
enum ValueType {
    /** Nothing: no buffer, size 0. */
    NONE(null, 0),
    /** A number or a switch. */
    ULONG(ULong.class, WskConstants.SIZEOF_ULONG),
    /** A number of bytes. */
    SIZE_T(SizeT.class, WskConstants.SIZEOF_SIZE_T),
    /** A truth. */
    BOOLEAN(Boolean.class, WskConstants.SIZEOF_BOOLEAN),
    /** An address of the socket's family, or nothing. */
    ADDRESS(SockAddr.class, -1),
    /** A list of local addresses. */
    ADDRESS_LIST(SocketAddressList.class, -1),
    /** The mask of SO_WSK_EVENT_CALLBACK. */
    EVENTS(WskEventCallbackControl.class, WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL),
    /** Who an inspected connection is. */
    INSPECT_ID(WskInspectId.class, WskConstants.SIZEOF_WSK_INSPECT_ID),
    /** What a client brings to an extension interface. */
    EXTENSION_IN(WskExtensionControlIn.class, WskConstants.SIZEOF_WSK_EXTENSION_CONTROL_IN),
    /** What an extension interface brings to a client. */
    EXTENSION_OUT(WskExtensionControlOut.class, WskConstants.SIZEOF_WSK_EXTENSION_CONTROL_OUT),
    /** A cached security descriptor. */
    DESCRIPTOR(Ptr.class, WskConstants.SIZEOF_POINTER),
    /** Bytes that the subsystem does not look into. */
    BYTES(ByteBuffer.class, -1),
    /** Whatever the transport takes it for. */
    OPAQUE(Object.class, -1);

    private final Class<?> type; // null for nothing
    private final int size; // bytes; negative: it varies

    ValueType(Class<?> type, int size) {
        this.type = type;
        this.size = size;
    }

    /** Whether it is there, and of the right class. */
    boolean isMetBy(Object value) {
        return type == null ? value == null : type.isInstance(value);
    }

    /** Whether its size is not the same for all values. */
    boolean isVariable() {
        return size < 0;
    }

    /** Whether so many bytes have room for it, or hold it. */
    boolean fits(long bytes) {
        return this == NONE ? bytes == 0 : bytes >= (size < 0 ? 1 : size);
    }

    /** The class as documentation names it, with the bytes that it counts. */
    @Override
    public String toString() {
        return type == null ? "-" : type.getSimpleName() + (size < 0 ? "" : ", " + size);
    }
}
