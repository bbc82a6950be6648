// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.ULong;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskTdiMapInfo;
import org.wsk4j.wsk.WskTransport;

/**
 * The control codes that WskControlClient knows: the one table of what each takes and gives.
 *
 * <p>A size is exact, as in C: a structure that is larger or smaller is another one.
 *
 * <p>Spec: CONTROLCLIENT-06..CONTROLCLIENT-09, CONTROLCLIENT-12, CONTROLCLIENT-14; windows-vs-docs readings 5, 53, 54.
 */
enum ClientControl {
    TRANSPORT_LIST_QUERY(
            WskConstants.WSK_TRANSPORT_LIST_QUERY,
            null,
            0,
            WskTransport[].class,
            ClientControl.ANY_SIZE,
            Mode.INLINE_SIZED),
    TRANSPORT_LIST_CHANGE(WskConstants.WSK_TRANSPORT_LIST_CHANGE, null, 0, null, 0, Mode.WITH_IRP),
    CACHE_SD(
            WskConstants.WSK_CACHE_SD,
            Ptr.class,
            WskConstants.SIZEOF_POINTER,
            Ptr.class,
            WskConstants.SIZEOF_POINTER,
            Mode.INLINE),
    RELEASE_SD(WskConstants.WSK_RELEASE_SD, Ptr.class, WskConstants.SIZEOF_POINTER, null, 0, Mode.INLINE),
    TDI_DEVICENAME_MAPPING(
            WskConstants.WSK_TDI_DEVICENAME_MAPPING,
            WskTdiMapInfo.class,
            WskConstants.SIZEOF_WSK_TDI_MAP_INFO,
            null,
            0,
            Mode.INLINE),
    SET_STATIC_EVENT_CALLBACKS(
            WskConstants.WSK_SET_STATIC_EVENT_CALLBACKS,
            WskEventCallbackControl.class,
            WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
            null,
            0,
            Mode.INLINE),
    TDI_BEHAVIOR(WskConstants.WSK_TDI_BEHAVIOR, ULong.class, WskConstants.SIZEOF_ULONG, null, 0, Mode.INLINE);

    /** How it is answered. */
    enum Mode {
        /** Within the call: no IRP, and no variable for a size that everybody knows. */
        INLINE,
        /** Within the call: no IRP, but the variable. */
        INLINE_SIZED,
        /** By an IRP, which carries the size, too: the variable is ignored. */
        WITH_IRP
    }

    private static final int ANY_SIZE = -1;

    private static final Map<Integer, ClientControl> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(row -> row.code, Function.identity()));

    private final int code;
    private final Class<?> inputType; // null for none
    private final long inputSize;
    private final Class<?> outputType; // null for none
    private final long outputSize; // ANY_SIZE: whoever carries it out looks
    private final Mode mode;

    ClientControl(int code, Class<?> inputType, long inputSize, Class<?> outputType, long outputSize, Mode mode) {
        this.code = code;
        this.inputType = inputType;
        this.inputSize = inputSize;
        this.outputType = outputType;
        this.outputSize = outputSize;
        this.mode = mode;
    }

    /** The row of a code; null when WSK does not know it. */
    static ClientControl of(int code) {
        return BY_CODE.get(code);
    }

    /** Whether a call is made as the row demands. */
    boolean isMetBy(ControlCall call) {
        return isModeMetBy(call)
                && (inputType == null
                        ? call.hasNoInput()
                        : call.inputSize() == inputSize && inputType.isInstance(call.input()))
                && isOutputMetBy(call);
    }

    private boolean isModeMetBy(ControlCall call) {
        return switch (mode) {
            case INLINE -> call.irp() == null && call.sizeReturned() == null;
            case INLINE_SIZED -> call.irp() == null && call.sizeReturned() != null;
            case WITH_IRP -> call.irp() != null;
        };
    }

    private boolean isOutputMetBy(ControlCall call) {
        if (outputType == null || outputSize == ANY_SIZE && call.hasNoOutput()) {
            return call.hasNoOutput();
        }
        return outputType.isInstance(call.output()) && (outputSize == ANY_SIZE || call.outputSize() == outputSize);
    }
}
