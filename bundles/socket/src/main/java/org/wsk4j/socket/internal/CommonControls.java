// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;

/**
 * The control operations that are the same for every category, or that no socket here can carry out.
 *
 * <p>Threads: safe for all. Spec: SO-REUSEADDR-*, SO-EXCLUSIVE-*, SIO-EXTENSION-*, EXT-02, SIO-INSPECT-ID-03, SIO-ADDR-*,
 * SIO-REDIRECT-*.
 */
final class CommonControls {
    private CommonControls() {}

    /** The outcome; null when the operation is the transport's. */
    static NtStatus run(EngineSocket socket, ControlCall call, SizeT written) {
        if (call.type() != WskControlSocketType.WskIoctl) {
            return socket.sharing().run(socket, call, written);
        }
        return switch (call.code()) {
            // no extension interface is defined
            case WskConstants.SIO_WSK_REGISTER_EXTENSION -> NtStatus.STATUS_NOT_SUPPORTED;
            case WskConstants.SIO_WSK_QUERY_INSPECT_ID -> NtStatus.STATUS_INVALID_DEVICE_REQUEST;
            case SocketOptions.SIO_ADDRESS_LIST_QUERY -> addressList(socket, call, written);
            case SocketOptions.SIO_ADDRESS_LIST_CHANGE ->
                socket.engine().addressLists().awaitChange(socket, call.irp());
            // nothing redirects connections here
            case SocketOptions.SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS,
                    SocketOptions.SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT -> NtStatus.STATUS_NOT_FOUND;
            case SocketOptions.SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS -> NtStatus.STATUS_ACCESS_DENIED;
            default -> null;
        };
    }

    private static NtStatus addressList(EngineSocket socket, ControlCall call, SizeT written) {
        SocketAddressList found = new SocketAddressList();
        NtStatus status = AddressLists.query(socket, found);
        if (!status.isSuccess()) {
            return status;
        }
        written.set(found.size());
        if (call.output() == null || call.outputSize() < found.size()) {
            return NtStatus.STATUS_BUFFER_OVERFLOW;
        }
        SocketAddressList output = (SocketAddressList) call.output();
        output.clear();
        found.forEach(output::add);
        return NtStatus.STATUS_SUCCESS;
    }
}
