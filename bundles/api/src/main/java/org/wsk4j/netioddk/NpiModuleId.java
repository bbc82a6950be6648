// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Guid;

/**
 * Who a network module is (NPI_MODULEID): a GUID, or the locally unique identifier of a network interface.
 *
 * <p>Equality is by type and by the member that the type selects. The structure's Length has no counterpart here.
 *
 * <p>Threads: immutable.
 *
 * <p>Spec: NPI-STRUCT-14, NPI-STRUCT-18.
 */
public final class NpiModuleId {
    /** The module is identified by {@link #guid()}. */
    public static final int MIT_GUID = 1;

    /** The module is identified by {@link #ifLuid()}. */
    public static final int MIT_IF_LUID = 2;

    private final int type;
    private final Guid guid;
    private final long ifLuid;
    private final Bundle bundle;

    private NpiModuleId(int type, Guid guid, long ifLuid, Bundle bundle) {
        this.type = type;
        this.guid = guid;
        this.ifLuid = ifLuid;
        this.bundle = bundle;
    }

    /**
     * A module identified by a GUID of its own. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param guid the identity, not null
     * @return an id of type {@link #MIT_GUID}
     */
    public static NpiModuleId of(Guid guid) {
        return new NpiModuleId(MIT_GUID, Objects.requireNonNull(guid, "guid"), 0, null);
    }

    /**
     * A module identified by a network interface. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param ifLuid the interface's locally unique identifier
     * @return an id of type {@link #MIT_IF_LUID}
     */
    public static NpiModuleId ofIfLuid(long ifLuid) {
        return new NpiModuleId(MIT_IF_LUID, null, ifLuid, null);
    }

    /**
     * A module that is an OSGi bundle: the usual way. The GUID is computed from the bundle's symbolic name (its
     * location if it has none), so that it is the same after every restart and on every machine.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param bundle the module's bundle, not null
     * @return an id of type {@link #MIT_GUID} that remembers the bundle
     */
    public static NpiModuleId of(Bundle bundle) {
        String name = bundle.getSymbolicName() != null ? bundle.getSymbolicName() : bundle.getLocation();
        byte[] seed = ("org.wsk4j.netioddk.module:" + name).getBytes(StandardCharsets.UTF_8);
        return new NpiModuleId(MIT_GUID, new Guid(UUID.nameUUIDFromBytes(seed)), 0, bundle);
    }

    /**
     * Which of the two members identifies the module. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return {@link #MIT_GUID} or {@link #MIT_IF_LUID}
     */
    public int type() {
        return type;
    }

    /**
     * The identifying GUID. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the GUID; null unless the type is {@link #MIT_GUID}
     */
    public Guid guid() {
        return guid;
    }

    /**
     * The identifying interface. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the interface's LUID; 0 unless the type is {@link #MIT_IF_LUID}
     */
    public long ifLuid() {
        return ifLuid;
    }

    /**
     * The bundle that the id was made from. It takes no part in equality. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the bundle, or null if the id was made from something else
     */
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NpiModuleId that
                && type == that.type
                && ifLuid == that.ifLuid
                && Objects.equals(guid, that.guid);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, guid, ifLuid);
    }

    /** The bundle's symbolic name if there is one, else the identifying member: what logs show. */
    @Override
    public String toString() {
        if (bundle != null && bundle.getSymbolicName() != null) {
            return bundle.getSymbolicName();
        }
        return type == MIT_GUID ? guid.toString() : "interface 0x" + Long.toHexString(ifLuid);
    }
}
