// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import java.util.List;

/**
 * The input of WSK_TDI_DEVICENAME_MAPPING (WSK_TDI_MAP_INFO), {@link WskConstants#SIZEOF_WSK_TDI_MAP_INFO} bytes long.
 *
 * <p>There is no TDI outside Windows Vista: the structure exists so that code can be carried over, and the operation is
 * refused with STATUS_NOT_SUPPORTED.
 *
 * <p>In Java: immutable; the array is a list, which knows how many entries it has. Threads: safe for all.
 *
 * <p>Spec: TDI-MAP-01, TDI-MAP-05..TDI-MAP-07.
 *
 * @param map the mappings (Map)
 */
public record WskTdiMapInfo(List<WskTdiMap> map) {
    /**
     * The mappings. Called by the client. IRQL: any.
     *
     * @param map the mappings; copied
     */
    public WskTdiMapInfo {
        map = List.copyOf(map);
    }

    /**
     * How many mappings there are (ElementCount). Called by anyone. IRQL: any. Spec: TDI-MAP-06.
     *
     * @return the number of entries in {@link #map()}
     */
    public int elementCount() {
        return map.size();
    }
}
