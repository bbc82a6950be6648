// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/** Every function of a connection-oriented socket's table that takes an IRP, called with good arguments. */
enum SocketFunction {
    CONTROL_SOCKET {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskControlSocket(socket, WskControlSocketType.WskIoctl, 1, 0, 0, null, 0, null, null, irp);
        }
    },
    BIND {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskBind(socket, new SockAddrIn(), 0, irp);
        }
    },
    CONNECT {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskConnect(socket, SockAddrIn.of("127.0.0.1", 9), 0, irp);
        }
    },
    GET_LOCAL_ADDRESS {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskGetLocalAddress(socket, new SockAddrIn(), irp);
        }
    },
    GET_REMOTE_ADDRESS {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskGetRemoteAddress(socket, new SockAddrIn(), irp);
        }
    },
    SEND {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskSend(socket, Bytes.of("x").buf(), 0, irp);
        }
    },
    RECEIVE {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskReceive(socket, Bytes.room(1).buf(), 0, irp);
        }
    },
    DISCONNECT {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskDisconnect(socket, null, 0, irp);
        }
    },
    CONNECT_EX {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskConnectEx(socket, SockAddrIn.of("127.0.0.1", 9), null, 0, irp);
        }
    },
    CLOSE_SOCKET {
        @Override
        NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp) {
            return dispatch.wskCloseSocket(socket, irp);
        }
    };

    abstract NtStatus call(WskProviderConnectionDispatch dispatch, WskSocket socket, Irp irp);
}
