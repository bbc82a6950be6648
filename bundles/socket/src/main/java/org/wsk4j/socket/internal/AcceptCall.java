// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;

/** A WskAccept: what its caller gave, until it has its connection. */
record AcceptCall(
        Irp irp, Object context, WskClientConnectionDispatch callbacks, SockAddr localAddress, SockAddr remoteAddress)
        implements IrpHolder {}
