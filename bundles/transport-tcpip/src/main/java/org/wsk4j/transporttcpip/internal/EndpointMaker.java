// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.Channel;

/** Makes the endpoint of a channel. */
@FunctionalInterface
interface EndpointMaker<C extends Channel, E extends LoopEndpoint> {
    /** The endpoint, which belongs to that loop; when it fails, {@link IoLoop#adopt} closes the channel. */
    E make(IoLoop loop, C channel) throws IOException;
}
