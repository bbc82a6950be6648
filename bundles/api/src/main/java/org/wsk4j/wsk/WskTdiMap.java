// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * Names the TDI device for one combination of type, family and protocol (WSK_TDI_MAP).
 *
 * <p>There is no TDI outside Windows Vista: the structure exists so that code can be carried over, and the operation
 * that takes it is refused.
 *
 * <p>In Java: immutable. Threads: safe for all. Spec: TDI-MAP-08.
 *
 * @param socketType SOCK_STREAM, SOCK_DGRAM or SOCK_RAW (SocketType, 16 bits)
 * @param addressFamily the address family (AddressFamily, 16 bits)
 * @param protocol the protocol (Protocol)
 * @param tdiDeviceName the name of the device; in Java without the terminating NUL (TdiDeviceName)
 */
public record WskTdiMap(int socketType, int addressFamily, int protocol, String tdiDeviceName) {}
