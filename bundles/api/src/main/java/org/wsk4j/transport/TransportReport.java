// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.Guid;

/**
 * What the registry tells about one transport. Immutable, but for the count of endpoints.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface TransportReport {
    /**
     * The transport's name.
     *
     * @return one word
     */
    String name();

    /**
     * The identity of its provider.
     *
     * @return the GUID
     */
    Guid providerId();

    /**
     * Its own version.
     *
     * @return a 16-bit number
     */
    int version();

    /**
     * What it serves.
     *
     * @return the triples, in the transport's order
     */
    List<TransportTriple> triples();

    /**
     * What its endpoints can do beside moving bytes.
     *
     * @param triple one of {@link #triples()}
     * @return as {@link TransportProvider#capabilities}
     */
    List<TransportCapability> capabilities(TransportTriple triple);

    /**
     * Its {@code service.ranking}.
     *
     * @return the ranking, 0 when none was given
     */
    int ranking();

    /**
     * How many endpoints it has open now.
     *
     * @return the number of leases
     */
    int endpoints();
}
