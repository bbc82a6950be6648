// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.wsk4j.wdm.Guid;

/**
 * Names the event callbacks that are to be enabled or disabled (WSK_EVENT_CALLBACK_CONTROL).
 *
 * <p>The input of SO_WSK_EVENT_CALLBACK (one socket) and of WSK_SET_STATIC_EVENT_CALLBACKS (every later socket of the
 * client), {@link WskConstants#SIZEOF_WSK_EVENT_CALLBACK_CONTROL} bytes long. Several events may be enabled at once;
 * one is disabled at a time.
 *
 * <p>In Java: immutable. Threads: safe for all.
 *
 * <p>Spec: EVENT-CONTROL-01..EVENT-CONTROL-03, SO-EVENT-08, SO-EVENT-09, SO-EVENT-14, SO-EVENT-15, STATIC-EVENTS-05,
 * STATIC-EVENTS-06.
 *
 * @param npiId whose events: {@link WskConstants#NPI_WSK_INTERFACE_ID}, or the identifier of an extension interface
 *     (NpiId)
 * @param eventMask WSK_EVENT_ flags, or exactly one of them with {@link WskConstants#WSK_EVENT_DISABLE} (EventMask)
 */
public record WskEventCallbackControl(Guid npiId, int eventMask) {}
