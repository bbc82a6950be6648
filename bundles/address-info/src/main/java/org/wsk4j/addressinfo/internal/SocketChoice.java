// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

/**
 * With which kind of socket, and at which port, an address can be used: one entry of the answer for each address and choice.
 *
 * @param socketType as a hint or of a service; 0 for any
 * @param protocol as a hint or of a service; 0 for any
 * @param port 0 without a service
 */
record SocketChoice(int socketType, int protocol, int port) {}
