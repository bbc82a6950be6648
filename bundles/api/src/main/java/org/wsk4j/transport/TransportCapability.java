// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

/**
 * One thing that a transport can do beside moving bytes: an option that it has, a control code that it runs, a message of
 * control information that it sends or gives.
 *
 * @param kind what can be done with it
 * @param level the level of the option or of the message; 0 for a control code
 * @param code the option, the type of the message, or the control code
 */
public record TransportCapability(Kind kind, int level, int code) {
    /** What can be done. */
    public enum Kind {
        /** {@link TransportEndpoint#setOption} takes it. */
        SET_OPTION,
        /** {@link TransportEndpoint#getOption} answers it. */
        GET_OPTION,
        /** {@link TransportEndpoint#control} runs it. */
        CONTROL,
        /** {@link DatagramEndpoint#sendTo} takes a message of that type. */
        SEND_MESSAGE,
        /** {@link DatagramEndpoint#receiveFrom} gives a message of that type once an option asks for it. */
        RECEIVE_MESSAGE
    }
}
